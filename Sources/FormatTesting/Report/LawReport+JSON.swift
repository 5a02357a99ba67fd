import JSON

extension LawReport {
  /// Everything that the report says, with the laws' statements.
  public var json: JSONValue {
    [
      "implementation": .string(implementation), "format": .string(format.name),
      "seed": seed > Int.max ? .string("\(seed)") : .integer(Int(seed)), "holds": .bool(holds),
      "laws": .array(results.map(\.json)),
    ]
  }
}

extension LawResult {
  fileprivate var json: JSONValue {
    var members: [String: JSONValue] = [
      "law": .string(law.name), "statement": .string(law.statement),
      "reference": .string(law.reference), "cases": .integer(cases), "wrong": .integer(wrong),
      "unspecified": .integer(unspecified),
      "unspecifiedPlaces": .array(
        unspecifiedPlaces.map { ["note": .string($0.note), "reference": .string($0.reference)] }),
      "classes": .array(
        classes.map { ["class": .string($0.class.text), "cases": .integer($0.count)] }),
      "failures": .array(failures.map(\.json)),
    ]
    switch outcome {
    case .holds: members["result"] = "holds"
    case .broken: members["result"] = "broken"
    case .notTested(let reason):
      members["result"] = "not tested"
      members["reason"] = .string(reason)
    }
    return .object(members)
  }
}

extension LawFailure {
  fileprivate var json: JSONValue {
    [
      "function": .string(function), "difference": .string(difference),
      "rounding": rounding.map { .string("\($0)") } ?? .null,
      "numbers": .array(rows.map(\.json)),
    ]
  }
}

extension FailureRow {
  fileprivate var json: JSONValue {
    [
      "is": .string(label), "code": hexadecimal.isEmpty ? .null : .string(hexadecimal),
      "value": .string(value), "flags": flags.map { .string("\($0)") } ?? .null,
    ]
  }
}
