// The element and scale formats of OCP's microscaling (MX) specification.
// A format stands in one place: its numbers' type, its data, its name.

/// OCP MX FP6 E3M2 ("OCP Microscaling Formats Specification", section 5.3.2).
public enum E3M2FN: SignedFormatTag {
  /// Stored in 8 bits.
  public typealias Code = UInt8
  /// The format.
  public static let format = FloatFormat.microscaling(exponentWidth: 3, precision: 3)
}

extension FloatFormat {
  /// OCP MX FP6 E3M2 ("OCP Microscaling Formats Specification", section 5.3.2).
  public static let e3m2fn = E3M2FN.format
}

extension NamedFormat {
  /// The row of this name.
  public static let e3m2fn = NamedFormat(
    name: "e3m2fn", format: .e3m2fn,
    summary: "OCP MX FP6: largest 28, neither infinity nor NaN, saturates",
    unspecified: ["a NaN input: OCP MX leaves it open; here as ml_dtypes, the code of −0"])
}

/// OCP MX FP6 E2M3 ("OCP Microscaling Formats Specification", section 5.3.2).
public enum E2M3FN: SignedFormatTag {
  /// Stored in 8 bits.
  public typealias Code = UInt8
  /// The format.
  public static let format = FloatFormat.microscaling(exponentWidth: 2, precision: 4)
}

extension FloatFormat {
  /// OCP MX FP6 E2M3 ("OCP Microscaling Formats Specification", section 5.3.2).
  public static let e2m3fn = E2M3FN.format
}

extension NamedFormat {
  /// The row of this name.
  public static let e2m3fn = NamedFormat(
    name: "e2m3fn", format: .e2m3fn,
    summary: "OCP MX FP6: largest 7.5, neither infinity nor NaN, saturates",
    unspecified: ["a NaN input: OCP MX leaves it open; here as ml_dtypes, the code of −0"])
}

/// OCP MX FP4 E2M1 ("OCP Microscaling Formats Specification", section 5.3.3).
public enum E2M1FN: SignedFormatTag {
  /// Stored in 8 bits.
  public typealias Code = UInt8
  /// The format.
  public static let format = FloatFormat.microscaling(exponentWidth: 2, precision: 2)
}

extension FloatFormat {
  /// OCP MX FP4 E2M1 ("OCP Microscaling Formats Specification", section 5.3.3).
  public static let e2m1fn = E2M1FN.format
}

extension NamedFormat {
  /// The row of this name.
  public static let e2m1fn = NamedFormat(
    name: "e2m1fn", format: .e2m1fn,
    summary: "OCP MX FP4: largest 6, neither infinity nor NaN, saturates",
    unspecified: ["a NaN input: OCP MX leaves it open; here as ml_dtypes, the code of −0"])
}

/// OCP MX scale E8M0 ("OCP Microscaling Formats Specification", section 5.4.1).
public enum E8M0FNU: FormatTag {
  /// Stored in 8 bits.
  public typealias Code = UInt8
  /// The format.
  public static let format = FloatFormat(
    exponentWidth: 8, precision: 1, bias: 127, signed: false, nan: .maximum, infinity: false,
    zero: false, ties: .up)
}

extension FloatFormat {
  /// OCP MX scale E8M0 ("OCP Microscaling Formats Specification", section 5.4.1).
  public static let e8m0fnu = E8M0FNU.format
}

extension NamedFormat {
  /// The row of this name.
  public static let e8m0fnu = NamedFormat(
    name: "e8m0fnu", format: .e8m0fnu,
    summary: "OCP MX scale: the powers of two 2^-127 … 2^127, one NaN, no zero, no sign",
    unspecified: ["rounding: OCP MX makes scales by floor(log2); here as ml_dtypes, ties up"])
}

/// Unsigned E5M3, a format of scales: binary16's exponents without a sign, and a bit of significand more than
/// E5M2.
public enum UE5M3: FormatTag {
  /// Stored in 8 bits.
  public typealias Code = UInt8
  /// The format.
  public static let format = FloatFormat(
    exponentWidth: 5, precision: 4, signed: false, nan: .maximum, infinity: false)
}

extension FloatFormat {
  /// Unsigned E5M3, a format of scales.
  public static let ue5m3 = UE5M3.format
}

extension NamedFormat {
  /// The row of this name.
  public static let ue5m3 = NamedFormat(
    name: "ue5m3", format: .ue5m3,
    summary: "unsigned scale of blocks: largest 114688, one NaN, no infinity",
    unspecified: [
      "no standard has it; here as E4M3's: bias 15, NaN at 0xff alone, subnormals",
      "negative numbers: NaN, or 0 where overflow saturates",
    ])
}

extension FloatFormat {
  /// An element format: neither infinity nor NaN, saturating; a NaN becomes what ml_dtypes makes of it.
  fileprivate static func microscaling(exponentWidth: Int, precision: Int) -> FloatFormat {
    FloatFormat(
      exponentWidth: exponentWidth, precision: precision, nan: .none, infinity: false,
      overflow: .saturate, nanSubstitute: .zeroOfOppositeSign)
  }
}
