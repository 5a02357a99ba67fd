import FloatFormats
import TestVectors

extension Implementation {
  /// This package's own arithmetic of a format: every operation, every mode, stochastic rounding, flags.
  ///
  /// - Parameters:
  ///   - format: the format.
  ///   - others: formats to and from which conversions are offered, besides binary64.
  public init(
    core format: NamedFormat, others: [NamedFormat] = [.binary16, .bfloat16, .binary32, .e5m2]
  ) {
    self.init("gradual", of: format)
    modes = RoundingMode.allCases
    stochasticRoundings = [
      .stochastic(.a, bits: 8), .stochastic(.b, bits: 8), .stochastic(.c, bits: 8),
      .stochastic(.a, bits: 32),
    ]
    raisesFlags = true
    let own = format.format
    for operation in TestArithmetic.allCases {
      offer(.arithmetic(operation)) { question, context in
        Answer(own.compute(operation, question, context))
      }
    }
    let rounder = CoreRounder()
    for operation in TestComparison.allCases {
      offer(.comparison(operation)) { question, _ in
        let outcome = rounder.comparison(operation, question.operands, own)
        return Answer(outcome.code, outcome.flags)
      }
    }
    offer(.roundToInteger) { question, context in
      guard case .mode(let mode) = context.rounding else {
        throw ImplementationError("\(context.rounding): integers are rounded to in modes alone")
      }
      return Answer(own.integral(question.operands.a, mode, overflow: context.overflow))
    }
    for other in [.binary64] + others {
      offer(.conversionFrom(other)) { question, context in
        Answer(
          own.convert(
            question.operands.a, from: other.format, context, randomBits: question.randomBits))
      }
      // The target's own overflow policy: the implementation's is that of its own format.
      offer(.conversionTo(other)) { question, context in
        Answer(
          other.format.convert(
            question.operands.a, from: own,
            RoundingContext(context.rounding, tininess: context.tininess),
            randomBits: question.randomBits))
      }
    }
  }
}

extension FloatFormat {
  fileprivate func compute(
    _ operation: TestArithmetic, _ question: Question, _ context: RoundingContext
  ) -> Rounded {
    let (a, b, c) = (question.operands.a, question.operands.b, question.operands.c)
    let randomBits = question.randomBits
    return switch operation {
    case .add: add(a, b, context, randomBits: randomBits)
    case .sub: subtract(a, b, context, randomBits: randomBits)
    case .mul: multiply(a, b, context, randomBits: randomBits)
    case .div: divide(a, b, context, randomBits: randomBits)
    case .mulAdd: multiplyAdd(a, b, c, context, randomBits: randomBits)
    case .sqrt: squareRoot(a, context, randomBits: randomBits)
    case .rem: remainder(a, b, context, randomBits: randomBits)
    }
  }
}
