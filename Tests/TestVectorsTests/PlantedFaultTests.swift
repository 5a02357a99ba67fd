import FloatFormats
import Testing

@testable import TestVectors

/// The core with one fault that only one of its answers shows.
private struct FaultyRounder: Rounder {
  enum Fault: String, CaseIterable {
    /// −0 is below +0.
    case zeros
    /// A quiet NaN raises `invalid` in a quiet comparison.
    case quietNaN
    /// An integer that is even is taken for odd at a tie.
    case ties
    /// −0.25 becomes +0.
    case signOfZero
    /// An integer type's largest value does not fit.
    case largestInteger
    /// A factor is rounded to the other's format first.
    case formats
  }

  let fault: Fault
  private let core = CoreRounder()

  init(_ fault: Fault) { self.fault = fault }

  func arithmetic(
    _ operation: TestArithmetic, _ operands: Operands, _ format: FloatFormat,
    _ context: RoundingContext
  ) -> Rounded { core.arithmetic(operation, operands, format, context) }

  func conversion(
    of code: UInt64, from source: FloatFormat, to target: FloatFormat, _ context: RoundingContext,
    randomBits: UInt64
  ) -> Rounded {
    core.conversion(of: code, from: source, to: target, context, randomBits: randomBits)
  }

  func conversion(
    of integer: Int128, to target: FloatFormat, _ context: RoundingContext, randomBits: UInt64
  ) -> Rounded { core.conversion(of: integer, to: target, context, randomBits: randomBits) }

  func mixedMultiplyAdd(
    _ operands: Operands, _ a: FloatFormat, _ b: FloatFormat, _ c: FloatFormat,
    _ context: RoundingContext
  ) -> Rounded {
    var operands = operands
    // b's code as one of a's format.
    if fault == .formats { operands.b = a.convert(operands.b, from: b).code }
    return core.mixedMultiplyAdd(operands, a, fault == .formats ? a : b, c, context)
  }

  func comparison(
    _ operation: TestComparison, _ operands: Operands, _ format: FloatFormat
  ) -> Outcome {
    var outcome = core.comparison(operation, operands, format)
    if fault == .zeros, operation == .lt, operands.a == format.signMask, operands.b == 0 {
      outcome.code = 1
    }
    if fault == .quietNaN, format.isNaN(operands.a) { outcome.flags.insert(.invalid) }
    return outcome
  }

  func integral(
    _ code: UInt64, of format: FloatFormat, _ mode: RoundingMode, overflow: OverflowPolicy?
  ) -> Rounded {
    let mode = fault == .ties && mode == .nearestEven ? .nearestAway : mode
    var rounded = core.integral(code, of: format, mode, overflow: overflow)
    if fault == .signOfZero, rounded.code == format.signMask, code != format.signMask {
      rounded.code = 0
    }
    return rounded
  }

  func integer(
    _ code: UInt64, of source: FloatFormat, to target: IntegerType, _ mode: RoundingMode
  ) -> Outcome? {
    let outcome = core.integer(code, of: source, to: target, mode)
    return fault == .largestInteger && outcome?.code == 1 << 31 ? nil : outcome
  }
}

/// The judge's lines find a fault in what is judged, and none where there is none: the two share nothing
/// that could hide it.
@Suite struct PlantedFaultTests {
  private func wrongLines<Base: Rounder>(_ name: String, by rounder: Base) throws -> Int {
    let function = try TestFunction(named: name)
    let judge = Evaluator(function, by: JudgeRounder())
    var verification = Verification(Evaluator(function, by: rounder), mostFailures: 0)
    for operands in OperandSequence(function) {
      verification.judge(TestLine(operands, judge(operands)))
    }
    return verification.failureCount
  }

  /// How many lines are wrong is counted by hand.
  @Test(arguments: [
    ("e4m3fn_lt", FaultyRounder.Fault.zeros, 1),
    // Two NaNs against each of 256 codes.
    ("e4m3fn_eq", .quietNaN, 512),
    // ±0.5, ±2.5, ±4.5, ±6.5: from 8 on numbers are integers, and 1.5, 3.5 … become even either way.
    ("e4m3fn_roundToInt", .ties, 8),
    // The magnitudes above 0 up to 1/2: codes 0x01 … 0x30.
    ("e4m3fn_roundToInt", .signOfZero, 0x30),
    // −2^31, which bfloat16 has.
    ("bf16_to_i32", .largestInteger, 1),
  ])
  private func faultIsFound(name: String, fault: FaultyRounder.Fault, count: Int) throws {
    #expect(try wrongLines(name, by: FaultyRounder(fault)) == count)
    #expect(try wrongLines(name, by: CoreRounder()) == 0)
  }

  @Test func formatsOfFactorsAreFound() throws {
    #expect(try wrongLines("e2m1fn×e3m2fn+e4m3fn_mulAdd", by: FaultyRounder(.formats)) > 1000)
    // The numbers of the second format all are numbers of the first.
    #expect(try wrongLines("e3m2fn×e2m1fn+e4m3fn_mulAdd", by: FaultyRounder(.formats)) == 0)
  }
}
