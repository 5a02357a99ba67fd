// Formats of eight bits.
// A format stands in one place: its numbers' type, its data, its name.

/// OCP's E4M3 ("OCP 8-bit Floating Point Specification", table 1).
public enum E4M3FN: SignedFormatTag {
  /// Stored in 8 bits.
  public typealias Code = UInt8
  /// The format.
  public static let format = FloatFormat(
    exponentWidth: 4, precision: 4, nan: .maximum, infinity: false)
}

extension FloatFormat {
  /// OCP's E4M3 ("OCP 8-bit Floating Point Specification", table 1).
  public static let e4m3fn = E4M3FN.format
}

extension NamedFormat {
  /// The row of this name.
  public static let e4m3fn = NamedFormat(
    name: "e4m3fn", format: .e4m3fn,
    summary: "OCP FP8 E4M3: largest 448, no infinity, one NaN a sign; safetensors' F8_E4M3",
    unspecified: [
      "overflow in modes other than nearest-even: OCP defines no other mode; here toward-zero "
        + "and its kin give 448, hardware that saturates gives 448 in every mode"
    ])
}

/// OCP's E5M2 ("OCP 8-bit Floating Point Specification", table 1).
public enum E5M2: IEEEFormatTag {
  /// Stored in 8 bits.
  public typealias Code = UInt8
  /// The format.
  public static let format = FloatFormat(exponentWidth: 5, precision: 3)
}

extension FloatFormat {
  /// OCP's E5M2 ("OCP 8-bit Floating Point Specification", table 1).
  public static let e5m2 = E5M2.format
}

extension NamedFormat {
  /// The row of this name.
  public static let e5m2 = NamedFormat(
    name: "e5m2", format: .e5m2,
    summary: "OCP FP8 E5M2: IEEE-style, largest 57344",
    unspecified: [
      "overflow in modes other than nearest-even: OCP defines no other mode; here as IEEE 754"
    ])
}

/// E4M3 with the NaN at the code of −0, bias 8.
public enum E4M3FNUZ: SignedFormatTag {
  /// Stored in 8 bits.
  public typealias Code = UInt8
  /// The format.
  public static let format = FloatFormat(
    exponentWidth: 4, precision: 4, bias: 8, nan: .negativeZero, infinity: false)
}

extension FloatFormat {
  /// E4M3 with the NaN at the code of −0, bias 8.
  public static let e4m3fnuz = E4M3FNUZ.format
}

extension NamedFormat {
  /// The row of this name.
  public static let e4m3fnuz = NamedFormat(
    name: "e4m3fnuz", format: .e4m3fnuz,
    summary: "FP8 of Graphcore and AMD: bias 8, largest 240, NaN at the code of −0")
}

/// E5M2 with the NaN at the code of −0, bias 16.
public enum E5M2FNUZ: SignedFormatTag {
  /// Stored in 8 bits.
  public typealias Code = UInt8
  /// The format.
  public static let format = FloatFormat(
    exponentWidth: 5, precision: 3, bias: 16, nan: .negativeZero, infinity: false)
}

extension FloatFormat {
  /// E5M2 with the NaN at the code of −0, bias 16.
  public static let e5m2fnuz = E5M2FNUZ.format
}

extension NamedFormat {
  /// The row of this name.
  public static let e5m2fnuz = NamedFormat(
    name: "e5m2fnuz", format: .e5m2fnuz,
    summary: "FP8 of Graphcore and AMD: bias 16, largest 57344, NaN at the code of −0")
}

/// E4M3 with the NaN at the code of −0, bias 11.
public enum E4M3B11FNUZ: SignedFormatTag {
  /// Stored in 8 bits.
  public typealias Code = UInt8
  /// The format.
  public static let format = FloatFormat(
    exponentWidth: 4, precision: 4, bias: 11, nan: .negativeZero, infinity: false)
}

extension FloatFormat {
  /// E4M3 with the NaN at the code of −0, bias 11.
  public static let e4m3b11fnuz = E4M3B11FNUZ.format
}

extension NamedFormat {
  /// The row of this name.
  public static let e4m3b11fnuz = NamedFormat(
    name: "e4m3b11fnuz", format: .e4m3b11fnuz,
    summary: "FP8 with bias 11: largest 30, NaN at the code of −0")
}

/// IEEE-style E4M3.
public enum E4M3: IEEEFormatTag {
  /// Stored in 8 bits.
  public typealias Code = UInt8
  /// The format.
  public static let format = FloatFormat(exponentWidth: 4, precision: 4)
}

extension FloatFormat {
  /// IEEE-style E4M3.
  public static let e4m3 = E4M3.format
}

extension NamedFormat {
  /// The row of this name.
  public static let e4m3 = NamedFormat(
    name: "e4m3", format: .e4m3,
    summary: "IEEE-style 8 bits: largest 240, with infinities (OCP's and NVIDIA's E4M3 is e4m3fn)"
  )
}

/// IEEE-style E3M4.
public enum E3M4: IEEEFormatTag {
  /// Stored in 8 bits.
  public typealias Code = UInt8
  /// The format.
  public static let format = FloatFormat(exponentWidth: 3, precision: 5)
}

extension FloatFormat {
  /// IEEE-style E3M4.
  public static let e3m4 = E3M4.format
}

extension NamedFormat {
  /// The row of this name.
  public static let e3m4 = NamedFormat(
    name: "e3m4", format: .e3m4,
    summary: "IEEE-style 8 bits: largest 15.5")
}
