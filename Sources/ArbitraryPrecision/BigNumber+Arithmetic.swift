extension BigNumber {
  /// self + other, rounded once to `precision` bits.
  public func adding(
    _ other: BigNumber, precision: Int, rounding: Rounding = .nearestEven
  ) -> BigNumber {
    combined(with: other, precision) { $0.add($1, $2, rounding: rounding) }
  }

  /// self − other, rounded once to `precision` bits.
  public func subtracting(
    _ other: BigNumber, precision: Int, rounding: Rounding = .nearestEven
  ) -> BigNumber {
    combined(with: other, precision) { $0.subtract($1, $2, rounding: rounding) }
  }

  /// self · other, rounded once to `precision` bits.
  public func multiplied(
    by other: BigNumber, precision: Int, rounding: Rounding = .nearestEven
  ) -> BigNumber {
    combined(with: other, precision) { $0.multiply($1, $2, rounding: rounding) }
  }

  /// self / other, rounded once to `precision` bits.
  public func divided(
    by other: BigNumber, precision: Int, rounding: Rounding = .nearestEven
  ) -> BigNumber {
    combined(with: other, precision) { $0.divide($1, $2, rounding: rounding) }
  }

  /// self + x · y, rounded once to `precision` bits.
  public func addingProduct(
    _ x: BigNumber, _ y: BigNumber, precision: Int, rounding: Rounding = .nearestEven
  ) -> BigNumber {
    BigNumber(precision: precision) { result in
      withBigFloat { z in
        x.withBigFloat { x in
          y.withBigFloat { y in _ = result.multiplyAdd(x, y, z, rounding: rounding) }
        }
      }
    }
  }

  /// IEEE 754's remainder self − other·n, n the integer nearest to the quotient, rounded once to
  /// `precision` bits.
  public func remainder(
    dividingBy other: BigNumber, precision: Int, rounding: Rounding = .nearestEven
  ) -> BigNumber {
    combined(with: other, precision) { $0.remainder($1, $2, rounding: rounding) }
  }

  /// self − other·n, n the quotient truncated, rounded once to `precision` bits.
  public func truncatingRemainder(
    dividingBy other: BigNumber, precision: Int, rounding: Rounding = .nearestEven
  ) -> BigNumber {
    combined(with: other, precision) { $0.truncatingRemainder($1, $2, rounding: rounding) }
  }

  /// self · 2^power, exactly.
  public func scaled(byPowerOfTwo power: Int) -> BigNumber {
    mapped(precision) {
      $0.set($1)
      return $0.scale(byPowerOfTwo: power)
    }
  }

  /// |self|, exactly.
  public var magnitude: BigNumber { isNegative ? -self : self }

  /// A new number of `precision` bits from this one.
  func mapped(
    _ precision: Int, _ operation: (inout BigFloat, borrowing BigFloat) -> Int
  ) -> BigNumber {
    BigNumber(precision: precision) { result in
      withBigFloat { x in _ = operation(&result, x) }
    }
  }

  /// A new number of `precision` bits from this one and another.
  func combined(
    with other: BigNumber, _ precision: Int,
    _ operation: (inout BigFloat, borrowing BigFloat, borrowing BigFloat) -> Int
  ) -> BigNumber {
    BigNumber(precision: precision) { result in
      withBigFloat { x in
        other.withBigFloat { y in _ = operation(&result, x, y) }
      }
    }
  }
}

// MARK: - Exact operators

extension BigNumber {
  /// −self, exactly.
  public static prefix func - (x: BigNumber) -> BigNumber {
    x.mapped(x.precision) {
      $0.set($1)
      $0.negate()
      return 0
    }
  }

  /// x + y, exactly: the result spans both operands' bits.
  public static func + (x: BigNumber, y: BigNumber) -> BigNumber {
    x.adding(y, precision: precisionOfSum(x, y))
  }

  /// x − y, exactly: the result spans both operands' bits.
  public static func - (x: BigNumber, y: BigNumber) -> BigNumber {
    x.subtracting(y, precision: precisionOfSum(x, y))
  }

  /// x · y, exactly: the result has as many bits as both operands together.
  public static func * (x: BigNumber, y: BigNumber) -> BigNumber {
    x.multiplied(by: y, precision: x.precision + y.precision)
  }

  /// Bits that hold x ± y exactly: from the lowest bit of either to a carry out of the highest.
  private static func precisionOfSum(_ x: BigNumber, _ y: BigNumber) -> Int {
    let finite = [x, y].filter { $0.isFinite && !$0.isZero }
    guard let highest = finite.map(\.exponent).max(),
      let lowest = finite.map({ $0.exponent - $0.precision + 1 }).min()
    else { return max(x.precision, y.precision) }
    return highest - lowest + 2
  }
}
