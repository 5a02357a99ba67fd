import FloatFormats
import Reference

/// Rounding by FloatFormats' core: what is under test.
public struct CoreRounder: Rounder {
  /// The core.
  public init() {}

  /// An operation on codes of one format.
  public func arithmetic(
    _ operation: TestArithmetic, _ operands: Operands, _ format: FloatFormat,
    _ context: RoundingContext
  ) -> Rounded {
    let (a, b, c) = (operands.a, operands.b, operands.c)
    return switch operation {
    case .add: format.add(a, b, context)
    case .sub: format.subtract(a, b, context)
    case .mul: format.multiply(a, b, context)
    case .div: format.divide(a, b, context)
    case .mulAdd: format.multiplyAdd(a, b, c, context)
    case .sqrt: format.squareRoot(a, context)
    case .rem: format.remainder(a, b, context)
    }
  }

  /// The code of a format as a code of another.
  public func conversion(
    of code: UInt64, from source: FloatFormat, to target: FloatFormat, _ context: RoundingContext
  ) -> Rounded {
    target.convert(code, from: source, context)
  }

  /// An integer as a code of a format.
  public func conversion(of integer: Int128, to target: FloatFormat, _ context: RoundingContext)
    -> Rounded
  {
    target.encode(integer: integer, context)
  }
}

/// Rounding by the judge, which shares nothing with the core: what expected results come from.
///
/// Used by one thread at a time, as a ``Reference/Judge`` is.
public final class JudgeRounder: Rounder {
  private var judges: [FloatFormat: Judge] = [:]
  private var values: [FloatFormat: FormatValues] = [:]

  /// A judge for every format that will be asked for.
  public init() {}

  private func values(_ format: FloatFormat) -> FormatValues {
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

  private func verdict(_ judge: Judge, _ context: RoundingContext) -> Rounded {
    let verdict = judge.verdict(context)
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
    return verdict(judge, context)
  }

  /// The code of a format as a code of another.
  public func conversion(
    of code: UInt64, from source: FloatFormat, to target: FloatFormat, _ context: RoundingContext
  ) -> Rounded {
    let judge = judge(target)
    judge.examine(conversionOf: code, from: values(source))
    return verdict(judge, context)
  }

  /// An integer as a code of a format.
  public func conversion(of integer: Int128, to target: FloatFormat, _ context: RoundingContext)
    -> Rounded
  {
    let judge = judge(target)
    if let small = Int64(exactly: integer) {
      judge.examine(integer: small)
    } else {
      judge.examine(integer: UInt64(truncatingIfNeeded: integer))
    }
    return verdict(judge, context)
  }
}
