/// A command as data: what it is called with, what its help says, and what it does.
struct Command: Sendable {
  /// The heading under which the overview lists it.
  enum Group: String, CaseIterable, Sendable {
    case runs = "A run went wrong"
    case formats = "Formats, hardware"
    case studies = "Studies"
    case names = "Names"
  }

  let name: String
  let group: Group
  /// One line.
  let summary: String
  /// What the summary leaves open, a paragraph each.
  var notes: [String] = []
  let positionals: [Positional]
  var options: [Option] = []
  /// Command lines for a shell that the tests run as they stand.
  let examples: [String]
  let run: @Sendable (Arguments) throws -> ExitCode
}

/// An argument known by its place.
struct Positional: Hashable, Sendable {
  /// As usage shows it, in capitals.
  let name: String
  /// One line.
  let summary: String
  /// Whether it may be given more than once; only the last may.
  var isRepeatable = false

  /// How usage shows it.
  var usage: String { isRepeatable ? name + "…" : name }
}

/// An option known by its name.
struct Option: Hashable, Sendable {
  /// How it is written.
  enum Form: Hashable, Sendable {
    /// `--name VALUE` or `--name=VALUE`; the string stands for the value in usage.
    case value(String)
    /// `--name`.
    case flag
    /// One of these words as they stand, dashes included: another program's options.
    case words([String])
  }

  /// The name without dashes; for words the name of the whole set.
  let name: String
  let form: Form
  /// Whether it may be given more than once.
  var isRepeatable = false
  /// What a value is, with an example, of an option that a command needs; nil where it may be left out.
  var requirement: String?
  /// One line.
  let summary: String

  /// An option with a value.
  static func value(
    _ name: String, _ placeholder: String, repeatable: Bool = false, _ summary: String
  ) -> Option {
    Option(name: name, form: .value(placeholder), isRepeatable: repeatable, summary: summary)
  }

  /// An option without a value.
  static func flag(_ name: String, _ summary: String) -> Option {
    Option(name: name, form: .flag, summary: summary)
  }

  /// The same option where it may not be left out.
  /// - Parameter requirement: what a value is, with an example.
  func required(_ requirement: String) -> Option {
    var option = self
    option.requirement = requirement
    return option
  }

  /// How usage shows it.
  var usage: String {
    switch form {
    case .value(let placeholder): "--\(name) \(placeholder)"
    case .flag: "--\(name)"
    case .words(let words): words.joined(separator: " ")
    }
  }
}

/// The arguments of one call, already checked against the command's table.
struct Arguments: Sendable {
  /// One for each of the command's positionals, in their order; of the last there may be more.
  let positionals: [String]
  fileprivate let values: [String: [String]]

  init(positionals: [String], values: [String: [String]]) {
    self.positionals = positionals
    self.values = values
  }

  /// The value of an option that may be given once; of another one the last.
  func value(_ option: Option) -> String? { values[option.name]?.last }

  /// The value of an option that a command needs.
  /// - Throws: `UsageError` where it was not given.
  func required(_ option: Option, _ command: String) throws -> String {
    guard let value = value(option) else {
      let valid = option.requirement.map { "; valid: \($0)" } ?? ""
      throw UsageError("\(command): --\(option.name) is missing\(valid)")
    }
    return value
  }

  /// All values of an option, in the order they were given.
  func values(_ option: Option) -> [String] { values[option.name] ?? [] }

  /// Whether an option was given.
  func has(_ option: Option) -> Bool { values[option.name] != nil }
}
