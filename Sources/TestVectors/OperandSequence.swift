import FloatFormats
import RandomStreams

/// The operands of a function's tests: all of them where they are few, else the edges of the types in
/// every combination, then random ones that favour edges, ties and cancellation.
///
/// A pure function of the function, the seed and the count.
public struct OperandSequence: Sequence, Sendable {
  /// Operands of up to this many bits together are all taken.
  public static let mostExhaustiveBits = 18

  /// How many tests there are by default where not all operands are taken.
  public static let defaultCount = 1 << 16

  private let function: TestFunction
  /// The number of operands.
  public let count: Int
  private let isExhaustive: Bool
  private let edges: [UInt64]
  private let stream: RandomStream

  /// The operands of `count` tests; nil is all of them where they are few, else ``defaultCount``.
  public init(_ function: TestFunction, seed: UInt64 = 1, count: Int? = nil) {
    self.function = function
    let bits = function.operandType.bitWidth * function.operandCount
    let all = bits <= Self.mostExhaustiveBits ? 1 << bits : nil
    self.count = count ?? all ?? Self.defaultCount
    // More tests than there are operands: random ones follow all of them.
    isExhaustive = all.map { $0 <= count ?? $0 } ?? false
    edges = function.operandType.edges
    stream = RandomStream(StreamKey(seed: seed, domain: .data, name: function.name))
  }

  /// The operands from the first test on.
  public func makeIterator() -> AnyIterator<Operands> {
    var index = 0
    return AnyIterator {
      guard index < count else { return nil }
      defer { index += 1 }
      return operands(at: index)
    }
  }

  private func operands(at index: Int) -> Operands {
    let width = UInt64(function.operandType.bitWidth)
    let bits = function.operandType.bitWidth * function.operandCount
    if isExhaustive, index < 1 << bits {
      // The last operand runs fastest.
      let digits = UInt64(index)
      let mask = function.operandType.largestCode
      switch function.operandCount {
      case 1: return Operands(digits)
      case 2: return Operands(digits >> width, digits & mask)
      default: return Operands(digits >> (2 * width), digits >> width & mask, digits & mask)
      }
    }
    var random = RandomCodes(stream, test: index)
    let pairs = function.operandCount == 1 ? edges.count : edges.count * edges.count
    guard index < pairs, !isExhaustive else { return self.random(&random) }
    guard function.operandCount > 1 else { return Operands(edges[index]) }
    let a = edges[index / edges.count]
    let b = edges[index % edges.count]
    return Operands(a, b, function.operandCount == 3 ? last(a, b, &random) : 0)
  }

  private func random(_ random: inout RandomCodes) -> Operands {
    let a = code(after: nil, &random)
    guard function.operandCount > 1 else { return Operands(a) }
    let b = code(after: a, &random)
    return Operands(a, b, function.operandCount == 3 ? last(a, b, &random) : 0)
  }

  /// The addend of a fused operation: in one of two tests near the product it is added to.
  private func last(_ a: UInt64, _ b: UInt64, _ random: inout RandomCodes) -> UInt64 {
    guard case .float(let format) = function.operandType, random.below(2) == 0 else {
      return code(after: b, &random)
    }
    let product = format.multiply(a, b).code
    let near = product &+ random.below(5) &- 2
    return (near ^ (random.below(4) == 0 ? 0 : format.signMask)) & format.largestCode
  }

  /// An edge, a code near 1, a code whose exponent is near the one before, or any code.
  private func code(after previous: UInt64?, _ random: inout RandomCodes) -> UInt64 {
    let kind = random.below(4)
    if kind == 0 { return edges[Int(random.below(UInt64(edges.count)))] }
    switch function.operandType {
    case .truth: return random.below(2)
    case .integer(let type):
      // As many bits as chance says, of either sign.
      let width = UInt64(type.bitWidth)
      let magnitude = random.next() >> (64 - width + random.below(width))
      let code = type.isSigned && random.below(2) == 0 ? 0 &- magnitude : magnitude
      return code & function.operandType.largestCode
    case .float(let format):
      guard kind < 3 else { return random.next() & format.largestCode }
      let one = UInt64(Swift.max(format.bias, 0)) << UInt64(format.trailingWidth)
      let centre = kind == 1 ? one : previous.map { $0 & format.magnitudeMask } ?? one
      return random.near(centre, format)
    }
  }
}
