/// A rounding mode as a type, for ``Simulated``. Deterministic modes only: a stochastic result needs
/// random bits, which operators cannot take.
public protocol RoundingTag: Sendable {
  /// The mode.
  static var mode: RoundingMode { get }
}

/// To nearest, ties to even.
public enum ToNearestEven: RoundingTag {
  /// The mode.
  public static let mode = RoundingMode.nearestEven
}

/// To nearest, ties away from zero.
public enum ToNearestAway: RoundingTag {
  /// The mode.
  public static let mode = RoundingMode.nearestAway
}

/// To nearest, ties toward zero.
public enum ToNearestZero: RoundingTag {
  /// The mode.
  public static let mode = RoundingMode.nearestZero
}

/// Toward zero.
public enum TowardZero: RoundingTag {
  /// The mode.
  public static let mode = RoundingMode.towardZero
}

/// Toward +∞.
public enum TowardPositive: RoundingTag {
  /// The mode.
  public static let mode = RoundingMode.towardPositive
}

/// Toward −∞.
public enum TowardNegative: RoundingTag {
  /// The mode.
  public static let mode = RoundingMode.towardNegative
}

/// Away from zero.
public enum AwayFromZero: RoundingTag {
  /// The mode.
  public static let mode = RoundingMode.awayFromZero
}

/// To odd.
public enum ToOdd: RoundingTag {
  /// The mode.
  public static let mode = RoundingMode.odd
}
