/// What a number is, for every format.
extension Simulated {
  /// Whether this is a normal number.
  public var isNormal: Bool {
    classification == .positiveNormal || classification == .negativeNormal
  }
  /// Whether this is a zero, a subnormal or a normal number.
  public var isFinite: Bool { !isNaN && !isInfinite }
  /// Whether this is a zero.
  public var isZero: Bool { classification == .positiveZero || classification == .negativeZero }
  /// Whether this is a subnormal number.
  public var isSubnormal: Bool {
    classification == .positiveSubnormal || classification == .negativeSubnormal
  }
  /// Whether this is an infinity.
  public var isInfinite: Bool {
    classification == .positiveInfinity || classification == .negativeInfinity
  }
  /// Whether this is a NaN.
  public var isNaN: Bool { Self.format.isNaN(bits) }
  /// Whether this is a signalling NaN.
  public var isSignalingNaN: Bool { Self.format.isSignaling(bits) }
  /// Whether the code is canonical, as every code of an IEEE-style format is: not so only for what would
  /// be a subnormal in a format without these.
  public var isCanonical: Bool { !isZero || bits & Self.format.magnitudeMask == 0 }

  /// The class of the number.
  public var floatingPointClass: FloatingPointClassification { classification }

  private var classification: FloatingPointClassification { Self.format.classify(bits) }

  /// The least number that is greater; the edges are those of ``FloatFormat/nextUp(_:)``.
  public var nextUp: Self { Self(Rounded(Self.format.nextUp(bits), [])) }
  /// The greatest number that is less; the edges are those of ``FloatFormat/nextDown(_:)``.
  public var nextDown: Self { Self(Rounded(Self.format.nextDown(bits), [])) }

  /// The exponent e with 2^e ≤ |x| < 2^(e+1); `Int.min` for a zero, `Int.max` for infinity and NaN.
  public var exponent: Int {
    switch exactValue {
    case .nan, .infinity: Int.max
    case .zero: Int.min
    case .finite(let value): value.exponent + 127 - value.significand.leadingZeroBitCount
    }
  }

  /// The distance to the next number away from zero, as if the exponent range were unbounded above;
  /// the least positive number where that is larger (zero, formats without subnormals); NaN (or what
  /// stands in for it) for infinity and NaN.
  public var ulp: Self {
    switch exactValue {
    case .nan, .infinity: return .nan
    case .zero: return .leastNonzeroMagnitude
    case .finite:
      let quantum = max(exponent - Self.format.trailingWidth, Self.format.quantumExponent)
      let ulp = Self(
        Self.format.round(BinaryValue(isNegative: false, exponent: quantum, significand: 1)))
      return max(ulp, .leastNonzeroMagnitude)
    }
  }

  /// The quiet NaN; in a format without NaN what a NaN becomes there (``NaNSubstitute``).
  public static var nan: Self { Self(format.encodeNaN(isNegative: false)) }
  /// +∞; NaN in a format without infinity; the largest number in one without either.
  public static var infinity: Self {
    Self(format.encodeInfinity(isNegative: false, RoundingContext(overflow: .ieee)))
  }
  /// The largest finite number.
  public static var greatestFiniteMagnitude: Self { Self(Rounded(format.largestFiniteCode, [])) }
  /// The least positive normal number.
  public static var leastNormalMagnitude: Self { Self(Rounded(format.leastNormalCode, [])) }
  /// The least positive number.
  public static var leastNonzeroMagnitude: Self { Self(Rounded(format.leastPositiveCode, [])) }
  /// The distance from 1 to the next larger number, or what it rounds to.
  public static var ulpOfOne: Self { Self(format.unitInLastPlaceOfOne) }
  /// π, rounded toward zero.
  public static var pi: Self {
    // The first 128 bits of π; more follow.
    let pi = BinaryValue(
      isNegative: false, exponent: -126, significand: 0xC90F_DAA2_2168_C234_C4C6_628B_80DC_1CD1,
      sticky: true)
    return Self(format.round(pi, RoundingContext(.towardZero)))
  }
}
