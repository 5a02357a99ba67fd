import FloatFormats
import JSON
import Networks
import PolicyFiles

/// What `show` says of a precision policy: its rules, the last that matches winning field by field.
enum PolicyPage {
  /// Name, summary and rules; columns that no rule fills are left out.
  static func text(_ policy: PrecisionPolicy) -> String {
    let columns: [(heading: String, cell: (PolicyRule) -> String)] = [
      ("sites", { $0.sites ?? "*" }),
      ("format", { $0.format?.name ?? "" }),
      ("rounding", { $0.rounding.map { "\($0)" } ?? "" }),
      ("overflow", { $0.overflow?.rawValue ?? "" }),
      ("accumulator", { $0.accumulator?.name ?? "" }),
      ("scaling", { $0.scaling?.name ?? "" }),
      ("passes", { $0.passes.map(PolicyRule.names) ?? "all" }),
      ("roles", { $0.roles.map(PolicyRule.names) ?? "all" }),
    ]
    let filled = columns.filter { column in policy.rules.contains { !column.cell($0).isEmpty } }
    var table = TextTable(filled.map { ($0.heading, .left) })
    for rule in policy.rules { table.append(filled.map { $0.cell(rule) }) }
    return Help.wrap("\(policy.name): \(policy.summary)", indent: 0) + "\n" + table.text()
  }

  /// The same for programs: a policy's file.
  static func json(_ policy: PrecisionPolicy) -> String { policy.json.indentedText + "\n" }

  /// What a training program's configuration asks for.
  static func text(_ training: TrainingPrecision) -> String {
    let scale = ShortNumber.decimal(training.lossScale)
    let scaling =
      training.isDynamic
      ? "dynamic, \(scale) at first" : training.lossScale == 1 ? "none" : "static, \(scale)"
    return text(training.policy)
      + "\nfrom a configuration of \(training.program.rawValue); loss scaling: \(scaling)\n"
  }

  /// The same for programs.
  static func json(_ training: TrainingPrecision) -> String {
    let value: JSONValue = [
      "program": .string(training.program.rawValue), "policy": training.policy.json,
      "lossScale": .number(training.lossScale), "dynamic": .bool(training.isDynamic),
    ]
    return value.indentedText + "\n"
  }
}
