import ArbitraryPrecision
import CMPFR
import FloatFormats

/// What the codes of a format stand for, by the judge's own reading of the format's fields.
///
/// Nothing here comes from FloatFormats but the fields themselves. Up to 16 bits every code has its
/// exact value in a table; wider formats are decoded when asked. A format is read thus:
///
/// - The finite magnitudes in ascending order have *ranks* 0, 1, 2, …. Rank 0 is zero, or the least
///   number where there is no zero. Without subnormals rank 1 is the least normal, and the codes
///   between zero's and it, which stand for zeros, have no rank.
/// - One step beyond the largest finite magnitude lies the *phantom*, what would be there if the
///   exponent range were unbounded.
///
/// Values are immutable and may be shared between threads.
public final class FormatValues: @unchecked Sendable {
  // @unchecked: the slab is written in `init` only; after it everybody reads.

  /// The format whose values these are.
  public let format: FloatFormat

  /// What a code stands for, apart from its sign and size.
  enum Kind {
    case quietNaN, signalingNaN, infinity, zero, finite
  }

  let trailingBits: Int
  let signBit: UInt64
  let magnitudeMask: UInt64
  /// The magnitude code of the largest finite number.
  let largestCode: UInt64
  /// The magnitude code of the least normal number.
  let leastNormalCode: UInt64
  /// The rank of the largest finite number.
  let largestRank: Int
  /// The rank of the least normal number.
  let leastNormalRank: Int
  /// The magnitude code of +∞; of no meaning where there is none.
  let infinityCode: UInt64
  /// The code of the NaN that operations return, or nil: of an IEEE-style format the quiet one with no
  /// other trailing bit.
  let quietNaN: UInt64?
  /// Every code's value, in the order of codes; empty for formats of more than 16 bits.
  private let table: NumberSlab
  private let hasTable: Bool

  /// Bits of a code.
  public let bitWidth: Int

  /// Reads a format: every code up to 16 bits.
  public init(_ format: FloatFormat) {
    self.format = format
    trailingBits = format.precision - 1
    let magnitudeBits = format.exponentWidth + trailingBits
    bitWidth = magnitudeBits + (format.isSigned ? 1 : 0)
    signBit = format.isSigned ? 1 << UInt64(magnitudeBits) : 0
    magnitudeMask = (1 << UInt64(magnitudeBits)) - 1
    leastNormalCode = format.hasZero ? 1 << UInt64(trailingBits) : 0
    // From the top down to the first code that no special value takes; the NaNs of an IEEE-style
    // format, which are many, are passed at once.
    var code = magnitudeMask
    if format.nan == .ieee { code -= (1 << UInt64(trailingBits)) - 1 }
    while Self.special(code, format, trailingBits, signBit, magnitudeMask) != nil { code -= 1 }
    largestCode = code
    infinityCode = code + 1
    quietNaN =
      switch format.nan {
      case .none: nil
      case .negativeZero: signBit
      case .maximum: magnitudeMask
      case .ieee:
        magnitudeMask & ~((1 << UInt64(trailingBits)) - 1)
          | (trailingBits > 0 ? 1 << UInt64(trailingBits - 1) : 0)
      }
    leastNormalRank = format.hasZero ? (format.hasSubnormals ? 1 << trailingBits : 1) : 0
    largestRank = Int(largestCode - leastNormalCode) + leastNormalRank
    hasTable = bitWidth <= 16
    table = NumberSlab(count: hasTable ? 1 << bitWidth : 0)
    if hasTable {
      for code in 0..<(1 << bitWidth) { write(UInt64(code), to: table[code]) }
    }
  }

  /// The NaN or infinity that a code stands for, if any.
  private static func special(
    _ code: UInt64, _ format: FloatFormat, _ trailingBits: Int, _ signBit: UInt64,
    _ magnitudeMask: UInt64
  ) -> Kind? {
    let magnitude = code & magnitudeMask
    let allOnes = magnitudeMask
    switch format.nan {
    case .ieee:
      guard magnitude >> UInt64(trailingBits) == (1 << UInt64(format.exponentWidth)) - 1 else {
        return nil
      }
      let trailing = magnitude & ((1 << UInt64(trailingBits)) - 1)
      if trailing == 0 && format.hasInfinity { return .infinity }
      let isQuiet = trailingBits < 2 || trailing >> UInt64(trailingBits - 1) == 1
      return isQuiet ? .quietNaN : .signalingNaN
    case .maximum:
      if magnitude == allOnes { return .quietNaN }
      return format.hasInfinity && magnitude == allOnes - 1 ? .infinity : nil
    case .negativeZero:
      if code == signBit { return .quietNaN }
      return format.hasInfinity && magnitude == allOnes ? .infinity : nil
    case .none:
      return format.hasInfinity && magnitude == allOnes ? .infinity : nil
    }
  }

  /// What a code stands for.
  func kind(of code: UInt64) -> Kind {
    if let special = Self.special(code, format, trailingBits, signBit, magnitudeMask) {
      return special
    }
    let magnitude = code & magnitudeMask
    if format.hasZero && magnitude < (format.hasSubnormals ? 1 : leastNormalCode) { return .zero }
    return .finite
  }

  /// Whether a code stands for a NaN.
  public func isNaN(_ code: UInt64) -> Bool {
    switch kind(of: code) {
    case .quietNaN, .signalingNaN: true
    default: false
    }
  }

  /// Whether a code stands for a NaN that does not signal.
  func isQuietNaN(_ code: UInt64) -> Bool { kind(of: code) == .quietNaN }

  /// Whether a code stands for a NaN that signals.
  public func isSignalingNaN(_ code: UInt64) -> Bool { kind(of: code) == .signalingNaN }

  /// What a code stands for, exactly: a number, an infinity or NaN.
  public func value(_ code: UInt64) -> BigNumber {
    BigNumber(precision: NumberSlab.precision) { write(code, to: $0.mpfr) }
  }

  /// Writes what a code stands for to `number`, exactly.
  private func write(_ code: UInt64, to number: UnsafeMutablePointer<__mpfr_struct>) {
    let isNegative = code & signBit != 0
    let sign: Int32 = isNegative ? -1 : 1
    switch kind(of: code) {
    case .quietNaN, .signalingNaN: mpfr_set_nan(number)
    case .infinity: mpfr_set_inf(number, sign)
    case .zero: mpfr_set_zero(number, sign)
    case .finite:
      let magnitude = code & magnitudeMask
      let field = Int(magnitude >> UInt64(trailingBits))
      let trailing = magnitude & ((1 << UInt64(trailingBits)) - 1)
      let isNormal = field > 0 || !format.hasZero
      let significand = isNormal ? trailing + (1 << UInt64(trailingBits)) : trailing
      let exponent = (isNormal ? field : 1) - format.bias - trailingBits
      mpfr_set_ui_2exp(number, UInt(significand), exponent, MPFR_RNDN)
      if isNegative { mpfr_neg(number, number, MPFR_RNDN) }
    }
  }

  /// The value of a code: its place in the table, or `scratch` with the value written there.
  @inline(__always)
  func number(
    _ code: UInt64, _ scratch: UnsafeMutablePointer<__mpfr_struct>
  ) -> UnsafeMutablePointer<__mpfr_struct> {
    if hasTable { return table[Int(code)] }
    write(code, to: scratch)
    return scratch
  }

  /// The magnitude code of a rank.
  @inline(__always)
  func magnitudeCode(rank: Int) -> UInt64 {
    rank < leastNormalRank ? UInt64(rank) : UInt64(rank - leastNormalRank) + leastNormalCode
  }
}
