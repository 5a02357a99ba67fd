import JSON

/// An object of a tokenizer's file, read key by key; null is the same as nothing.
struct TokenizerFields {
  private let file: String
  /// Where the object lies in the file, with a dot behind: empty, or `model.`.
  private let place: String
  private let members: [String: JSONValue]

  /// - Throws: ``TokenizerError`` where the value is no object.
  init(_ json: JSONValue, file: String, place: String = "") throws(TokenizerError) {
    (self.file, self.place) = (file, place)
    guard let members = json.object else {
      throw TokenizerError(
        file: file, field: place.isEmpty ? "file" : String(place.dropLast()),
        value: json == .null ? "missing" : json.shown, valid: "a JSON object")
    }
    self.members = members
  }

  /// The value of a key; nil where there is none.
  subscript(key: String) -> JSONValue? {
    guard let value = members[key], value != .null else { return nil }
    return value
  }

  /// An error about a key, with the value that is there.
  func error(_ key: String, valid: String) -> TokenizerError {
    error(key, value: self[key]?.shown ?? "missing", valid: valid)
  }

  /// An error about something at a key.
  func error(_ key: String, value: String, valid: String) -> TokenizerError {
    TokenizerError(file: file, field: place + key, value: value, valid: valid)
  }

  /// The value of a key that must be there, by what is made of it.
  func value<Value>(_ key: String, valid: String, _ convert: (JSONValue) -> Value?)
    throws(TokenizerError) -> Value
  {
    guard let value = self[key].flatMap(convert) else { throw error(key, valid: valid) }
    return value
  }

  /// A text that must be there.
  func text(_ key: String) throws(TokenizerError) -> String {
    try value(key, valid: "a text") { $0.string }
  }

  /// True or false; `standard` where there is neither, an error if that is nil.
  func flag(_ key: String, standard: Bool? = nil) throws(TokenizerError) -> Bool {
    if self[key] == nil, let standard { return standard }
    return try value(key, valid: "true or false") {
      if case .bool(let flag) = $0 { flag } else { nil }
    }
  }

  /// A token's number.
  func token(_ key: String) throws(TokenizerError) -> Int {
    try value(key, valid: Self.tokens) { Self.token($0) }
  }

  /// The value as a token's number.
  static func token(_ json: JSONValue) -> Int? {
    json.integer.flatMap { UInt32(exactly: $0) }.map(Int.init)
  }

  /// What a token's number can be.
  static let tokens = "a whole number from 0 to \(UInt32.max)"

  /// The object at a key that must be there.
  func object(_ key: String) throws(TokenizerError) -> TokenizerFields {
    try TokenizerFields(self[key] ?? .null, file: file, place: place + key + ".")
  }

  /// The objects of the list at a key; none where it is missing.
  func objects(_ key: String) throws(TokenizerError) -> [TokenizerFields] {
    guard self[key] != nil else { return [] }
    let list = try value(key, valid: "a list of objects") { $0.array }
    var objects: [TokenizerFields] = []
    for (index, json) in list.enumerated() {
      objects.append(try TokenizerFields(json, file: file, place: "\(place)\(key)[\(index)]."))
    }
    return objects
  }
}
