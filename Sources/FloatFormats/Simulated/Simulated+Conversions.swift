/// Conversions into a simulated format: exact, then rounded once in the type's mode unless a rounding
/// is given.
extension Simulated {
  /// The number nearest (in the type's mode) to a Double.
  public init(_ source: Double) { self.init(exact: ExactValue(source)) }
  /// The number nearest (in the type's mode) to a Float.
  public init(_ source: Float) { self.init(exact: ExactValue(source)) }
  #if !(os(macOS) && arch(x86_64))
    /// The number nearest (in the type's mode) to a Float16.
    public init(_ source: Float16) { self.init(exact: ExactValue(source)) }
  #endif
  #if !(os(Windows) || os(Android)) && (arch(i386) || arch(x86_64))
    /// The number nearest (in the type's mode) to a Float80.
    public init(_ source: Float80) { self.init(exact: ExactValue(source)) }
  #endif
  /// The number nearest (in the type's mode) to one of another simulated format.
  public init<Other: FormatTag, Mode: RoundingTag>(_ source: Simulated<Other, Mode>) {
    self.init(exact: source.exactValue)
  }
  /// The number nearest (in the type's mode) to an integer.
  public init(_ source: Int) { self.init(exact: ExactValue(integer: source)) }
  /// The number nearest (in the type's mode) to an integer.
  public init<Source: BinaryInteger>(_ source: Source) {
    self.init(exact: ExactValue(integer: source))
  }

  /// The number that a Double becomes in this rounding.
  ///
  /// `randomBits`: for stochastic rounding with N bits, its low N bits are R.
  public init(_ source: Double, rounding: FloatFormats.Rounding, randomBits: UInt64 = 0) {
    self.init(exact: ExactValue(source), rounding: rounding, randomBits: randomBits)
  }
  /// The number that one of another simulated format becomes in this rounding.
  public init<Other: FormatTag, Mode: RoundingTag>(
    _ source: Simulated<Other, Mode>, rounding: FloatFormats.Rounding, randomBits: UInt64 = 0
  ) {
    self.init(exact: source.exactValue, rounding: rounding, randomBits: randomBits)
  }

  /// The number that is exactly this integer, or nil.
  public init?<Source: BinaryInteger>(exactly source: Source) {
    self.init(exactly: ExactValue(integer: source))
  }
  /// The number that is exactly this Double, or nil; nil for a NaN.
  public init?(exactly source: Double) {
    guard !source.isNaN else { return nil }
    self.init(exactly: ExactValue(source))
  }
  /// The number that is exactly one of another simulated format, or nil; nil for a NaN.
  public init?<Other: FormatTag, Mode: RoundingTag>(exactly source: Simulated<Other, Mode>) {
    guard !source.isNaN else { return nil }
    self.init(exactly: source.exactValue)
  }

  init(
    exact: ExactValue, rounding: FloatFormats.Rounding = .mode(Rounding.mode),
    randomBits: UInt64 = 0
  ) {
    self.init(
      Self.format.round(Unrounded(exact), RoundingContext(rounding), randomBits: randomBits))
  }

  /// The number of a value that reads back: an infinity is itself whatever the overflow policy.
  init(readingBack exact: ExactValue) {
    self.init(Self.format.round(Unrounded(exact), RoundingContext(overflow: .ieee)))
  }

  init?(exactly exact: ExactValue) {
    let rounded = Self.format.round(Unrounded(exact), RoundingContext(overflow: .ieee))
    guard rounded.flags == [] else { return nil }
    self.init(rounded)
  }
}

extension Double {
  /// The value of a simulated number: exact in every format.
  public init<Format: FormatTag, Rounding: RoundingTag>(_ source: Simulated<Format, Rounding>) {
    self = source.value
  }
}

extension Float {
  /// The Float nearest to a simulated number, ties to even.
  public init<Format: FormatTag, Rounding: RoundingTag>(_ source: Simulated<Format, Rounding>) {
    self.init(bitPattern: Simulated<Binary32, ToNearestEven>(source).code)
  }
}

#if !(os(macOS) && arch(x86_64))
  extension Float16 {
    /// The Float16 nearest to a simulated number, ties to even.
    public init<Format: FormatTag, Rounding: RoundingTag>(_ source: Simulated<Format, Rounding>) {
      self.init(bitPattern: Half(source).code)
    }
  }
#endif

extension Simulated {
  /// The number rounded to an integer, or nil where that does not fit; nil for infinity and NaN.
  ///
  /// The standard library's `Int(x)` and `Int(exactly: x)` serve IEEE-style formats too; this serves
  /// all, in every mode, and never traps.
  public func integer<Integer: FixedWidthInteger>(
    as type: Integer.Type = Integer.self, rounding: RoundingMode = .towardZero
  ) -> Integer? {
    let (value, _) = ExactArithmetic.integral(exactValue, rounding)
    switch value {
    case .nan, .infinity: return nil
    case .zero: return 0
    case .finite(let number):
      // A Double holds every value of every format, and every integer below 2^53 besides.
      return Integer(
        exactly: Double(
          sign: number.isNegative ? .minus : .plus, exponent: number.exponent,
          significand: Double(UInt64(truncatingIfNeeded: number.significand))))
    }
  }
}

/// Literals pass through Double, and are rounded twice so: `init(decimal:)` is exact.
extension Simulated: ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral {
  /// The number nearest (in the type's mode) to the Double nearest to the literal.
  public init(floatLiteral value: Double) { self.init(value) }
  /// The number nearest (in the type's mode) to the integer.
  public init(integerLiteral value: Int) { self.init(value) }
}
