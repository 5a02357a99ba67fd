extension Simulated: BinaryFloatingPoint where Format: IEEEFormatTag {
  /// Wide enough for every format.
  public typealias RawSignificand = UInt64
  /// Wide enough for every format.
  public typealias RawExponent = UInt

  /// Width of the exponent field.
  public static var exponentBitCount: Int { format.exponentWidth }
  /// Width of the trailing significand.
  public static var significandBitCount: Int { format.trailingWidth }

  /// The exponent field.
  public var exponentBitPattern: UInt {
    UInt(bits & Self.format.magnitudeMask) >> UInt(Self.format.trailingWidth)
  }
  /// The trailing significand.
  public var significandBitPattern: UInt64 { bits & Self.trailingMask }

  /// The number with these fields; bits that do not fit their field are ignored.
  public init(
    sign: FloatingPointSign, exponentBitPattern: UInt, significandBitPattern: UInt64
  ) {
    let exponent = UInt64(exponentBitPattern) << UInt64(Self.format.trailingWidth)
    let magnitude =
      (exponent | significandBitPattern & Self.trailingMask) & Self.format.magnitudeMask
    self.init(Rounded(sign == .minus ? magnitude | Self.format.signMask : magnitude, []))
  }

  /// The power of two at or below the magnitude, with the number's sign; a zero is itself, infinity
  /// and NaN give NaN.
  public var binade: Self {
    switch exactValue {
    case .nan, .infinity: return .nan
    case .zero: return self
    case .finite(let value):
      return Self(
        Self.format.round(
          BinaryValue(isNegative: value.isNegative, exponent: exponent, significand: 1)))
    }
  }

  /// Number of bits in the significand after the leading one, as far as it is not 0; −1 for a zero,
  /// infinity and NaN.
  public var significandWidth: Int {
    guard case .finite(let value) = exactValue else { return -1 }
    return 127 - value.significand.leadingZeroBitCount - value.significand.trailingZeroBitCount
  }

  /// The number nearest to one of any binary type, in the type's mode.
  ///
  /// Exact for types of up to 126 bits of significand, whatever their encoding.
  public init<Source: BinaryFloatingPoint>(_ source: Source) {
    self.init(exact: ExactValue(anyBinary: source))
  }

  /// The number that is exactly one of any binary type, or nil; nil for a NaN.
  public init?<Source: BinaryFloatingPoint>(exactly source: Source) {
    guard !source.isNaN else { return nil }
    self.init(exactly: ExactValue(anyBinary: source))
  }

  private static var trailingMask: UInt64 { (1 << UInt64(format.trailingWidth)) - 1 }
}

extension ExactValue {
  /// The exact value of a number of any binary type, by its value and not by its bits.
  init<Source: BinaryFloatingPoint>(anyBinary source: Source) {
    self.init(source) { finite in
      // The significand, 1 ..< 2, bit by bit; each step is exact.
      var significand: UInt128 = 1
      var rest = finite.significand - 1
      var exponent = Int(finite.exponent)
      while rest != 0 && significand.leadingZeroBitCount > 1 {
        rest += rest
        significand <<= 1
        if rest >= 1 {
          rest -= 1
          significand |= 1
        }
        exponent -= 1
      }
      return BinaryValue(
        isNegative: finite.sign == .minus, exponent: exponent, significand: significand,
        sticky: rest != 0)
    }
  }
}
