import FloatFormats

/// What the elements of a block are: numbers of a format, or integers with a scale that is understood.
public struct BlockElement: Hashable, Sendable {
  /// The format's name, or `int8` and its like, and the values. Those of integers are k/2^(N − 2),
  /// |k| < 2^(N − 1), and a NaN, which takes the place of a −0 that integers have not and is never stored: see
  /// ``BlockFormat``.
  public let named: NamedFormat

  /// Whether codes are integers in two's complement.
  public let isInteger: Bool

  /// Elements of a format; whether it can be one is found by ``BlockFormat``.
  public init(_ named: NamedFormat) {
    (self.named, isInteger) = (named, false)
  }

  private init(bits: Int) {
    let format = FloatFormat(
      exponentWidth: 1, precision: bits - 1, bias: 1, nan: .negativeZero, infinity: false,
      overflow: .saturate)
    named = NamedFormat(
      name: "int\(bits)", format: format, summary: "integers over \(1 << (bits - 2)), without −0")
    isInteger = true
  }

  /// The name.
  public var name: String { named.name }

  /// The values as a format.
  public var format: FloatFormat { named.format }

  /// OCP's INT8 (Microscaling Formats Specification v1.0, section 5.3.4).
  public static let int8 = BlockElement(bits: 8)

  /// Widths of integers, in bits.
  public static let integerWidths = 2...16

  /// Integers of N bits in two's complement with the implied scale 2^−(N − 2), so that the largest are just
  /// below 2; −2, which has no counterpart, is not used. Nil for other widths than ``integerWidths``.
  public static func integer(bits: Int) -> BlockElement? {
    integerWidths.contains(bits) ? BlockElement(bits: bits) : nil
  }

  /// Bits of a code.
  public var bitWidth: Int { format.bitWidth }

  /// The value of a code; bits above the code's width are ignored. The integer −2^(N − 1) is −2.
  public func decode(_ code: UInt16) -> Double {
    guard isInteger else { return format.decode(UInt64(code)) }
    let shift = 16 - bitWidth
    let integer = Int16(bitPattern: code << shift) >> shift
    return Double(integer) / Double(1 << (bitWidth - 2))
  }

  /// A code of ``format`` as it is stored.
  func stored(_ code: UInt16) -> UInt16 {
    let sign = UInt16(format.signMask)
    guard isInteger, code & sign != 0 else { return code }
    // −0 has the NaN's code, and is 0.
    return (0 &- (code & ~sign)) & UInt16(format.largestCode)
  }
}
