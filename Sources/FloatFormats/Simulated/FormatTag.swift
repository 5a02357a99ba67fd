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

/// A format with a sign: `format.isSigned` is true.
public protocol SignedFormatTag: FormatTag {}

/// A format that is encoded as IEEE 754 encodes binary16: a sign, bias 2^(w−1) − 1, infinities and
/// NaNs at the exponent of all ones, −0, subnormals.
///
/// The standard library's generic code reinterprets the bits of a `BinaryFloatingPoint` number by its
/// field widths, and is silently wrong for any other encoding; so only these formats' numbers are
/// `BinaryFloatingPoint`.
public protocol IEEEFormatTag: SignedFormatTag {}

extension FormatTag {
  /// Whether the format is what the tag says: codes fit ``Code``, a ``SignedFormatTag`` has a sign, and an
  /// ``IEEEFormatTag`` is encoded as IEEE 754's formats are.
  ///
  /// The compiler cannot see it. Debug builds check it at every operation; a test of one's own format
  /// should expect it.
  public static var keepsItsPromises: Bool {
    let isIEEE =
      format.isSigned && format.hasZero && format.hasInfinity && format.nan == .ieee
      && format.hasSubnormals && format.trailingWidth > 0
      && format.bias == (1 << (format.exponentWidth - 1)) - 1
    return Code.bitWidth >= format.bitWidth
      && (format.isSigned || !(Self.self is any SignedFormatTag.Type))
      && (isIEEE || !(Self.self is any IEEEFormatTag.Type))
  }
}
