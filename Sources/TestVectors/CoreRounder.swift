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
    case .add: format.add(a, b, context, randomBits: operands.random)
    case .sub: format.subtract(a, b, context, randomBits: operands.random)
    case .mul: format.multiply(a, b, context, randomBits: operands.random)
    case .div: format.divide(a, b, context, randomBits: operands.random)
    case .mulAdd: format.multiplyAdd(a, b, c, context, randomBits: operands.random)
    case .sqrt: format.squareRoot(a, context, randomBits: operands.random)
    case .rem: format.remainder(a, b, context, randomBits: operands.random)
    }
  }

  /// The code of a format as a code of another.
  public func conversion(
    of code: UInt64, from source: FloatFormat, to target: FloatFormat, _ context: RoundingContext,
    randomBits: UInt64 = 0
  ) -> Rounded {
    target.convert(code, from: source, context, randomBits: randomBits)
  }

  /// a · b + c of a format each, rounded once to c's.
  public func mixedMultiplyAdd(
    _ operands: Operands, _ a: FloatFormat, _ b: FloatFormat, _ c: FloatFormat,
    _ context: RoundingContext
  ) -> Rounded {
    c.round(
      ExactArithmetic.fusedMultiplyAdd(
        a.unpack(operands.a), b.unpack(operands.b), c.unpack(operands.c)), context,
      randomBits: operands.random)
  }

  /// An integer as a code of a format.
  public func conversion(
    of integer: Int128, to target: FloatFormat, _ context: RoundingContext, randomBits: UInt64 = 0
  ) -> Rounded {
    target.encode(integer: integer, context, randomBits: randomBits)
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
