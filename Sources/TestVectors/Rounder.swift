import FloatFormats

/// Somebody who computes: the core, or the judge. Every function of ``TestFunction`` comes down to these,
/// and nothing that decides a result or a flag is shared by the two.
public protocol Rounder {
  /// An operation on codes of one format.
  func arithmetic(
    _ operation: TestArithmetic, _ operands: Operands, _ format: FloatFormat,
    _ context: RoundingContext
  ) -> Rounded

  /// a · b + c of a format each, rounded once to c's.
  func mixedMultiplyAdd(
    _ operands: Operands, _ a: FloatFormat, _ b: FloatFormat, _ c: FloatFormat,
    _ context: RoundingContext
  ) -> Rounded

  /// A comparison of codes of one format: 1 where it is true, and `invalid` as ``TestComparison`` says.
  func comparison(
    _ operation: TestComparison, _ operands: Operands, _ format: FloatFormat
  ) -> Outcome

  /// The code of a format as a code of another.
  func conversion(
    of code: UInt64, from source: FloatFormat, to target: FloatFormat, _ context: RoundingContext,
    randomBits: UInt64
  ) -> Rounded

  /// An integer, −2^63 … 2^64 − 1, as a code of a format.
  func conversion(
    of integer: Int128, to target: FloatFormat, _ context: RoundingContext, randomBits: UInt64
  ) -> Rounded

  /// The number rounded to an integer of the same format, with `inexact` where it was none.
  ///
  /// A zero has the number's sign; a NaN becomes quiet. An integer that the format lacks overflows as the
  /// policy says, nil being the format's own.
  func integral(
    _ code: UInt64, of format: FloatFormat, _ mode: RoundingMode, overflow: OverflowPolicy?
  ) -> Rounded

  /// The number rounded to an integer, with `inexact` where it was none; nil for NaN, infinities and
  /// what the type does not hold.
  func integer(
    _ code: UInt64, of source: FloatFormat, to target: IntegerType, _ mode: RoundingMode
  ) -> Outcome?
}
