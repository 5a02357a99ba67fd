import JSON

/// An object of a file, read key by key.
struct FileFields<Key: RawRepresentable<String> & CaseIterable> {
  /// The file, for errors.
  let file: String
  /// Where the object lies in it, with a dot behind: empty, or `rules[2].`.
  let place: String
  private let members: [String: JSONValue]

  /// - Parameter refusesOthers: whether a key that is none of these is an error.
  /// - Throws: ``PolicyFileError`` for that, and where it is no object.
  init(
    _ json: JSONValue, file: String, place: String = "", refusesOthers: Bool = true
  ) throws(PolicyFileError) {
    (self.file, self.place) = (file, place)
    let known = Key.allCases.map(\.rawValue)
    let subject = place.isEmpty ? "" : "\(place.dropLast()): "
    guard let members = json.object else {
      throw PolicyFileError(file, "\(subject)not a JSON object; valid: one with \(list(known))")
    }
    if refusesOthers, let key = members.keys.sorted().first(where: { !known.contains($0) }) {
      throw PolicyFileError(file, "\(subject)unknown key \"\(key)\"; valid: \(list(known))")
    }
    self.members = members
  }

  /// An error about a key.
  func error(_ key: Key, _ reason: String) -> PolicyFileError {
    PolicyFileError(file, "\(place)\(key.rawValue) \(reason)")
  }

  /// The value of a key, `null` the same as an absent one, by what is made of it.
  func value<Value>(
    _ key: Key, valid: String, _ convert: (JSONValue) -> Value?
  ) throws(PolicyFileError) -> Value? {
    guard let json = members[key.rawValue], json != .null else { return nil }
    guard let value = convert(json) else {
      throw error(key, "is \(json.canonicalText); valid: \(valid)")
    }
    return value
  }

  /// A text that is not empty.
  func text(_ key: Key, valid: String) throws(PolicyFileError) -> String? {
    try value(key, valid: valid) { $0.string.flatMap { $0.isEmpty ? nil : $0 } }
  }

  /// What a name stands for.
  /// - Parameter reason: what an error of the catalogue says behind the name.
  func named<Value, Failure: Error>(
    _ key: Key, valid: String, _ find: (String) throws(Failure) -> Value,
    reason: (Failure) -> String
  ) throws(PolicyFileError) -> Value? {
    guard let name = try text(key, valid: valid) else { return nil }
    do throws(Failure) { return try find(name) } catch {
      throw self.error(key, "is \"\(name)\": \(reason(error))")
    }
  }

  /// One of some names.
  func choice<Choice: RawRepresentable<String> & CaseIterable>(
    _ key: Key
  ) throws(PolicyFileError) -> Choice? {
    try value(key, valid: list(Choice.allCases.map(\.rawValue))) {
      $0.string.flatMap(Choice.init(rawValue:))
    }
  }

  /// Some of some names, at least one.
  func choices<Choice: RawRepresentable<String> & CaseIterable & Hashable>(
    _ key: Key
  ) throws(PolicyFileError) -> Set<Choice>? {
    let valid = list(Choice.allCases.map(\.rawValue))
    guard let elements = try value(key, valid: "an array of names: \(valid)", { $0.array }) else {
      return nil
    }
    guard !elements.isEmpty else { throw error(key, "is []; valid: some of \(valid)") }
    var choices: Set<Choice> = []
    for element in elements {
      guard let choice = element.string.flatMap(Choice.init(rawValue:)) else {
        throw error(key, "has \(element.canonicalText); valid: \(valid)")
      }
      choices.insert(choice)
    }
    return choices
  }
}

private func list(_ names: [String]) -> String { names.joined(separator: ", ") }
