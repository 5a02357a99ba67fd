import FloatFormats

/// Eight bits: a sign, three of exponent, four of trailing significand; no infinity, no NaN, largest 7.75.
public enum MyFormat: SignedFormatTag {
  /// A code is stored in a byte.
  public typealias Code = UInt8
  /// What is left out is as IEEE 754 has it.
  public static let format = FloatFormat(
    exponentWidth: 3, precision: 5, bias: 5, nan: .none, infinity: false)
  /// The same by name, for studies and the command.
  public static let spelling = "e3m4(bias=5,nan=none,no-infinity)"
}

/// A number of it, whose every operation is rounded once, to nearest even.
public typealias MyFloat = Simulated<MyFormat, ToNearestEven>
