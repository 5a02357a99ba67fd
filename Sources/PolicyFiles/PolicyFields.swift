import BlockFormats
import FloatFormats
import JSON
import Kernels
import Networks

/// The fields of a policy's file.
struct PolicyFields {
  private enum Key: String, CaseIterable {
    case name, summary, base, rules
  }

  let file: String
  let json: JSONValue

  /// The policy: the base's rules, then the file's.
  func policy() throws(PolicyFileError) -> PrecisionPolicy {
    let fields = try FileFields<Key>(json, file: file)
    let presets = PolicyCatalogue.names.joined(separator: ", ")
    let base = try fields.named(.base, valid: presets, PolicyCatalogue.policy(named:)) {
      "unknown" + $0.advice
    }
    guard let elements = try fields.value(.rules, valid: "an array of rules", { $0.array }) else {
      throw fields.error(.rules, "is missing; valid: an array of rules")
    }
    var rules: [PolicyRule] = base?.rules ?? []
    for (index, element) in elements.enumerated() {
      rules.append(
        try PolicyRule(FileFields(element, file: file, place: "rules[\(index)].")))
    }
    guard let first = rules.first, first.condition == PolicyRule().condition,
      first.format != nil, first.accumulator != nil
    else {
      throw fields.error(
        .base,
        "is missing, and the first rule is not one for every site; valid: a preset "
          + "(\(presets)), or a first rule without sites, "
          + "roles and passes, with a format and an accumulator")
    }
    return PrecisionPolicy(
      name: try fields.text(.name, valid: "a name") ?? nameOfFile,
      summary: try fields.text(.summary, valid: "one line") ?? "from \(file)", rules: rules)
  }

  private var nameOfFile: String {
    let last = file.split(separator: "/").last.map(String.init) ?? file
    return last.hasSuffix(".json") ? String(last.dropLast(5)) : last
  }
}

extension PolicyRule {
  enum Key: String, CaseIterable {
    case sites, roles, passes, format, rounding, overflow, accumulator, scaling
  }

  /// A block format's name stands for its element's, its scaling and `saturate`, where the rule does not say
  /// otherwise.
  fileprivate init(_ fields: FileFields<Key>) throws(PolicyFileError) {
    let format = try fields.named(
      .format, valid: "a format's name", ArrayFormat.init(named:), reason: \.reason)
    let blocks: BlockFormat? = if case .blocks(let format) = format { format } else { nil }
    self.init(
      sites: try fields.text(.sites, valid: "a path, in which * stands for any characters"),
      roles: try fields.choices(.roles), passes: try fields.choices(.passes),
      format: format?.elements,
      rounding: try fields.named(
        .rounding, valid: "a rounding's name", Rounding.init(named:), reason: \.reason),
      overflow: try fields.choice(.overflow) ?? blocks.map { _ in .saturate },
      accumulator: try fields.named(
        .accumulator, valid: "an accumulator's name", AccumulatorModel.init(named:),
        reason: \.description),
      scaling: try fields.named(
        .scaling, valid: OperandScaling.usage, OperandScaling.init(named:), reason: \.description)
        ?? blocks.map { .blocks($0.scaling) })
    let isEmpty =
      format == nil && rounding == nil && overflow == nil && accumulator == nil && scaling == nil
    if isEmpty {
      throw PolicyFileError(
        fields.file,
        "\(fields.place.dropLast()) sets nothing; valid: a rule with format, rounding, overflow, "
          + "accumulator or scaling")
    }
  }
}

extension PrecisionPolicy {
  /// The policy as a file has it, without a base.
  public var json: JSONValue {
    ["name": .string(name), "summary": .string(summary), "rules": .array(rules.map(\.json))]
  }
}

extension PolicyRule {
  /// What the rule sets and restricts.
  fileprivate var json: JSONValue {
    func names<Kind: RawRepresentable<String> & CaseIterable & Hashable>(
      _ kinds: Set<Kind>
    ) -> JSONValue {
      .array(Kind.allCases.filter(kinds.contains).map { .string($0.rawValue) })
    }
    let members: [(Key, JSONValue?)] = [
      (.sites, sites.map { .string($0) }), (.roles, roles.map(names)),
      (.passes, passes.map(names)), (.format, format.map { .string($0.name) }),
      (.rounding, rounding.map { .string("\($0)") }),
      (.overflow, overflow.map { .string($0.rawValue) }),
      (.accumulator, accumulator.map { .string($0.name) }),
      (.scaling, scaling.map { .string($0.name) }),
    ]
    return .object(
      Dictionary(
        uniqueKeysWithValues: members.compactMap { key, value in
          value.map { (key.rawValue, $0) }
        }))
  }
}
