import FloatFormats

/// What an operation must give: a code, or any NaN, and the flags.
public struct Verdict: Hashable, Sendable {
  /// The code; for a NaN the one that operations return.
  public let code: UInt64
  /// Whether the result is a NaN: then any NaN code of the format is right, as in Berkeley TestFloat.
  public let isNaN: Bool
  /// All flags that must be raised, and no others.
  public let flags: ExceptionFlags

  @inline(__always)
  init(_ code: UInt64, _ flags: ExceptionFlags, isNaN: Bool = false) {
    self.code = code
    self.isNaN = isNaN
    self.flags = flags
  }
}
