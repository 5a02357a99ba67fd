/// A format with the name by which people ask for it.
public struct NamedFormat: Hashable, Sendable {
  /// The canonical name: ml_dtypes' without `float8_` and the like, where it has one.
  public let name: String

  /// The format.
  public let format: FloatFormat

  /// What it is and where it comes from, in one line.
  public let summary: String

  /// Where the format's standard is silent and implementations disagree: what is left open, and who
  /// does what. A law that judges somebody's hardware calls none of these wrong.
  public let unspecified: [String]

  /// A named format.
  public init(name: String, format: FloatFormat, summary: String, unspecified: [String] = []) {
    self.name = name
    self.format = format
    self.summary = summary
    self.unspecified = unspecified
  }
}

/// The formats that are known by name. A new one is one row.
public enum FormatCatalogue {
  /// Every format with a name of its own. P3109's formats and custom spellings have names by rule:
  /// ``format(named:)`` knows these too.
  public static let all: [NamedFormat] = [
    NamedFormat(
      name: "binary16", format: .binary16,
      summary: "IEEE 754 half precision; fp16"),
    NamedFormat(
      name: "bfloat16", format: .bfloat16,
      summary: "Google's brain float: binary32's exponent, 8 bits of precision"),
    NamedFormat(
      name: "tf32", format: .tf32,
      summary: "NVIDIA's TensorFloat-32: binary32's exponent, 11 bits of precision, 19 bits in all"),
    NamedFormat(
      name: "binary32", format: .binary32,
      summary: "IEEE 754 single precision; fp32"),
    NamedFormat(
      name: "binary64", format: .binary64,
      summary: "IEEE 754 double precision"),
    NamedFormat(
      name: "e4m3fn", format: .e4m3fn,
      summary: "OCP FP8 E4M3: largest 448, no infinity, one NaN a sign; safetensors' F8_E4M3",
      unspecified: [
        "overflow in modes other than nearest-even: OCP defines no other mode; here toward-zero "
          + "and its kin give 448, hardware that saturates gives 448 in every mode"
      ]),
    NamedFormat(
      name: "e5m2", format: .e5m2,
      summary: "OCP FP8 E5M2: IEEE-style, largest 57344",
      unspecified: [
        "overflow in modes other than nearest-even: OCP defines no other mode; here as IEEE 754"
      ]),
    NamedFormat(
      name: "e4m3fnuz", format: .e4m3fnuz,
      summary: "FP8 of Graphcore and AMD: bias 8, largest 240, NaN at the code of −0"),
    NamedFormat(
      name: "e5m2fnuz", format: .e5m2fnuz,
      summary: "FP8 of Graphcore and AMD: bias 16, largest 57344, NaN at the code of −0"),
    NamedFormat(
      name: "e4m3b11fnuz", format: .e4m3b11fnuz,
      summary: "FP8 with bias 11: largest 30, NaN at the code of −0"),
    NamedFormat(
      name: "e4m3", format: .e4m3,
      summary: "IEEE-style 8 bits: largest 240, with infinities (OCP's and NVIDIA's E4M3 is e4m3fn)"
    ),
    NamedFormat(
      name: "e3m4", format: .e3m4,
      summary: "IEEE-style 8 bits: largest 15.5"),
    NamedFormat(
      name: "e3m2fn", format: .e3m2fn,
      summary: "OCP MX FP6: largest 28, neither infinity nor NaN, saturates",
      unspecified: ["a NaN input: OCP MX leaves it open; here as ml_dtypes, the code of −0"]),
    NamedFormat(
      name: "e2m3fn", format: .e2m3fn,
      summary: "OCP MX FP6: largest 7.5, neither infinity nor NaN, saturates",
      unspecified: ["a NaN input: OCP MX leaves it open; here as ml_dtypes, the code of −0"]),
    NamedFormat(
      name: "e2m1fn", format: .e2m1fn,
      summary: "OCP MX FP4: largest 6, neither infinity nor NaN, saturates",
      unspecified: ["a NaN input: OCP MX leaves it open; here as ml_dtypes, the code of −0"]),
    NamedFormat(
      name: "e8m0fnu", format: .e8m0fnu,
      summary: "OCP MX scale: the powers of two 2^-127 … 2^127, one NaN, no zero, no sign",
      unspecified: ["rounding: OCP MX makes scales by floor(log2); here as ml_dtypes, ties up"]),
  ]

  /// The row with this canonical name.
  static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })
}

extension FloatFormat {
  /// IEEE 754's binary16.
  public static let binary16 = FloatFormat(exponentWidth: 5, precision: 11)
  /// bfloat16.
  public static let bfloat16 = FloatFormat(exponentWidth: 8, precision: 8)
  /// TensorFloat-32.
  public static let tf32 = FloatFormat(exponentWidth: 8, precision: 11)
  /// IEEE 754's binary32.
  public static let binary32 = FloatFormat(exponentWidth: 8, precision: 24)
  /// IEEE 754's binary64.
  public static let binary64 = FloatFormat(exponentWidth: 11, precision: 53)
  /// OCP's E4M3 ("OCP 8-bit Floating Point Specification", table 1).
  public static let e4m3fn = FloatFormat(
    exponentWidth: 4, precision: 4, nan: .maximum, infinity: false)
  /// OCP's E5M2 (as above).
  public static let e5m2 = FloatFormat(exponentWidth: 5, precision: 3)
  /// E4M3 with the NaN at the code of −0, bias 8.
  public static let e4m3fnuz = FloatFormat(
    exponentWidth: 4, precision: 4, bias: 8, nan: .negativeZero, infinity: false)
  /// E5M2 with the NaN at the code of −0, bias 16.
  public static let e5m2fnuz = FloatFormat(
    exponentWidth: 5, precision: 3, bias: 16, nan: .negativeZero, infinity: false)
  /// E4M3 with the NaN at the code of −0, bias 11.
  public static let e4m3b11fnuz = FloatFormat(
    exponentWidth: 4, precision: 4, bias: 11, nan: .negativeZero, infinity: false)
  /// IEEE-style E4M3.
  public static let e4m3 = FloatFormat(exponentWidth: 4, precision: 4)
  /// IEEE-style E3M4.
  public static let e3m4 = FloatFormat(exponentWidth: 3, precision: 5)
  /// OCP MX FP6 E3M2 ("OCP Microscaling Formats Specification", section 5.3.2).
  public static let e3m2fn = microscaling(exponentWidth: 3, precision: 3)
  /// OCP MX FP6 E2M3 (as above).
  public static let e2m3fn = microscaling(exponentWidth: 2, precision: 4)
  /// OCP MX FP4 E2M1 (as above, section 5.3.3).
  public static let e2m1fn = microscaling(exponentWidth: 2, precision: 2)
  /// OCP MX scale E8M0 (as above, section 5.4.1).
  public static let e8m0fnu = FloatFormat(
    exponentWidth: 8, precision: 1, bias: 127, signed: false, nan: .maximum, infinity: false,
    zero: false, ties: .up)

  private static func microscaling(exponentWidth: Int, precision: Int) -> FloatFormat {
    FloatFormat(
      exponentWidth: exponentWidth, precision: precision, nan: .none, infinity: false,
      overflow: .saturate, nanSubstitute: .zeroOfOppositeSign)
  }
}
