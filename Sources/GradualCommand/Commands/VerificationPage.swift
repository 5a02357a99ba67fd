import FloatFormats
import JSON
import TestVectors

/// What `verify` says of the lines of a function.
struct VerificationPage<Base: Rounder> {
  let options: TestOptions
  let verification: Verification<Base>
  /// The program whose answers the lines' results are; nil for lines that claim to be right.
  var program: String?

  private var function: TestFunction { options.function }

  var text: String {
    let total = verification.lineCount
    let wrong = verification.failureCount
    let open =
      verification.unspecifiedCount == 0 ? "" : ", \(verification.unspecifiedCount) unspecified"
    guard wrong > 0 else { return "\(options.title): \(total) lines, all right\(open)\n" }
    var text = "\(options.title): \(total) lines, \(wrong) wrong\(open)\n"
    for failure in verification.failures {
      text += "\nline \(failure.number): \(failure.mismatch.rawValue)\n"
      var table = TextTable([.left, .right, .left, .left])
      for operand in operands(of: failure.line) {
        table.append(["operand"] + cells(operand, function.operandType))
      }
      for (name, outcome) in outcomes(of: failure) {
        let flags = verification.ignoresFlags ? [] : ["\(outcome.flags)"]
        table.append([name] + cells(outcome.code, function.resultType) + flags)
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
      var members: [String: JSONValue] = [
        "line": .integer(failure.number), "wrong": .string(failure.mismatch.rawValue),
        "operands": .array(operands(of: failure.line).map { described($0, function.operandType) }),
      ]
      for (name, outcome) in outcomes(of: failure) { members[name] = self.outcome(outcome) }
      return .object(members)
    }
    let counts = verification.counts.map { ($0.key.rawValue, JSONValue.integer($0.value)) }
    var members: [String: JSONValue] = [
      "function": .string(function.name), "exact": .bool(options.raisesInexactForIntegers),
      "lines": .integer(verification.lineCount), "wrong": .integer(verification.failureCount),
      "wrongIn": .object(Dictionary(uniqueKeysWithValues: counts)), "failures": .array(failures),
    ]
    if let program {
      members["program"] = .string(program)
      members["unspecified"] = .integer(verification.unspecifiedCount)
    }
    let context = options.context.members
    return JSONValue.object(members.merging(context) { own, _ in own }).indentedText + "\n"
  }

  /// What should be first: of lines that claim to be right, what they say; else what was computed.
  private func outcomes(of failure: Verification<Base>.Failure) -> [(String, Outcome)] {
    program == nil
      ? [("expected", failure.line.outcome), ("computed", failure.computed)]
      : [("expected", failure.computed), ("observed", failure.line.outcome)]
  }

  private func operands(of line: TestLine) -> [UInt64] {
    Array([line.operands.a, line.operands.b, line.operands.c].prefix(function.operandCount))
  }

  private func outcome(_ outcome: Outcome) -> JSONValue {
    var members = described(outcome.code, function.resultType).object ?? [:]
    if !verification.ignoresFlags { members["flags"] = .string("\(outcome.flags)") }
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
