import FloatFormats
import Reference
import TestVectors

/// What MPFR says an operation must give: every expectation of a law comes from here, none from the
/// arithmetic that may be under test.
final class LawJudge {
  /// The format under test.
  let format: NamedFormat
  /// Its values, by the judge's own reading.
  let values: FormatValues
  private let own: Judge
  private let rounder = JudgeRounder()
  private var judges: [FloatFormat: Judge] = [:]
  private var doubles: [Double] = []

  init(_ format: NamedFormat) {
    self.format = format
    values = FormatValues(format.format)
    own = Judge(values)
    if values.bitWidth <= 16 {
      doubles = (0..<(1 << values.bitWidth)).map { values.value(UInt64($0)).double() }
    }
  }

  /// The value of a code of the format; NaN for a NaN.
  func value(_ code: UInt64) -> Double {
    doubles.isEmpty ? values.value(code).double() : doubles[Int(code)]
  }

  /// What a question must be answered in each of some roundings, written to `expected`.
  func expect(
    _ operation: Operation, _ question: Question, _ contexts: [RoundingContext],
    into expected: inout [Expectation]
  ) {
    expected.removeAll(keepingCapacity: true)
    let (a, b, c) = (question.operands.a, question.operands.b, question.operands.c)
    switch operation {
    case .arithmetic(let arithmetic): own.examine(arithmetic.judged, a, b, c)
    case .conversionFrom(let source):
      own.examine(conversionOf: a, from: judge(source.format).values)
    case .conversionTo(let target):
      let judge = judge(target.format)
      judge.examine(conversionOf: a, from: values)
      for context in contexts {
        // The overflow policy is that of the format under test.
        let context = RoundingContext(context.rounding, tininess: context.tininess)
        expected.append(Expectation(judge.verdict(context, randomBits: question.randomBits)))
      }
      return
    case .comparison(let comparison):
      let outcome = rounder.comparison(comparison, question.operands, format.format)
      expected += contexts.map { _ in Expectation(outcome) }
      return
    case .roundToInteger:
      for context in contexts {
        guard case .mode(let mode) = context.rounding else { continue }
        let rounded = rounder.integral(a, of: format.format, mode, overflow: context.overflow)
        expected.append(
          Expectation(
            code: rounded.code, isNaN: values.isNaN(rounded.code), flags: rounded.flags))
      }
      return
    }
    for context in contexts {
      expected.append(Expectation(own.verdict(context, randomBits: question.randomBits)))
    }
  }

  private func judge(_ format: FloatFormat) -> Judge {
    if let known = judges[format] { return known }
    let new = Judge(format)
    judges[format] = new
    return new
  }
}

/// What a question must be answered.
struct Expectation: Hashable {
  let code: UInt64
  /// Any NaN is as good as the one of `code`.
  let isNaN: Bool
  let flags: ExceptionFlags

  init(code: UInt64, isNaN: Bool, flags: ExceptionFlags) {
    self.code = code
    self.isNaN = isNaN
    self.flags = flags
  }

  init(_ verdict: Verdict) {
    self.init(code: verdict.code, isNaN: verdict.isNaN, flags: verdict.flags)
  }

  init(_ outcome: Outcome) {
    self.init(code: outcome.code, isNaN: false, flags: outcome.flags)
  }
}

extension TestArithmetic {
  /// The judge's name of the operation.
  fileprivate var judged: ArithmeticOperation {
    switch self {
    case .add: .add
    case .sub: .subtract
    case .mul: .multiply
    case .div: .divide
    case .mulAdd: .multiplyAdd
    case .sqrt: .squareRoot
    case .rem: .remainder
    }
  }
}
