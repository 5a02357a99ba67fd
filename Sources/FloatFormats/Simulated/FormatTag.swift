/// A floating-point format as a type, for ``Simulated``.
///
///     enum MyFormat: FormatTag {
///       static let format = FloatFormat(
///         exponentWidth: 3, precision: 5, bias: 5, nan: .none, infinity: false)
///     }
///     typealias MyFloat = Simulated<MyFormat, ToNearestEven>
///
/// A format with a sign conforms to ``SignedFormatTag`` instead, and its numbers are
/// `FloatingPoint` then.
public protocol FormatTag: Sendable {
  /// The integer that a number is stored in; it has at least the format's `bitWidth` bits.
  associatedtype Code: FixedWidthInteger & UnsignedInteger & Sendable = UInt64

  /// The format.
  static var format: FloatFormat { get }
}

/// A format with a sign.
public protocol SignedFormatTag: FormatTag {}

/// A format that is encoded as IEEE 754 encodes binary16: a sign, bias 2^(w−1) − 1, infinities and
/// NaNs at the exponent of all ones, −0, subnormals.
///
/// The standard library's generic code reinterprets the bits of a `BinaryFloatingPoint` number by its
/// field widths, and is silently wrong for any other encoding; so only these formats' numbers are
/// `BinaryFloatingPoint`.
public protocol IEEEFormatTag: SignedFormatTag {}

/// binary16.
public enum Binary16: IEEEFormatTag {
  /// Stored in 16 bits.
  public typealias Code = UInt16
  /// The format.
  public static let format = FloatFormat.binary16
}

/// bfloat16.
public enum BFloat16: IEEEFormatTag {
  /// Stored in 16 bits.
  public typealias Code = UInt16
  /// The format.
  public static let format = FloatFormat.bfloat16
}

/// TensorFloat-32, 19 bits.
public enum TF32: IEEEFormatTag {
  /// Stored in 32 bits.
  public typealias Code = UInt32
  /// The format.
  public static let format = FloatFormat.tf32
}

/// binary32.
public enum Binary32: IEEEFormatTag {
  /// Stored in 32 bits.
  public typealias Code = UInt32
  /// The format.
  public static let format = FloatFormat.binary32
}

/// binary64.
public enum Binary64: IEEEFormatTag {
  /// Stored in 64 bits.
  public typealias Code = UInt64
  /// The format.
  public static let format = FloatFormat.binary64
}

/// OCP's E4M3: largest 448, no infinity.
public enum E4M3FN: SignedFormatTag {
  /// Stored in 8 bits.
  public typealias Code = UInt8
  /// The format.
  public static let format = FloatFormat.e4m3fn
}

/// OCP's E5M2.
public enum E5M2: IEEEFormatTag {
  /// Stored in 8 bits.
  public typealias Code = UInt8
  /// The format.
  public static let format = FloatFormat.e5m2
}

/// E4M3 with bias 8 and its NaN at the code of −0.
public enum E4M3FNUZ: SignedFormatTag {
  /// Stored in 8 bits.
  public typealias Code = UInt8
  /// The format.
  public static let format = FloatFormat.e4m3fnuz
}

/// E5M2 with bias 16 and its NaN at the code of −0.
public enum E5M2FNUZ: SignedFormatTag {
  /// Stored in 8 bits.
  public typealias Code = UInt8
  /// The format.
  public static let format = FloatFormat.e5m2fnuz
}

/// E4M3 with bias 11 and its NaN at the code of −0.
public enum E4M3B11FNUZ: SignedFormatTag {
  /// Stored in 8 bits.
  public typealias Code = UInt8
  /// The format.
  public static let format = FloatFormat.e4m3b11fnuz
}

/// IEEE-style E4M3: largest 240.
public enum E4M3: IEEEFormatTag {
  /// Stored in 8 bits.
  public typealias Code = UInt8
  /// The format.
  public static let format = FloatFormat.e4m3
}

/// IEEE-style E3M4.
public enum E3M4: IEEEFormatTag {
  /// Stored in 8 bits.
  public typealias Code = UInt8
  /// The format.
  public static let format = FloatFormat.e3m4
}

/// OCP MX FP6 E3M2.
public enum E3M2FN: SignedFormatTag {
  /// Stored in 8 bits.
  public typealias Code = UInt8
  /// The format.
  public static let format = FloatFormat.e3m2fn
}

/// OCP MX FP6 E2M3.
public enum E2M3FN: SignedFormatTag {
  /// Stored in 8 bits.
  public typealias Code = UInt8
  /// The format.
  public static let format = FloatFormat.e2m3fn
}

/// OCP MX FP4 E2M1.
public enum E2M1FN: SignedFormatTag {
  /// Stored in 8 bits.
  public typealias Code = UInt8
  /// The format.
  public static let format = FloatFormat.e2m1fn
}

/// OCP MX scale E8M0: powers of two, no zero, no sign.
public enum E8M0FNU: FormatTag {
  /// Stored in 8 bits.
  public typealias Code = UInt8
  /// The format.
  public static let format = FloatFormat.e8m0fnu
}
