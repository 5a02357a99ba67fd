import CMPFR

extension BigFloat {
  /// Sets this number to x + y, rounded once; returns the ternary value.
  @inlinable @discardableResult
  public mutating func add(
    _ x: borrowing BigFloat, _ y: borrowing BigFloat, rounding: Rounding = .nearestEven
  ) -> Int {
    Int(mpfr_add(pointer, x.pointer, y.pointer, rounding.mpfr))
  }

  /// Adds x to this number, rounded once; returns the ternary value.
  @inlinable @discardableResult
  public mutating func add(_ x: borrowing BigFloat, rounding: Rounding = .nearestEven) -> Int {
    Int(mpfr_add(pointer, pointer, x.pointer, rounding.mpfr))
  }

  /// Sets this number to x − y, rounded once; returns the ternary value.
  @inlinable @discardableResult
  public mutating func subtract(
    _ x: borrowing BigFloat, _ y: borrowing BigFloat, rounding: Rounding = .nearestEven
  ) -> Int {
    Int(mpfr_sub(pointer, x.pointer, y.pointer, rounding.mpfr))
  }

  /// Subtracts x from this number, rounded once; returns the ternary value.
  @inlinable @discardableResult
  public mutating func subtract(_ x: borrowing BigFloat, rounding: Rounding = .nearestEven) -> Int {
    Int(mpfr_sub(pointer, pointer, x.pointer, rounding.mpfr))
  }

  /// Sets this number to x · y, rounded once; returns the ternary value.
  @inlinable @discardableResult
  public mutating func multiply(
    _ x: borrowing BigFloat, _ y: borrowing BigFloat, rounding: Rounding = .nearestEven
  ) -> Int {
    Int(mpfr_mul(pointer, x.pointer, y.pointer, rounding.mpfr))
  }

  /// Multiplies this number by x, rounded once; returns the ternary value.
  @inlinable @discardableResult
  public mutating func multiply(
    by x: borrowing BigFloat, rounding: Rounding = .nearestEven
  ) -> Int {
    Int(mpfr_mul(pointer, pointer, x.pointer, rounding.mpfr))
  }

  /// Multiplies this number by 2^`power`, exactly unless the exponent range ends; returns the ternary
  /// value.
  @inlinable @discardableResult
  public mutating func scale(
    byPowerOfTwo power: Int, rounding: Rounding = .nearestEven
  ) -> Int {
    Int(mpfr_mul_2si(pointer, pointer, power, rounding.mpfr))
  }

  /// Sets this number to x / y, rounded once; returns the ternary value.
  @inlinable @discardableResult
  public mutating func divide(
    _ x: borrowing BigFloat, _ y: borrowing BigFloat, rounding: Rounding = .nearestEven
  ) -> Int {
    Int(mpfr_div(pointer, x.pointer, y.pointer, rounding.mpfr))
  }

  /// Divides this number by x, rounded once; returns the ternary value.
  @inlinable @discardableResult
  public mutating func divide(by x: borrowing BigFloat, rounding: Rounding = .nearestEven) -> Int {
    Int(mpfr_div(pointer, pointer, x.pointer, rounding.mpfr))
  }

  /// Divides this number by an integer, rounded once; returns the ternary value.
  @inlinable @discardableResult
  public mutating func divide(by x: Int, rounding: Rounding = .nearestEven) -> Int {
    Int(mpfr_div_si(pointer, pointer, x, rounding.mpfr))
  }

  /// Sets this number to x · y + z, rounded once; returns the ternary value.
  @inlinable @discardableResult
  public mutating func multiplyAdd(
    _ x: borrowing BigFloat, _ y: borrowing BigFloat, _ z: borrowing BigFloat,
    rounding: Rounding = .nearestEven
  ) -> Int {
    Int(mpfr_fma(pointer, x.pointer, y.pointer, z.pointer, rounding.mpfr))
  }

  /// Adds x · y to this number, rounded once; returns the ternary value.
  @inlinable @discardableResult
  public mutating func addProduct(
    _ x: borrowing BigFloat, _ y: borrowing BigFloat, rounding: Rounding = .nearestEven
  ) -> Int {
    Int(mpfr_fma(pointer, x.pointer, y.pointer, pointer, rounding.mpfr))
  }

  /// Sets this number to √x, rounded once; returns the ternary value. NaN for x < 0; √−0 is −0.
  @inlinable @discardableResult
  public mutating func squareRoot(
    _ x: borrowing BigFloat, rounding: Rounding = .nearestEven
  ) -> Int {
    Int(mpfr_sqrt(pointer, x.pointer, rounding.mpfr))
  }

  /// Sets this number to IEEE 754's remainder x − y·n, n the integer nearest to x / y (ties to even),
  /// rounded once; returns the ternary value. A zero result has the sign of x.
  @inlinable @discardableResult
  public mutating func remainder(
    _ x: borrowing BigFloat, _ y: borrowing BigFloat, rounding: Rounding = .nearestEven
  ) -> Int {
    Int(mpfr_remainder(pointer, x.pointer, y.pointer, rounding.mpfr))
  }

  /// Sets this number to x − y·n, n the quotient x / y truncated to an integer, rounded once; returns
  /// the ternary value. A zero result has the sign of x.
  @inlinable @discardableResult
  public mutating func truncatingRemainder(
    _ x: borrowing BigFloat, _ y: borrowing BigFloat, rounding: Rounding = .nearestEven
  ) -> Int {
    Int(mpfr_fmod(pointer, x.pointer, y.pointer, rounding.mpfr))
  }

  /// Changes the sign of this number: exact.
  @inlinable
  public mutating func negate() {
    mpfr_neg(pointer, pointer, MPFR_RNDN)
  }

  /// Clears the sign of this number: exact.
  @inlinable
  public mutating func makeMagnitude() {
    mpfr_abs(pointer, pointer, MPFR_RNDN)
  }

  /// Replaces this number by the next greater one of its precision.
  @inlinable
  public mutating func stepUp() {
    mpfr_nextabove(pointer)
  }

  /// Replaces this number by the next lesser one of its precision.
  @inlinable
  public mutating func stepDown() {
    mpfr_nextbelow(pointer)
  }
}
