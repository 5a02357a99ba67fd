import FloatFormats

/// What FloatFormats computes: what is under test.
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

  /// A comparison of codes of one format.
  public func comparison(
    _ operation: TestComparison, _ operands: Operands, _ format: FloatFormat
  ) -> Outcome {
    let (a, b) = (operands.a, operands.b)
    let isInvalid =
      operation.isSignaling
      ? format.isNaN(a) || format.isNaN(b) : format.isSignaling(a) || format.isSignaling(b)
    // Every value of every format is a binary64 number.
    let (x, y) = (format.decode(a), format.decode(b))
    let truth =
      switch operation {
      case .eq, .equalSignaling: x == y
      case .le, .lessOrEqualQuiet: x <= y
      case .lt, .lessQuiet: x < y
      }
    return Outcome(truth ? 1 : 0, isInvalid ? .invalid : [])
  }

  /// The number rounded to an integer of the same format.
  public func integral(
    _ code: UInt64, of format: FloatFormat, _ mode: RoundingMode, overflow: OverflowPolicy?
  ) -> Rounded {
    format.integral(code, mode, overflow: overflow)
  }

  /// The number rounded to an integer.
  public func integer(
    _ code: UInt64, of source: FloatFormat, to target: IntegerType, _ mode: RoundingMode
  ) -> Outcome? {
    let (value, flags) = source.integer(
      code, bitWidth: target.bitWidth, signed: target.isSigned, mode)
    return value.flatMap(target.code).map { Outcome($0, flags) }
  }
}
