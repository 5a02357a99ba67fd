import Calculator
import FloatFormats
import JSON

/// `gradual calc EXPRESSION`.
enum CalcCommand {
  static let source = Option.value(
    "from", "FORMAT", "the operands' format, where it is not the result's")
  static let random = Option.value(
    "random", "R", "the random bits of a stochastic rounding, as a number")

  static func run(_ arguments: Arguments) throws -> ExitCode {
    let expression = try Expression(parsing: arguments.positionals[0])
    let format = try FormatArgument.format(arguments.value(.format) ?? "binary32")
    let source = try arguments.value(Self.source).map { try FormatArgument.format($0) }
    let context = try arguments.roundingContext()
    let calculation = try Calculation(
      expression, from: source?.format, to: format.format, context,
      randomBits: randomBits(arguments, context.rounding))
    let page = CalculationPage(
      expression: arguments.positionals[0], calculation: calculation, format: format,
      source: source, context: context)
    try StandardOutput.write(arguments.has(.json) ? page.json : page.text)
    return .done
  }

  private static func randomBits(_ arguments: Arguments, _ rounding: Rounding) throws -> UInt64 {
    let count = rounding.randomBitCount
    guard count > 0 else {
      guard !arguments.has(random) else {
        throw UsageError("--random: \(rounding) takes no random bits; valid with stochastic:BITS")
      }
      return 0
    }
    guard let bits = try arguments.integer(random, in: UInt64(0)...(1 << UInt64(count) - 1)) else {
      throw UsageError(
        "--random is missing: \(rounding) needs the value of its \(count) random bits")
    }
    return bits
  }
}

/// What `calc` says.
struct CalculationPage {
  let expression: String
  let calculation: Calculation
  let format: NamedFormat
  let source: NamedFormat?
  let context: RoundingContext

  var text: String {
    let title = "\(calculation.operation.name) in \(format.name), \(context.text)"
    var table = TextTable([("", .left), ("code", .left), ("value", .left)])
    let operandFormat = (source ?? format).format
    for operand in calculation.operands {
      let code = operand.rounded.map { FormatPage.hex($0.code, operandFormat) } ?? ""
      table.append([operand.text, code, "\(operand.value)" + remark(on: operand)])
    }
    table.append([
      "result", FormatPage.hex(calculation.result.code, format.format), "\(calculation.value)",
    ])
    table.append(["exact", "", "\(calculation.exact)"])
    table.append(["flags", "", "\(calculation.result.flags)"])
    return title + "\n\n" + table.text(indent: 2)
  }

  /// What an operand's own rounding signalled, in parentheses; inexact is said as "rounded".
  private func remark(on operand: Calculation.Operand) -> String {
    guard let flags = operand.rounded?.flags, !flags.isEmpty else { return "" }
    let others = flags.subtracting(.inexact)
    let words =
      (flags.contains(.inexact) ? ["rounded"] : [])
      + (others.isEmpty ? [] : others.description.split(separator: " ").map(String.init))
    return "  (\(words.joined(separator: ", ")))"
  }

  var json: String {
    let operandFormat = (source ?? format).format
    let operands = calculation.operands.map { operand -> JSONValue in
      var members: [String: JSONValue] = [
        "text": .string(operand.text), "value": .string(operand.value.digits),
      ]
      if let rounded = operand.rounded {
        members["code"] = .string(FormatPage.hex(rounded.code, operandFormat))
        members["flags"] = flags(rounded.flags)
      }
      return .object(members)
    }
    let members: [String: JSONValue] = [
      "operation": .string(calculation.operation.name), "format": .string(format.name),
      "operands": .array(operands),
      "code": .string(FormatPage.hex(calculation.result.code, format.format)),
      "value": .string(calculation.value.digits), "flags": flags(calculation.result.flags),
      "exact": .string(calculation.exact.digits),
      "exactIsComplete": .bool(calculation.exact.isComplete),
    ]
    return JSONValue.object(members.merging(context.members) { own, _ in own }).indentedText + "\n"
  }

  private func flags(_ flags: ExceptionFlags) -> JSONValue {
    .array(flags.isEmpty ? [] : flags.description.split(separator: " ").map { .string(String($0)) })
  }
}
