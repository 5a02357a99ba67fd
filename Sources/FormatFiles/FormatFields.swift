import FloatFormats
import JSON

/// The fields of a format's file, by the keys that `FloatFormat` has in JSON.
struct FormatFields {
  let file: String
  let fields: [String: JSONValue]

  /// The format; what is left out has the default of `FloatFormat`.
  func format() throws(FormatFileError) -> FloatFormat {
    let known = FloatFormat.Key.allCases.map(\.rawValue)
    if let key = fields.keys.sorted().first(where: { !known.contains($0) }) {
      throw FormatFileError(
        file, "unknown key \"\(key)\"; valid: \(known.joined(separator: ", "))")
    }
    guard let exponentWidth = try integer(.exponentWidth) else { throw missing(.exponentWidth) }
    guard let precision = try integer(.precision) else { throw missing(.precision) }
    let bias = try integer(.bias)
    let signed = try flag(.signed) ?? true
    let nan = try choice(.nan) ?? NaNEncoding.ieee
    let infinity = try flag(.infinity) ?? true
    let zero = try flag(.zero) ?? true
    let subnormals = try flag(.subnormals)
    let overflow = try choice(.overflow) ?? OverflowPolicy.ieee
    let ties = try choice(.ties) ?? TieRule.evenCode
    let nanSubstitute = try choice(.nanSubstitute) ?? NaNSubstitute.zero
    do throws(FormatError) {
      return try FloatFormat.validated(
        exponentWidth: exponentWidth, precision: precision, bias: bias, signed: signed, nan: nan,
        infinity: infinity, zero: zero, subnormals: subnormals, overflow: overflow, ties: ties,
        nanSubstitute: nanSubstitute)
    } catch {
      throw FormatFileError(file, "\(error)")
    }
  }

  private func missing(_ key: FloatFormat.Key) -> FormatFileError {
    FormatFileError(file, "\(key.rawValue) is missing; needed: exponentWidth, precision")
  }

  /// The value of a key, with `null` the same as an absent one, by what is made of it.
  private func value<Value>(
    _ key: FloatFormat.Key, valid: String, _ convert: (JSONValue) -> Value?
  ) throws(FormatFileError) -> Value? {
    guard let json = fields[key.rawValue], json != .null else { return nil }
    guard let value = convert(json) else {
      throw FormatFileError(
        file, "\(key.rawValue) is \(json.canonicalText); valid: \(valid)")
    }
    return value
  }

  private func integer(_ key: FloatFormat.Key) throws(FormatFileError) -> Int? {
    try value(key, valid: "a whole number") { $0.integer }
  }

  private func flag(_ key: FloatFormat.Key) throws(FormatFileError) -> Bool? {
    try value(key, valid: "true or false") { json in
      if case .bool(let flag) = json { flag } else { nil }
    }
  }

  private func choice<Choice: RawRepresentable<String> & CaseIterable>(
    _ key: FloatFormat.Key
  ) throws(FormatFileError) -> Choice? {
    let valid = Choice.allCases.map(\.rawValue).joined(separator: ", ")
    return try value(key, valid: valid) { $0.string.flatMap(Choice.init(rawValue:)) }
  }
}

extension FloatFormat {
  /// Every field, as a format's file has them.
  public var json: JSONValue {
    let members = Key.allCases.map { key -> (String, JSONValue) in
      let value: JSONValue =
        switch key {
        case .exponentWidth: .integer(exponentWidth)
        case .precision: .integer(precision)
        case .bias: .integer(bias)
        case .signed: .bool(isSigned)
        case .nan: .string(nan.rawValue)
        case .infinity: .bool(hasInfinity)
        case .zero: .bool(hasZero)
        case .subnormals: .bool(hasSubnormals)
        case .overflow: .string(overflow.rawValue)
        case .ties: .string(ties.rawValue)
        case .nanSubstitute: .string(nanSubstitute.rawValue)
        }
      return (key.rawValue, value)
    }
    return .object(Dictionary(uniqueKeysWithValues: members))
  }
}
