import FloatFormats
import JSON
import TestVectors

/// What `verify` says.
struct VerificationPage {
  let options: TestOptions
  let verification: Verification<CoreRounder>

  private var function: TestFunction { options.function }

  var text: String {
    let total = verification.lineCount
    let wrong = verification.failureCount
    guard wrong > 0 else { return "\(options.title): \(total) lines, all right\n" }
    var text = "\(options.title): \(total) lines, \(wrong) wrong\n"
    for failure in verification.failures {
      text += "\nline \(failure.number): \(failure.mismatch.rawValue)\n"
      var table = TextTable([.left, .right, .left, .left])
      for operand in operands(of: failure.line) {
        table.append(["operand"] + cells(operand, function.operandType))
      }
      for (name, outcome) in [("expected", failure.line.outcome), ("computed", failure.computed)] {
        table.append(
          [name] + cells(outcome.code, function.resultType) + ["\(outcome.flags)"])
      }
      text += table.text(indent: 2)
    }
    if wrong > verification.failures.count {
      text += "\n\(wrong - verification.failures.count) more are not shown\n"
    }
    var table = TextTable([("wrong in", .left), ("lines", .right)])
    for mismatch in Mismatch.allCases {
      if let count = verification.counts[mismatch] {
        table.append([mismatch.rawValue, "\(count)"])
      }
    }
    return text + "\n" + table.text()
  }

  var json: String {
    let failures = verification.failures.map { failure -> JSONValue in
      [
        "line": .integer(failure.number), "wrong": .string(failure.mismatch.rawValue),
        "operands": .array(operands(of: failure.line).map { described($0, function.operandType) }),
        "expected": outcome(failure.line.outcome), "computed": outcome(failure.computed),
      ]
    }
    let counts = verification.counts.map { ($0.key.rawValue, JSONValue.integer($0.value)) }
    let members: [String: JSONValue] = [
      "function": .string(function.name), "exact": .bool(options.raisesInexactForIntegers),
      "lines": .integer(verification.lineCount), "wrong": .integer(verification.failureCount),
      "wrongIn": .object(Dictionary(uniqueKeysWithValues: counts)), "failures": .array(failures),
    ]
    let context = options.context.members
    return JSONValue.object(members.merging(context) { own, _ in own }).indentedText + "\n"
  }

  private func operands(of line: TestLine) -> [UInt64] {
    Array([line.operands.a, line.operands.b, line.operands.c].prefix(function.operandCount))
  }

  private func outcome(_ outcome: Outcome) -> JSONValue {
    var members = described(outcome.code, function.resultType).object ?? [:]
    members["flags"] = .string("\(outcome.flags)")
    return .object(members)
  }

  private func described(_ code: UInt64, _ type: TestType) -> JSONValue {
    let cells = cells(code, type)
    return ["code": .string(cells[0]), "value": .string(cells[1])]
  }

  /// The code in TestFloat's digits, and its value.
  private func cells(_ code: UInt64, _ type: TestType) -> [String] {
    [type.hexadecimal(code), type.description(of: code)]
  }
}
