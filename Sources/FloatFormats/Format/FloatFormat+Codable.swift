/// A format in JSON: an object with the fields' names as keys.
///
/// `{"exponentWidth": 3, "precision": 5, "bias": 5, "nan": "none", "infinity": false}`: only
/// `exponentWidth` and `precision` are required, the rest have the defaults of `init`. Unknown keys
/// are refused, so that a misspelt one is not silently without effect.
extension FloatFormat: Codable {
  /// The keys, for every reader and writer of JSON.
  package enum Key: String, CodingKey, CaseIterable {
    case exponentWidth, precision, bias, signed, nan, infinity, zero, subnormals
    case overflow, ties, nanSubstitute
  }

  /// Reads a format.
  /// - Throws: `DecodingError`: a key that is unknown or missing, a value of the wrong type, or, with
  ///   a ``FormatError`` beneath, an impossible format.
  public init(from decoder: any Decoder) throws {
    try Self.refuseUnknownKeys(decoder)
    let container = try decoder.container(keyedBy: Key.self)
    func optional<Value: Decodable>(_ key: Key, _: Value.Type = Value.self) throws -> Value? {
      try container.decodeIfPresent(Value.self, forKey: key)
    }
    self.init(
      unchecked: try container.decode(Int.self, forKey: .exponentWidth),
      precision: try container.decode(Int.self, forKey: .precision), bias: try optional(.bias),
      signed: try optional(.signed) ?? true, nan: try optional(.nan) ?? .ieee,
      infinity: try optional(.infinity) ?? true, zero: try optional(.zero) ?? true,
      subnormals: try optional(.subnormals), overflow: try optional(.overflow) ?? .ieee,
      ties: try optional(.ties) ?? .evenCode, nanSubstitute: try optional(.nanSubstitute) ?? .zero)
    if let error = impossibility {
      throw DecodingError.dataCorrupted(
        DecodingError.Context(
          codingPath: decoder.codingPath, debugDescription: error.description,
          underlyingError: error))
    }
  }

  /// Writes every field.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(exponentWidth, forKey: .exponentWidth)
    try container.encode(precision, forKey: .precision)
    try container.encode(bias, forKey: .bias)
    try container.encode(isSigned, forKey: .signed)
    try container.encode(nan, forKey: .nan)
    try container.encode(hasInfinity, forKey: .infinity)
    try container.encode(hasZero, forKey: .zero)
    try container.encode(hasSubnormals, forKey: .subnormals)
    try container.encode(overflow, forKey: .overflow)
    try container.encode(ties, forKey: .ties)
    try container.encode(nanSubstitute, forKey: .nanSubstitute)
  }

  private struct AnyKey: CodingKey {
    let stringValue: String
    let intValue: Int? = nil
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { return nil }
  }

  private static func refuseUnknownKeys(_ decoder: any Decoder) throws {
    let known = Key.allCases.map(\.rawValue)
    for key in try decoder.container(keyedBy: AnyKey.self).allKeys.map(\.stringValue).sorted()
    where !known.contains(key) {
      throw DecodingError.dataCorrupted(
        DecodingError.Context(
          codingPath: decoder.codingPath,
          debugDescription: "unknown key \"\(key)\"; valid: \(known.joined(separator: ", "))"))
    }
  }
}
