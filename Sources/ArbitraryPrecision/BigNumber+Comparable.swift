/// Comparison is by value, whatever the precisions: −0 equals +0, and NaN equals nothing and is
/// neither less nor greater than anything.
extension BigNumber: Comparable, Hashable {
  /// Whether both are the same number.
  public static func == (x: BigNumber, y: BigNumber) -> Bool {
    x.withBigFloat { x in y.withBigFloat { y in x == y } }
  }

  /// Whether x is less than y.
  public static func < (x: BigNumber, y: BigNumber) -> Bool {
    x.withBigFloat { x in y.withBigFloat { y in x < y } }
  }

  /// Whether x is less than or equal to y.
  public static func <= (x: BigNumber, y: BigNumber) -> Bool {
    x.withBigFloat { x in y.withBigFloat { y in x <= y } }
  }

  /// Whether x is greater than y.
  public static func > (x: BigNumber, y: BigNumber) -> Bool { y < x }

  /// Whether x is greater than or equal to y.
  public static func >= (x: BigNumber, y: BigNumber) -> Bool { y <= x }

  /// Feeds the value, not the precision, to `hasher`.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(isZero ? "0" : hexadecimalText())
  }
}
