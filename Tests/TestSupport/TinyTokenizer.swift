import Foundation

/// What a JSON file is written from.
public typealias JSONObject = [String: any Sendable]

/// A tokenizer.json that is put together by hand: the token of byte b is b, and merges make those from 256 on.
public struct TinyTokenizer: Sendable {
  /// Of tokens as the file writes them, such as `["Ġ t", "Ġt h"]`.
  public var merges: [String]
  /// Whether merges are written as lists of two.
  public var mergesArePairs: Bool
  /// What is put into the file in place of its own.
  public var fields: JSONObject
  /// What is put into its model in place of its own.
  public var model: JSONObject

  /// A tokenizer of GPT-2's pre-tokenizer, unless `fields` say otherwise.
  public init(
    merges: [String] = [], mergesArePairs: Bool = false, fields: JSONObject = [:],
    model: JSONObject = [:]
  ) {
    (self.merges, self.mergesArePairs) = (merges, mergesArePairs)
    (self.fields, self.model) = (fields, model)
  }

  /// GPT-2's pre-tokenizer.
  public static let byteLevel: JSONObject = [
    "type": "ByteLevel", "add_prefix_space": false, "trim_offsets": true, "use_regex": true,
  ]

  /// A pre-tokenizer of another pattern.
  public static func split(_ pattern: String) -> JSONObject {
    var last = byteLevel
    last["use_regex"] = false
    let first: JSONObject = [
      "type": "Split", "pattern": ["Regex": pattern], "behavior": "Isolated", "invert": false,
    ]
    return ["type": "Sequence", "pretokenizers": [first, last]]
  }

  /// An added token.
  public static func added(_ id: Int, _ content: String, normalized: Bool = false) -> JSONObject {
    [
      "id": id, "content": content, "single_word": false, "lstrip": false, "rstrip": false,
      "normalized": normalized, "special": true,
    ]
  }

  /// A vocabulary in which these bytes have the first numbers, and the others follow.
  public static func vocabulary(first: [UInt8]) -> [String: Int] {
    let bytes = first + (UInt8.min...UInt8.max).filter { !first.contains($0) }
    let pairs = bytes.enumerated().map { (alphabet[Int($1)], $0) }
    return Dictionary(uniqueKeysWithValues: pairs)
  }

  /// GPT-2's `bytes_to_unicode`, written down again.
  public static let alphabet: [String] = {
    let printable = Set(33...126).union(161...172).union(174...255)
    var beyond = 0
    return (0..<256).map { byte in
      defer { if !printable.contains(byte) { beyond += 1 } }
      let code = printable.contains(byte) ? byte : 256 + beyond
      return String(UnicodeScalar(UInt32(code)).map(Character.init) ?? " ")
    }
  }()

  /// The file.
  public func json() throws -> Data {
    var vocabulary = Self.vocabulary(first: [])
    for (index, merge) in merges.enumerated() {
      vocabulary[merge.replacingOccurrences(of: " ", with: "")] = 256 + index
    }
    let pairs = merges.map { $0.split(separator: " ").map(String.init) }
    var model: JSONObject = [
      "type": "BPE", "vocab": vocabulary, "merges": mergesArePairs ? pairs : merges,
      "continuing_subword_prefix": "", "dropout": NSNull(),
    ]
    model.merge(self.model) { $1 }
    var file: JSONObject = ["model": model, "pre_tokenizer": Self.byteLevel]
    file.merge(fields) { $1 }
    return try JSONSerialization.data(withJSONObject: file)
  }
}
