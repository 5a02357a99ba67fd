import FloatFormats
import Reference
import TestVectors

/// Closures and C functions, in the types that they have: a C function is a closure to Swift.
///
/// Codes are unsigned integers of any width; results are taken by their value.
extension Implementation {
  /// Offers the conversion of a binary64 number.
  public mutating func offerEncode<Code: FixedWidthInteger & UnsignedInteger>(
    _ encode: @escaping (Double) -> Code
  ) {
    offer(.encode) { question, _ in
      Answer(UInt64(encode(Double(bitPattern: question.operands.a))))
    }
  }

  /// Offers the conversion of a binary32 number.
  public mutating func offerEncode<Code: FixedWidthInteger & UnsignedInteger>(
    _ encode: @escaping (Float) -> Code
  ) {
    offer(.conversionFrom(.binary32)) { question, _ in
      Answer(UInt64(encode(Float(bitPattern: UInt32(truncatingIfNeeded: question.operands.a)))))
    }
  }

  /// Offers the value of a code.
  public mutating func offerDecode<Code: FixedWidthInteger & UnsignedInteger>(
    _ decode: @escaping (Code) -> Double
  ) {
    offer(.decode) { question, _ in
      Answer(decode(Code(truncatingIfNeeded: question.operands.a)).bitPattern)
    }
  }

  /// Offers the value of a code, in binary32.
  public mutating func offerDecode<Code: FixedWidthInteger & UnsignedInteger>(
    _ decode: @escaping (Code) -> Float
  ) {
    offer(.conversionTo(.binary32)) { question, _ in
      Answer(UInt64(decode(Code(truncatingIfNeeded: question.operands.a)).bitPattern))
    }
  }

  /// Offers a conversion that gives the rounded number and not its code, as emulators do.
  public mutating func offerQuantize(_ quantize: @escaping (Double) -> Double) {
    let codes = ValueCodes(format.format)
    offer(.encode) { question, _ in
      Answer(codes.result(quantize(Double(bitPattern: question.operands.a))))
    }
  }

  /// Offers a conversion in binary32 that gives the rounded number and not its code.
  public mutating func offerQuantize(_ quantize: @escaping (Float) -> Float) {
    let codes = ValueCodes(format.format)
    offer(.conversionFrom(.binary32)) { question, _ in
      let source = Float(bitPattern: UInt32(truncatingIfNeeded: question.operands.a))
      return Answer(codes.result(Double(quantize(source))))
    }
  }

  /// Offers arithmetic on one operand: a root.
  public mutating func offer<Code: FixedWidthInteger & UnsignedInteger>(
    _ operation: TestArithmetic, _ compute: @escaping (Code) -> Code
  ) {
    offer(.arithmetic(operation)) { question, _ in
      Answer(UInt64(compute(Code(truncatingIfNeeded: question.operands.a))))
    }
  }

  /// Offers arithmetic on two operands.
  public mutating func offer<Code: FixedWidthInteger & UnsignedInteger>(
    _ operation: TestArithmetic, _ compute: @escaping (Code, Code) -> Code
  ) {
    offer(.arithmetic(operation)) { question, _ in
      let operands = question.operands
      return Answer(
        UInt64(
          compute(Code(truncatingIfNeeded: operands.a), Code(truncatingIfNeeded: operands.b))))
    }
  }

  /// Offers arithmetic on three operands: a · b + c.
  public mutating func offer<Code: FixedWidthInteger & UnsignedInteger>(
    _ operation: TestArithmetic, _ compute: @escaping (Code, Code, Code) -> Code
  ) {
    offer(.arithmetic(operation)) { question, _ in
      let operands = question.operands
      return Answer(
        UInt64(
          compute(
            Code(truncatingIfNeeded: operands.a), Code(truncatingIfNeeded: operands.b),
            Code(truncatingIfNeeded: operands.c))))
    }
  }

  /// Offers a comparison.
  public mutating func offer<Code: FixedWidthInteger & UnsignedInteger>(
    _ operation: TestComparison, _ compare: @escaping (Code, Code) -> Bool
  ) {
    offer(.comparison(operation)) { question, _ in
      let operands = question.operands
      return Answer(
        compare(Code(truncatingIfNeeded: operands.a), Code(truncatingIfNeeded: operands.b))
          ? 1 : 0)
    }
  }
}

/// The codes of numbers, for quantizers.
final class ValueCodes {
  private let judge: Judge

  init(_ format: FloatFormat) { judge = Judge(format) }

  /// The number's code, or the number where the format does not have it.
  func result(_ value: Double) -> Answer.Result {
    judge.examine(value)
    let verdict = judge.verdict(RoundingContext(overflow: .ieee))
    // A zero's sign is lost where there is no −0, with no flag; that is what the format says.
    return verdict.flags == [] && verdict.isNaN == value.isNaN
      ? .code(verdict.code) : .foreign(value)
  }
}
