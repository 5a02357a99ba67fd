import ArbitraryPrecision
import CMPFR
import FloatFormats

/// The exact results.
extension Judge {
  /// Computes an operation on codes of the judge's format, exactly, for ``verdict(_:randomBits:)``.
  ///
  /// Operands that the operation does not take are ignored. Undefined operations are those of which
  /// MPFR makes a NaN from operands that are not; besides, 0 · ∞ + NaN is undefined.
  public func examine(
    _ operation: ArithmeticOperation, _ a: UInt64, _ b: UInt64 = 0, _ c: UInt64 = 0
  ) {
    examine(operation, (values, a), (values, b), (values, c))
  }

  /// Computes a · b + c, a and b of other formats and c of the judge's, exactly.
  public func examine(
    multiply a: UInt64, of aValues: FormatValues, by b: UInt64, of bValues: FormatValues,
    add c: UInt64
  ) {
    examine(.multiplyAdd, (aValues, a), (bValues, b), (values, c))
  }

  /// A code of a format.
  private typealias Operand = (values: FormatValues, code: UInt64)

  private func examine(
    _ operation: ArithmeticOperation, _ a: Operand, _ b: Operand, _ c: Operand
  ) {
    let first = a.values.number(a.code, bench[1])
    let second = operation.operandCount > 1 ? b.values.number(b.code, bench[2]) : first
    let third = operation.operandCount > 2 ? c.values.number(c.code, bench[3]) : first
    var flags: ExceptionFlags = []
    if mpfr_nan_p(first) != 0 || mpfr_nan_p(second) != 0 || mpfr_nan_p(third) != 0 {
      if isSignaling(a) || operation.operandCount > 1 && isSignaling(b)
        || operation.operandCount > 2 && isSignaling(c)
      {
        flags = .invalid
      }
      if operation == .multiplyAdd && isZeroTimesInfinity(first, second) { flags = .invalid }
      finding.kind = .nan
      finding.isNegative = false
      finding.flags = flags
      return
    }
    let ternary = compute(operation, first, second, third, MPFR_RNDZ)
    if mpfr_nan_p(x) != 0 {
      flags = .invalid
    } else if operation == .divide && mpfr_inf_p(x) != 0 && mpfr_inf_p(first) == 0 {
      flags = .divisionByZero
    }
    settle(ternary: ternary, flags: flags)
    if finding.kind == .zero {
      // The sign of a zero sum depends on the mode: MPFR is asked again.
      _ = compute(operation, first, second, third, MPFR_RNDD)
      finding.isNegativeTowardNegative = mpfr_signbit(x) != 0
    }
  }

  private func compute(
    _ operation: ArithmeticOperation, _ a: UnsafeMutablePointer<__mpfr_struct>,
    _ b: UnsafeMutablePointer<__mpfr_struct>, _ c: UnsafeMutablePointer<__mpfr_struct>,
    _ direction: mpfr_rnd_t
  ) -> Int32 {
    switch operation {
    case .add: mpfr_add(x, a, b, direction)
    case .subtract: mpfr_sub(x, a, b, direction)
    case .multiply: mpfr_mul(x, a, b, direction)
    case .divide: mpfr_div(x, a, b, direction)
    case .remainder: mpfr_remainder(x, a, b, direction)
    case .truncatingRemainder: mpfr_fmod(x, a, b, direction)
    case .squareRoot: mpfr_sqrt(x, a, direction)
    case .multiplyAdd: mpfr_fma(x, a, b, c, direction)
    }
  }

  private func isSignaling(_ operand: Operand) -> Bool {
    operand.values.kind(of: operand.code) == .signalingNaN
  }

  private func isZeroTimesInfinity(
    _ a: UnsafeMutablePointer<__mpfr_struct>, _ b: UnsafeMutablePointer<__mpfr_struct>
  ) -> Bool {
    mpfr_zero_p(a) != 0 && mpfr_inf_p(b) != 0 || mpfr_inf_p(a) != 0 && mpfr_zero_p(b) != 0
  }

  /// Takes the value of a code of another format as the exact result: a conversion.
  public func examine(conversionOf code: UInt64, from source: FormatValues) {
    let number = source.number(code, bench[1])
    guard mpfr_nan_p(number) == 0 else {
      let isSignaling = source.kind(of: code) == .signalingNaN
      return examineNaN(
        isNegative: code & source.signBit != 0 && source.format.nan != .negativeZero,
        isSignaling: isSignaling)
    }
    settle(ternary: mpfr_set(x, number, MPFR_RNDZ), flags: [])
  }

  /// Takes a binary64 number as the exact result.
  public func examine(_ value: Double) {
    guard !value.isNaN else {
      return examineNaN(isNegative: value.sign == .minus, isSignaling: value.isSignalingNaN)
    }
    settle(ternary: mpfr_set_d(x, value, MPFR_RNDZ), flags: [])
  }

  /// Takes an integer as the exact result. Zero is +0.
  public func examine(integer value: Int64) {
    settle(ternary: mpfr_set_si(x, Int(value), MPFR_RNDZ), flags: [])
  }

  /// Takes an unsigned integer as the exact result.
  public func examine(integer value: UInt64) {
    settle(ternary: mpfr_set_ui(x, UInt(value), MPFR_RNDZ), flags: [])
  }

  /// Takes a number of any precision as the exact result.
  ///
  /// - Parameters:
  ///   - value: the number.
  ///   - isCut: whether the exact magnitude is greater than that of `value`, by less than its last
  ///     place; `value` is then not zero, and has at least 120 bits.
  public func examine(_ value: borrowing BigFloat, isCut: Bool = false) {
    let ternary = mpfr_set(x, value.mpfr, MPFR_RNDZ)
    settle(ternary: isCut ? -1 : ternary, flags: [])
  }

  /// Takes the number that a decimal or hexadecimal text says as the exact result, all digits
  /// considered.
  ///
  /// - Throws: ``ArbitraryPrecision/NumberTextError`` when it is not a number.
  public func examine(text: String) throws(NumberTextError) {
    var value = BigFloat(precision: NumberSlab.precision)
    let ternary = try value.set(text: text, rounding: .towardZero)
    mpfr_set(x, value.mpfr, MPFR_RNDZ)
    settle(ternary: Int32(ternary.signum()), flags: [])
  }

  private func examineNaN(isNegative: Bool, isSignaling: Bool) {
    finding.kind = .nan
    finding.isNegative = isNegative
    finding.flags = isSignaling ? .invalid : []
  }
}
