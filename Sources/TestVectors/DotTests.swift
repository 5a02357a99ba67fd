import FloatFormats
import Kernels
import RandomStreams

/// Tests of dot products c + Σ aₖ·bₖ in an accumulator: numbers a and b of a format each, c and the result of
/// the accumulator's.
///
/// A line is a₁ … aₙ, b₁ … bₙ, c, the result, and flags 00: models of hardware tell none. The result is
/// `Accumulator`'s, step by step, which is tested against what GPUs computed. The operands of a test are a pure
/// function of the formats, the number of terms, the seed and the test's number.
public struct DotTests: Sendable {
  /// The name: `e4m3fn_dot16`, `e4m3fn×e5m2_dot16`.
  public let name: String
  /// n.
  public let terms: Int
  /// The types of a, b and c.
  public let types: (a: TestType, b: TestType, c: TestType)
  private let formats: (a: FloatFormat, b: FloatFormat, c: FloatFormat)
  private let accumulator: Accumulator
  private let stream: RandomStream
  private let rounding: RandomStream

  /// The most terms of a test.
  public static let mostTerms = 1 << 16

  /// - Parameter seed: of operands, and of the roundings of a stochastic accumulator.
  /// - Throws: `AccumulatorError` where the model does not take the formats.
  public init(
    _ model: AccumulatorModel, a: NamedFormat, b: NamedFormat, terms: Int, seed: UInt64 = 1
  ) throws(AccumulatorError) {
    accumulator = try Accumulator(model, a: a.format, b: b.format)
    formats = (a.format, b.format, model.resultFormat)
    types = (.float(a.format), .float(b.format), .float(model.resultFormat))
    self.terms = terms
    name = (a == b ? a.name : "\(a.name)×\(b.name)") + "_dot\(terms)"
    stream = RandomStream(StreamKey(seed: seed, domain: .data, name: name))
    rounding = RandomStream(StreamKey(seed: seed, domain: .rounding, name: name))
  }

  /// The codes of a test: n of a, n of b, c, and the result.
  ///
  /// By turns: numbers near 1; of a spread of exponents; the same with every second product the opposite of the
  /// one before, so that sums cancel; edges. c is +0 in one of four tests, else near the products.
  public func codes(_ number: Int) -> [UInt64] {
    var random = RandomCodes(stream, test: number, draws: UInt64(16 * terms + 16))
    let style = number % 4
    let edges = (types.a.edges(), types.b.edges())
    var (a, b): ([UInt64], [UInt64]) = ([], [])
    for term in 0..<terms {
      if style == 2, term % 2 == 1 {
        a.append(a[term - 1] ^ formats.a.signMask)
        b.append(b[term - 1])
        // Now and then not quite the opposite.
        if random.below(4) == 0 {
          b[term] = random.near(b[term] & formats.b.magnitudeMask, formats.b)
        }
      } else if style == 3 {
        a.append(edges.0[Int(random.below(UInt64(edges.0.count)))])
        b.append(edges.1[Int(random.below(UInt64(edges.1.count)))])
      } else {
        a.append(Self.number(formats.a, isSpread: style > 0, &random))
        b.append(Self.number(formats.b, isSpread: style > 0, &random))
      }
    }
    let c = random.below(4) == 0 ? 0 : Self.number(formats.c, isSpread: style > 0, &random)
    return a + b + [c, result(a, b, from: c, number)]
  }

  private func result(_ a: [UInt64], _ b: [UInt64], from c: UInt64, _ number: Int) -> UInt64 {
    let sum = accumulator.dot(
      a.map { formats.a.decode($0) }, b.map { formats.b.decode($0) }, from: formats.c.decode(c),
      random: rounding, output: OutputIndex(row: UInt32(truncatingIfNeeded: number)))
    return formats.c.encode(sum).code
  }

  /// A number near 1, or of any exponent within some binades of 1.
  private static func number(
    _ format: FloatFormat, isSpread: Bool, _ random: inout RandomCodes
  ) -> UInt64 {
    let one = UInt64(max(format.bias, 0)) << UInt64(format.trailingWidth)
    if isSpread { return random.near(one, format) }
    let bits = random.next()
    let trailing: UInt64 = (1 << UInt64(format.trailingWidth)) - 1
    return (one | bits & trailing) ^ (bits >> 63 == 0 ? 0 : format.signMask)
  }

  /// A test as a line.
  /// - Parameter separator: what is between two fields.
  public func text(_ number: Int, separator: String = " ") -> String {
    let codes = codes(number)
    let texts = codes.enumerated().map { place, code in
      type(place).hexadecimal(code)
    }
    return (texts + ["00"]).joined(separator: separator)
  }

  /// What the accumulator gives for the numbers of a line: n of a, n of b, and c.
  public func result(of codes: ArraySlice<UInt64>, _ number: Int) -> UInt64 {
    let a = codes.prefix(terms)
    let b = codes.dropFirst(terms).prefix(terms)
    return result(Array(a), Array(b), from: codes.last ?? 0, number)
  }

  /// Whether two results are the same: any NaN is as good as another.
  public func agree(_ x: UInt64, _ y: UInt64) -> Bool {
    x == y || formats.c.isNaN(x) && formats.c.isNaN(y)
  }

  /// Reads a line, without its line end: its codes, the result the last.
  /// - Throws: ``TestLineError``.
  public func codes(parsing bytes: ArraySlice<UInt8>) throws(TestLineError) -> [UInt64] {
    let layout = layout
    let fields = try TestLine.fields(of: bytes, layout.count) { place in
      (layout[place].name, place == layout.count - 1 ? 0 : type(place).largestCode)
    }
    return Array(fields.dropLast())
  }

  /// The type of a field before the flags.
  private func type(_ place: Int) -> TestType {
    place < terms ? types.a : place < 2 * terms ? types.b : types.c
  }

  /// The fields of a line: what each is called, and its bits in a word of `$readmemh`.
  public var layout: [(name: String, bits: Int)] {
    let (a, b, c) = (4 * types.a.digitCount, 4 * types.b.digitCount, 4 * types.c.digitCount)
    return (1...terms).map { ("a\($0)", a) } + (1...terms).map { ("b\($0)", b) }
      + [("c", c), ("result", c), ("flags", 8)]
  }
}
