// Formats of IEEE 754, and those that keep its exponent.
// A format stands in one place: its numbers' type, its data, its name.

/// IEEE 754's binary16.
public enum Binary16: IEEEFormatTag {
  /// Stored in 16 bits.
  public typealias Code = UInt16
  /// The format.
  public static let format = FloatFormat(exponentWidth: 5, precision: 11)
}

extension FloatFormat {
  /// IEEE 754's binary16.
  public static let binary16 = Binary16.format
}

extension NamedFormat {
  /// The row of this name.
  public static let binary16 = NamedFormat(
    name: "binary16", format: .binary16,
    summary: "IEEE 754 half precision; fp16")
}

/// bfloat16.
public enum BFloat16: IEEEFormatTag {
  /// Stored in 16 bits.
  public typealias Code = UInt16
  /// The format.
  public static let format = FloatFormat(exponentWidth: 8, precision: 8)
}

extension FloatFormat {
  /// bfloat16.
  public static let bfloat16 = BFloat16.format
}

extension NamedFormat {
  /// The row of this name.
  public static let bfloat16 = NamedFormat(
    name: "bfloat16", format: .bfloat16,
    summary: "Google's brain float: binary32's exponent, 8 bits of precision")
}

/// TensorFloat-32.
public enum TF32: IEEEFormatTag {
  /// Stored in 32 bits.
  public typealias Code = UInt32
  /// The format.
  public static let format = FloatFormat(exponentWidth: 8, precision: 11)
}

extension FloatFormat {
  /// TensorFloat-32.
  public static let tf32 = TF32.format
}

extension NamedFormat {
  /// The row of this name.
  public static let tf32 = NamedFormat(
    name: "tf32", format: .tf32,
    summary: "NVIDIA's TensorFloat-32: binary32's exponent, 11 bits of precision, 19 bits in all")
}

/// IEEE 754's binary32.
public enum Binary32: IEEEFormatTag {
  /// Stored in 32 bits.
  public typealias Code = UInt32
  /// The format.
  public static let format = FloatFormat(exponentWidth: 8, precision: 24)
}

extension FloatFormat {
  /// IEEE 754's binary32.
  public static let binary32 = Binary32.format
}

extension NamedFormat {
  /// The row of this name.
  public static let binary32 = NamedFormat(
    name: "binary32", format: .binary32,
    summary: "IEEE 754 single precision; fp32")
}

/// IEEE 754's binary64.
public enum Binary64: IEEEFormatTag {
  /// Stored in 64 bits.
  public typealias Code = UInt64
  /// The format.
  public static let format = FloatFormat(exponentWidth: 11, precision: 53)
}

extension FloatFormat {
  /// IEEE 754's binary64.
  public static let binary64 = Binary64.format
}

extension NamedFormat {
  /// The row of this name.
  public static let binary64 = NamedFormat(
    name: "binary64", format: .binary64,
    summary: "IEEE 754 double precision")
}
