import FloatFormats
import NearestNames

/// Option values that are names of something.
extension Arguments {
  /// How to round, as the options `--rounding`, `--overflow` and `--tininess` say.
  func roundingContext() throws -> RoundingContext {
    RoundingContext(
      try value(.rounding).map { try Rounding(named: $0) } ?? .nearestEven,
      overflow: try choice(.overflow),
      tininess: try value(.tininess).map { try tininess($0) } ?? .afterRounding)
  }

  /// The seed of random bits, nil for what takes none.
  /// - Throws: `UsageError` for a seed of what takes none, which `name` names.
  func seed(ofStochastic isStochastic: Bool, _ name: String) throws -> UInt64? {
    guard isStochastic else {
      guard !has(.roundingSeed) else {
        throw UsageError("--seed: \(name) takes no random bits; valid with stochastic:BITS")
      }
      return nil
    }
    return try integer(.roundingSeed, in: UInt64(0)...UInt64.max) ?? 1
  }

  private func tininess(_ text: String) throws -> Tininess {
    switch text {
    case "after", Tininess.afterRounding.rawValue: .afterRounding
    case "before", Tininess.beforeRounding.rawValue: .beforeRounding
    default: throw UsageError("--tininess '\(text)': valid: after, before")
    }
  }

  /// The value of an option as one of some words.
  func choice<Choice: RawRepresentable<String> & CaseIterable>(
    _ option: Option
  ) throws -> Choice? {
    guard let text = value(option) else { return nil }
    guard let choice = Choice(rawValue: text) else {
      let valid = Choice.allCases.map(\.rawValue).joined(separator: ", ")
      throw UsageError("--\(option.name) '\(text)': valid: \(valid)")
    }
    return choice
  }

  /// The value of an option as a whole number of a range.
  func integer<Integer: FixedWidthInteger>(
    _ option: Option, in range: ClosedRange<Integer>
  ) throws -> Integer? {
    guard let text = value(option) else { return nil }
    guard let number = Integer(text), range.contains(number) else {
      throw UsageError(
        "--\(option.name) '\(text)': valid: a whole number from \(range.lowerBound) to "
          + "\(range.upperBound)")
    }
    return number
  }
}

/// The parts between commas, but for commas in parentheses, which are a name's own.
func commaSeparated(_ text: Substring) -> [String] {
  var parts = [""]
  var depth = 0
  for character in text {
    switch character {
    case "(": depth += 1
    case ")": depth -= 1
    default: break
    }
    if character == ",", depth <= 0 {
      parts.append("")
    } else {
      parts[parts.count - 1].append(character)
    }
  }
  return parts
}
