/// Comparisons are those of the values: −0 equals +0, and a NaN is not equal to itself.
extension Simulated: Hashable, Comparable {
  /// Whether the values are equal.
  public static func == (a: Self, b: Self) -> Bool { a.value == b.value }

  /// Whether a's value is less than b's.
  public static func < (a: Self, b: Self) -> Bool { a.value < b.value }

  /// Whether a's value is less than b's or equal to it; false for a NaN, as the other comparisons.
  public static func <= (a: Self, b: Self) -> Bool { a.value <= b.value }

  /// Whether a's value is greater than b's.
  public static func > (a: Self, b: Self) -> Bool { a.value > b.value }

  /// Whether a's value is greater than b's or equal to it.
  public static func >= (a: Self, b: Self) -> Bool { a.value >= b.value }

  /// Hashes the value, so that −0 and +0 hash alike.
  public func hash(into hasher: inout Hasher) { value.hash(into: &hasher) }
}
