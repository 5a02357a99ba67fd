extension TrainerLog {
  /// What Trainer prints, a line an entry.
  public var console: String {
    entries.map { entry in
      let fields = entry.fields.map { name, value in
        "'\(name)': "
          + (version == .four
            ? value.pythonText : "'\(PythonNumber.general(value, digits: 4))'")
      }
      return "{\(fields.joined(separator: ", "))}\n"
    }.joined()
  }

  /// trainer_state.json.
  public var state: String {
    let history = entries.map { entry in
      Self.object(
        entry.fields.map { ($0.name, $0.value.pythonJSON) } + [("step", "\(entry.step)")], "    ")
    }
    let list = history.isEmpty ? "[]" : "[\n    \(history.joined(separator: ",\n    "))\n  ]"
    let last = entries.last?.step ?? 0
    return Self.object(
      [
        ("best_global_step", "null"), ("best_metric", "null"), ("best_model_checkpoint", "null"),
        ("epoch", epoch(last).pythonJSON), ("global_step", "\(last)"),
        ("is_hyper_param_search", "false"), ("is_local_process_zero", "true"),
        ("is_world_process_zero", "true"), ("log_history", list), ("logging_steps", "\(interval)"),
        ("max_steps", "\(steps)"), ("num_train_epochs", "1"),
      ], "") + "\n"
  }

  /// One JSON object a line, as LLaMA-Factory and others write them.
  public var jsonLines: String {
    entries.map { entry in
      let fields = [("step", "\(entry.step)")] + entry.fields.map { ($0.name, $0.value.pythonJSON) }
      return "{" + fields.map { "\"\($0.0)\": \($0.1)" }.joined(separator: ", ") + "}\n"
    }.joined()
  }

  /// As `json.dumps(…, indent=2, sort_keys=True)` writes it.
  private static func object(_ members: [(String, String)], _ indent: String) -> String {
    let lines = members.sorted { $0.0 < $1.0 }.map { "\(indent)  \"\($0.0)\": \($0.1)" }
    return "{\n\(lines.joined(separator: ",\n"))\n\(indent)}"
  }
}

extension Double {
  /// As Python prints it; a NaN without its sign.
  fileprivate var pythonText: String { isNaN ? "nan" : description }

  /// As Python's json module writes it: NaN and Infinity, which JSON does not have, among them.
  var pythonJSON: String {
    isNaN ? "NaN" : isInfinite ? (self < 0 ? "-Infinity" : "Infinity") : description
  }
}

/// Numbers as Python's format specifications write them.
enum PythonNumber {
  /// As `%.{digits}g`, but that ties are those of the shortest digits that read back as the number.
  static func general(_ value: Double, digits count: Int) -> String {
    guard value.isFinite else { return value.pythonText }
    guard value != 0 else { return value.sign == .minus ? "-0" : "0" }
    var (digits, exponent) = shortest(value.magnitude)
    if digits.count > count {
      let isUp =
        digits[count] > 5
        || (digits[count] == 5 && (digits.count > count + 1 || digits[count - 1] % 2 == 1))
      digits = Array(digits[..<count])
      if isUp {
        var place = count - 1
        while place >= 0, digits[place] == 9 {
          digits[place] = 0
          place -= 1
        }
        if place >= 0 {
          digits[place] += 1
        } else {
          digits = [1]
          exponent += 1
        }
      }
    }
    while digits.count > 1, digits.last == 0 { digits.removeLast() }
    let text = digits.map(String.init).joined()
    let sign = value < 0 ? "-" : ""
    if exponent < -4 || exponent >= count {
      let magnitude = exponent.magnitude < 10 ? "0\(exponent.magnitude)" : "\(exponent.magnitude)"
      let rest = text.dropFirst()
      return sign + text.prefix(1) + (rest.isEmpty ? "" : "." + rest)
        + "e\(exponent < 0 ? "-" : "+")\(magnitude)"
    }
    if exponent < 0 { return sign + "0." + String(repeating: "0", count: -exponent - 1) + text }
    let padded = text + String(repeating: "0", count: max(0, exponent + 1 - text.count))
    let rest = padded.dropFirst(exponent + 1)
    return sign + padded.prefix(exponent + 1) + (rest.isEmpty ? "" : "." + rest)
  }

  /// The shortest digits that read back as a positive number, and the power of ten of the first.
  private static func shortest(_ value: Double) -> (digits: [Int], exponent: Int) {
    let parts = value.description.split(separator: "e")
    let decimal = parts[0].split(separator: ".", omittingEmptySubsequences: false)
    let all = decimal.joined().compactMap(\.wholeNumberValue)
    let leading = all.prefix { $0 == 0 }.count
    let exponent = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
    return (Array(all[leading...]), decimal[0].count - 1 - leading + exponent)
  }
}
