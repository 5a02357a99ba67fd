import FloatFormats
import Reference

/// Rounding by the judge, which shares nothing with the core: what expected results come from.
///
/// Used by one thread at a time, as a ``Reference/Judge`` is.
public final class JudgeRounder: Rounder {
  private var judges: [FloatFormat: Judge] = [:]
  private var values: [FloatFormat: FormatValues] = [:]

  /// A judge for every format that will be asked for.
  public init() {}

  func values(_ format: FloatFormat) -> FormatValues {
    if let known = values[format] { return known }
    let new = FormatValues(format)
    values[format] = new
    return new
  }

  private func judge(_ format: FloatFormat) -> Judge {
    if let known = judges[format] { return known }
    let new = Judge(values(format))
    judges[format] = new
    return new
  }

  private func verdict(
    _ judge: Judge, _ context: RoundingContext, _ randomBits: UInt64
  ) -> Rounded {
    let verdict = judge.verdict(context, randomBits: randomBits)
    return Rounded(verdict.code, verdict.flags)
  }

  /// An operation on codes of one format.
  public func arithmetic(
    _ operation: TestArithmetic, _ operands: Operands, _ format: FloatFormat,
    _ context: RoundingContext
  ) -> Rounded {
    let judge = judge(format)
    let (a, b, c) = (operands.a, operands.b, operands.c)
    switch operation {
    case .add: judge.examine(.add, a, b)
    case .sub: judge.examine(.subtract, a, b)
    case .mul: judge.examine(.multiply, a, b)
    case .div: judge.examine(.divide, a, b)
    case .mulAdd: judge.examine(.multiplyAdd, a, b, c)
    case .sqrt: judge.examine(.squareRoot, a)
    case .rem: judge.examine(.remainder, a, b)
    }
    return verdict(judge, context, operands.random)
  }

  /// a · b + c of a format each, rounded once to c's.
  public func mixedMultiplyAdd(
    _ operands: Operands, _ a: FloatFormat, _ b: FloatFormat, _ c: FloatFormat,
    _ context: RoundingContext
  ) -> Rounded {
    let judge = judge(c)
    judge.examine(
      multiply: operands.a, of: values(a), by: operands.b, of: values(b), add: operands.c)
    return verdict(judge, context, operands.random)
  }

  /// The code of a format as a code of another.
  public func conversion(
    of code: UInt64, from source: FloatFormat, to target: FloatFormat, _ context: RoundingContext,
    randomBits: UInt64 = 0
  ) -> Rounded {
    let judge = judge(target)
    judge.examine(conversionOf: code, from: values(source))
    return verdict(judge, context, randomBits)
  }

  /// An integer as a code of a format.
  public func conversion(
    of integer: Int128, to target: FloatFormat, _ context: RoundingContext, randomBits: UInt64 = 0
  ) -> Rounded {
    let judge = judge(target)
    if let small = Int64(exactly: integer) {
      judge.examine(integer: small)
    } else {
      judge.examine(integer: UInt64(truncatingIfNeeded: integer))
    }
    return verdict(judge, context, randomBits)
  }

  /// A comparison of codes of one format, by MPFR's comparisons of their values.
  public func comparison(
    _ operation: TestComparison, _ operands: Operands, _ format: FloatFormat
  ) -> Outcome {
    let values = values(format)
    let (x, y) = (values.value(operands.a), values.value(operands.b))
    let truth =
      switch operation {
      case .eq, .equalSignaling: x == y
      case .le, .lessOrEqualQuiet: x <= y
      case .lt, .lessQuiet: x < y
      }
    let isInvalid =
      operation.isSignaling
      ? x.isNaN || y.isNaN
      : values.isSignalingNaN(operands.a) || values.isSignalingNaN(operands.b)
    return Outcome(truth ? 1 : 0, isInvalid ? .invalid : [])
  }
}
