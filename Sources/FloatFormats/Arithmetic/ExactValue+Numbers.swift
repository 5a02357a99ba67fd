/// Exact values of Swift's own numbers.
extension ExactValue {
  /// The exact value of a number of a type that is encoded as IEEE 754's are: the standard library's
  /// (Float16, Float, Double, Float80) and IEEE-style simulated ones.
  public init<Source: BinaryFloatingPoint>(
    _ source: Source
  ) where Source.RawSignificand: FixedWidthInteger {
    self.init(source) { finite in
      let width = Source.significandBitCount
      let trailing = UInt128(truncatingIfNeeded: finite.significandBitPattern)
      let leading: UInt128 = finite.isNormal ? 1 << UInt128(width) : 0
      let binade = finite.isNormal ? finite.exponent : Source.leastNormalMagnitude.exponent
      return BinaryValue(
        isNegative: finite.sign == .minus, exponent: Int(binade) - width,
        significand: leading | trailing)
    }
  }

  /// The exact value of a number, `finite` being asked for that of one that is finite and not 0.
  init<Source: BinaryFloatingPoint>(_ source: Source, finite: (Source) -> BinaryValue) {
    let isNegative = source.sign == .minus
    if source.isNaN {
      self = .nan(isNegative: isNegative, isSignaling: source.isSignalingNaN)
    } else if source.isInfinite {
      self = .infinity(isNegative: isNegative)
    } else if source.isZero {
      self = .zero(isNegative: isNegative)
    } else {
      self = .finite(finite(source))
    }
  }

  /// The exact value of an integer; sticky behind 127 bits if it is wider.
  public init<Source: BinaryInteger>(integer source: Source) {
    guard source != 0 else {
      self = .zero(isNegative: false)
      return
    }
    let magnitude = source.magnitude
    // Words are least significant first; a magnitude's words are never negative.
    let bits = Self.highestBit(of: magnitude) + 1
    let excess = max(bits - 127, 0)
    let kept = magnitude >> excess
    self = .finite(
      BinaryValue(
        isNegative: source < 0, exponent: excess, significand: UInt128(kept),
        sticky: kept << excess != magnitude))
  }

  private static func highestBit<Magnitude: BinaryInteger>(of magnitude: Magnitude) -> Int {
    var highest = 0
    for (index, word) in magnitude.words.enumerated() where word != 0 {
      highest = index * UInt.bitWidth + UInt.bitWidth - 1 - word.leadingZeroBitCount
    }
    return highest
  }
}

extension FloatFormat {
  /// The code of a standard floating-point number, rounded once.
  public func encode<Source: BinaryFloatingPoint>(
    _ value: Source, _ context: RoundingContext = RoundingContext(), randomBits: UInt64 = 0
  ) -> Rounded where Source.RawSignificand: FixedWidthInteger {
    round(Unrounded(ExactValue(value)), context, randomBits: randomBits)
  }

  /// The code of an integer, rounded once.
  public func encode<Source: BinaryInteger>(
    integer value: Source, _ context: RoundingContext = RoundingContext(), randomBits: UInt64 = 0
  ) -> Rounded {
    round(Unrounded(ExactValue(integer: value)), context, randomBits: randomBits)
  }
}
