import CMPFR

extension BigFloat {
  /// Whether both are the same number; −0 equals +0, NaN equals nothing. Precisions may differ.
  @inlinable
  public static func == (x: borrowing BigFloat, y: borrowing BigFloat) -> Bool {
    mpfr_equal_p(x.pointer, y.pointer) != 0
  }

  /// Whether x is less than y; false if either is NaN.
  @inlinable
  public static func < (x: borrowing BigFloat, y: borrowing BigFloat) -> Bool {
    mpfr_less_p(x.pointer, y.pointer) != 0
  }

  /// Whether x is less than or equal to y; false if either is NaN.
  @inlinable
  public static func <= (x: borrowing BigFloat, y: borrowing BigFloat) -> Bool {
    mpfr_lessequal_p(x.pointer, y.pointer) != 0
  }

  /// Whether x is greater than y; false if either is NaN.
  @inlinable
  public static func > (x: borrowing BigFloat, y: borrowing BigFloat) -> Bool {
    mpfr_greater_p(x.pointer, y.pointer) != 0
  }

  /// Whether x is greater than or equal to y; false if either is NaN.
  @inlinable
  public static func >= (x: borrowing BigFloat, y: borrowing BigFloat) -> Bool {
    mpfr_greaterequal_p(x.pointer, y.pointer) != 0
  }

  /// The sign of self − other: negative, zero or positive.
  ///
  /// - Precondition: neither is NaN.
  @inlinable
  public func compare(to other: borrowing BigFloat) -> Int {
    Int(mpfr_cmp(pointer, other.pointer))
  }

  /// The sign of |self| − |other|: negative, zero or positive.
  ///
  /// - Precondition: neither is NaN.
  @inlinable
  public func compareMagnitude(to other: borrowing BigFloat) -> Int {
    Int(mpfr_cmpabs(pointer, other.pointer))
  }
}
