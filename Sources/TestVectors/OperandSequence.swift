import FloatFormats
import RandomStreams

/// The operands of a function's tests: all of them where they are few, else the edges of the types in
/// every combination, then random ones that favour edges, ties and cancellation.
///
/// A pure function of the function, the seed, the count and the level.
public struct OperandSequence: Sequence, Sendable {
  /// Operands of up to this many bits together are all taken.
  public static let mostExhaustiveBits = 18

  /// How many tests there are by default where not all operands are taken.
  public static let defaultCount = 1 << 16

  private let function: TestFunction
  /// The number of operands.
  public let count: Int
  private let isExhaustive: Bool
  /// Of every operand.
  private let edges: [[UInt64]]
  /// How many pairs of edges there are; of functions of one operand, edges.
  private let pairs: Int
  private let stream: RandomStream
  private let randomBits: RandomStream

  /// The operands of `count` tests; nil is all of them where they are few, else as many as there are pairs of
  /// edges, and at least ``defaultCount``.
  public init(
    _ function: TestFunction, seed: UInt64 = 1, count: Int? = nil, level: TestLevel = .one
  ) {
    self.function = function
    edges = function.operandTypes.map { $0.edges(level) }
    pairs = edges.prefix(2).reduce(1) { $0 * $1.count }
    let bits = function.operandBits
    let all = bits <= Self.mostExhaustiveBits ? 1 << bits : nil
    self.count = count ?? all ?? Swift.max(Self.defaultCount, pairs)
    // More tests than there are operands: random ones follow all of them.
    isExhaustive = all.map { $0 <= count ?? $0 } ?? false
    stream = RandomStream(StreamKey(seed: seed, domain: .data, name: function.name))
    randomBits = RandomStream(StreamKey(seed: seed, domain: .rounding, name: function.name))
  }

  /// The operands from the first test on.
  public func makeIterator() -> AnyIterator<Operands> {
    var index = 0
    return AnyIterator {
      guard index < count else { return nil }
      defer { index += 1 }
      var operands = operands(at: index)
      let bits = function.randomBitCount
      if bits > 0 { operands.random = randomBits.draw(at: UInt64(index)).bits >> UInt64(64 - bits) }
      return operands
    }
  }

  private func operands(at index: Int) -> Operands {
    if isExhaustive, index < 1 << function.operandBits { return counted(UInt64(index)) }
    var random = RandomCodes(stream, test: index)
    guard index < pairs, !isExhaustive else { return self.random(&random) }
    guard function.operandCount > 1 else { return Operands(edges[0][index]) }
    let a = edges[0][index / edges[1].count]
    let b = edges[1][index % edges[1].count]
    return Operands(a, b, function.operandCount == 3 ? last(a, b, &random) : 0)
  }

  /// The operands whose codes, one behind the other, are a number's bits: the last runs fastest.
  private func counted(_ number: UInt64) -> Operands {
    var rest = number
    var codes: [UInt64] = [0, 0, 0]
    for (place, type) in function.operandTypes.enumerated().reversed() {
      codes[place] = rest & type.largestCode
      rest >>= UInt64(type.bitWidth)
    }
    return Operands(codes[0], codes[1], codes[2])
  }

  private func random(_ random: inout RandomCodes) -> Operands {
    let a = code(0, after: nil, &random)
    guard function.operandCount > 1 else { return Operands(a) }
    let b = code(1, after: a, &random)
    return Operands(a, b, function.operandCount == 3 ? last(a, b, &random) : 0)
  }

  /// The addend of a fused operation: in one of two tests near the product it is added to.
  private func last(_ a: UInt64, _ b: UInt64, _ random: inout RandomCodes) -> UInt64 {
    guard case .float(let format) = function.operandTypes[2],
      case .float(let first) = function.operandTypes[0],
      case .float(let second) = function.operandTypes[1], random.below(2) == 0
    else { return code(2, after: b, &random) }
    let exact = ExactArithmetic.product(first.unpack(a), second.unpack(b))
    let product = format.round(exact, RoundingContext()).code
    let near = product &+ random.below(5) &- 2
    return (near ^ (random.below(4) == 0 ? 0 : format.signMask)) & format.largestCode
  }

  /// An edge, a code near 1, a code whose exponent is near the one before, or any code.
  private func code(
    _ place: Int, after previous: UInt64?, _ random: inout RandomCodes
  ) -> UInt64 {
    let kind = random.below(4)
    let (type, edges) = (function.operandTypes[place], edges[place])
    if kind == 0 { return edges[Int(random.below(UInt64(edges.count)))] }
    // Of another format the code before says nothing.
    let isNew = place > 0 && function.operandTypes[place - 1] != type
    let previous = isNew ? nil : previous
    switch type {
    case .truth: return random.below(2)
    case .integer(let integer):
      // As many bits as chance says, of either sign.
      let width = UInt64(integer.bitWidth)
      let magnitude = random.next() >> (64 - width + random.below(width))
      let code = integer.isSigned && random.below(2) == 0 ? 0 &- magnitude : magnitude
      return code & type.largestCode
    case .float(let format):
      guard kind < 3 else { return random.next() & format.largestCode }
      let one = UInt64(Swift.max(format.bias, 0)) << UInt64(format.trailingWidth)
      let centre = kind == 1 ? one : previous.map { $0 & format.magnitudeMask } ?? one
      return random.near(centre, format)
    }
  }
}
