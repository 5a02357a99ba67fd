import JSON

/// The fields of a config.json, read one at a time; every error names the file, the field, the value
/// and what would be valid.
struct ConfigFields {
  /// Named in errors.
  let file: String
  let fields: [String: JSONValue]

  init(file: String, fields: [String: JSONValue]) {
    self.file = file
    self.fields = fields
  }

  /// The fields of a file's text.
  /// - Throws: `ShapeError` if the text is not a JSON object.
  init(configJSON bytes: some Sequence<UInt8>, file: String) throws(ShapeError) {
    let decoded: JSONValue
    do throws(JSONError) {
      decoded = try JSONValue(parsing: bytes)
    } catch {
      throw ShapeError(
        file: file, field: "text", value: "not JSON (\(error))", expected: "a JSON object")
    }
    guard case .object(let fields) = decoded else {
      throw ShapeError(
        file: file, field: "text", value: decoded.shown, expected: "a JSON object")
    }
    self.init(file: file, fields: fields)
  }

  /// The value of a key, with `null` the same as an absent one.
  subscript(key: String) -> JSONValue? {
    // A literal nil in an expression of both would be the JSON value null.
    guard let value = fields[key], value != .null else { return Optional.none }
    return value
  }

  func failure(_ key: String, expected: String) -> ShapeError {
    ShapeError(
      file: file, field: key, value: self[key]?.shown ?? "missing", expected: expected)
  }

  /// A size that must be there.
  func size(_ key: String, _ field: ShapeField) throws(ShapeError) -> Int {
    guard case .integer(let value) = self[key], field.range.contains(value) else {
      throw failure(key, expected: field.expectation)
    }
    return value
  }

  /// A size that may be absent.
  func optionalSize(_ key: String, _ field: ShapeField) throws(ShapeError) -> Int? {
    self[key] == nil ? nil : try size(key, field)
  }

  /// A real number within a range, or the default where it is absent.
  func number(
    _ key: String, default standard: Double, in range: ClosedRange<Double>
  ) throws(ShapeError) -> Double {
    let value: Double
    switch self[key] {
    case nil: return standard
    case .integer(let integer): value = Double(integer)
    case .number(let number): value = number
    default: value = .nan
    }
    guard range.contains(value) else {
      let least =
        range.lowerBound == .leastNonzeroMagnitude ? "above 0, up" : "from \(range.lowerBound)"
      throw failure(key, expected: "a number \(least) to \(range.upperBound)")
    }
    return value
  }

  /// True or false, or the default where it is absent.
  func flag(_ key: String, default standard: Bool) throws(ShapeError) -> Bool {
    switch self[key] {
    case nil: return standard
    case .bool(let value): return value
    default: throw failure(key, expected: "true or false")
    }
  }

  /// One of the words of a table, or the default where it is absent.
  func word<Meaning>(
    _ key: String, default standard: Meaning, among meanings: KeyValuePairs<String, Meaning>
  ) throws(ShapeError) -> Meaning {
    guard let value = self[key] else { return standard }
    for (word, meaning) in meanings where value == .string(word) { return meaning }
    throw failure(
      key, expected: "one of " + meanings.map(\.key).joined(separator: ", "))
  }

  /// The fields of an object, or none where it is absent.
  func object(_ key: String) throws(ShapeError) -> ConfigFields {
    switch self[key] {
    case nil: return ConfigFields(file: file, fields: [:])
    case .object(let inner): return ConfigFields(file: file, fields: inner)
    default: throw failure(key, expected: "an object")
    }
  }
}
