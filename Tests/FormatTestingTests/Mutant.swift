import FloatFormats
import FormatTesting
import TestVectors
import Testing

/// An implementation with one planted fault, and the law that must find it.
struct Mutant: Sendable, CustomTestStringConvertible {
  /// What is wrong.
  let name: String
  /// The law that must be broken.
  let law: String
  /// The format that it is planted in.
  let format: NamedFormat
  /// Plants the fault in this package's own arithmetic.
  let plant: @Sendable (inout Implementation) -> Void

  init(
    _ name: String, _ law: String, _ format: NamedFormat,
    _ plant: @escaping @Sendable (inout Implementation) -> Void
  ) {
    self.name = name
    self.law = law
    self.format = format
    self.plant = plant
  }

  var testDescription: String { name }

  /// The implementation with the fault.
  var implementation: Implementation {
    var implementation = Implementation(core: format)
    plant(&implementation)
    return implementation
  }

  static let all: [Mutant] = conversions + relations + arithmetic + stochastic
}

/// How faults are planted.
extension Implementation {
  private var own: FloatFormat { format.format }

  /// Replaces the conversion from binary64: the number, how to round, and what would be right.
  mutating func encoding(
    _ fault: @escaping (_ x: Double, _ context: RoundingContext, _ right: Rounded) -> Rounded
  ) {
    let own = own
    offer(.encode) { question, context in
      let x = Double(bitPattern: question.operands.a)
      let right = own.encode(x, context, randomBits: question.randomBits)
      let wrong = fault(x, context, right)
      return Answer(wrong.code, wrong.flags)
    }
  }

  /// Replaces the mode of the conversion from binary64.
  mutating func encoding(
    rounding fault: @escaping (_ x: Double, _ rounding: Rounding) -> Rounding
  ) {
    let own = own
    encoding { x, context, _ in
      own.encode(
        x, RoundingContext(fault(x, context.rounding), overflow: context.overflow))
    }
  }

  /// Replaces the number that is converted from binary64.
  mutating func encoding(instead fault: @escaping (_ x: Double) -> Double) {
    let own = own
    encoding { x, context, _ in own.encode(fault(x), context) }
  }

  /// Replaces the value of a code.
  mutating func decoding(_ fault: @escaping (_ code: UInt64, _ right: Double) -> Double) {
    let own = own
    offer(.decode) { question, _ in
      let code = question.operands.a
      return Answer(fault(code, own.decode(code)).bitPattern, [])
    }
  }

  /// Replaces an operation of two operands: these, how to round, and what would be right.
  mutating func computing(
    _ operation: TestArithmetic,
    _ fault:
      @escaping (_ a: UInt64, _ b: UInt64, _ context: RoundingContext, _ right: Rounded)
      -> Rounded
  ) {
    let rounder = CoreRounder()
    let own = own
    offer(.arithmetic(operation)) { question, context in
      let right = rounder.arithmetic(operation, question.operands, own, context)
      let wrong = fault(question.operands.a, question.operands.b, context, right)
      return Answer(wrong.code, wrong.flags)
    }
  }

  /// Replaces the fused multiply-add.
  mutating func fusing(
    _ fault:
      @escaping (_ a: UInt64, _ b: UInt64, _ c: UInt64, _ context: RoundingContext) -> Rounded
  ) {
    offer(.arithmetic(.mulAdd)) { question, context in
      let operands = question.operands
      let wrong = fault(operands.a, operands.b, operands.c, context)
      return Answer(wrong.code, wrong.flags)
    }
  }
}
