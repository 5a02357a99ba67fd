import FloatFormats
import TestVectors

/// A question with what it must be answered and what it was.
struct LawCase {
  let operation: Operation
  let function: TestFunction
  let context: RoundingContext
  let question: Question
  let expected: Expectation
  let answer: Answer

  /// How the results differ; nil where they agree.
  var resultDifference: String? {
    guard let code = answer.code else { return "not a value of the format" }
    guard isCode else { return "more bits than a code has" }
    guard code != expected.code else { return nil }
    let (wanted, given) = (Outcome(expected.code, []), Outcome(code, []))
    return Mismatch(wanted, given, of: function)?.rawValue
  }

  /// Whether the answer is a code, right or wrong.
  var isCode: Bool { answer.code.map { $0 <= function.resultType.largestCode } ?? false }

  /// How the flags differ; nil where they agree.
  var flagsDifference: String? {
    guard let flags = answer.flags else { return "no flags" }
    guard flags != expected.flags else { return nil }
    let missing = expected.flags.subtracting(flags)
    let extra = flags.subtracting(expected.flags)
    return [(missing, "missing"), (extra, "needless")].filter { !$0.0.isEmpty }
      .map { "\($0.1) \($0.0)" }.joined(separator: ", ")
  }

  /// Where the standard leaves open what is answered, if it does.
  func unspecifiedPlace(flagsOnly: Bool) -> UnspecifiedPlace? {
    guard isCode else { return nil }
    return UnspecifiedPlace.place(
      of: function, question.operands, context.rounding, due: expected.flags, flagsOnly: flagsOnly)
  }

  var operandCodes: [UInt64] { question.operands.list(function.operandCount) }

  func failure(_ difference: String) -> LawFailure {
    var rows = operandCodes.enumerated().map { index, code in
      FailureRow(
        function.operandCount == 1 ? "operand" : "operand \(index + 1)", code,
        function.operandType)
    }
    if context.rounding.randomBitCount > 0 {
      rows.append(FailureRow("random bits", hexadecimal: "", value: "\(question.randomBits)"))
    }
    rows.append(
      FailureRow("expected", expected.code, function.resultType, flags: expected.flags))
    rows.append(FailureRow("observed", answer, function.resultType))
    return LawFailure(
      function: function.name, difference: difference, rounding: context.rounding, rows: rows)
  }
}
