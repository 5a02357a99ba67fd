/// A JSON value (RFC 8259), with whole numbers kept apart from binary64 ones.
///
/// Equality is that of the Swift values: `0.0 == -0.0`, and a NaN differs from itself. Where bytes
/// matter (content hashes, comparison of results), compare `canonicalText`.
public enum JSONValue: Hashable, Sendable {
  /// `null`.
  case null
  /// `true` or `false`.
  case bool(Bool)
  /// A number written without a fraction or an exponent that `Int` holds; never -0.
  case integer(Int)
  /// Any other number. NaN and the infinities have no JSON number, and are written as the strings
  /// `"nan"`, `"inf"` and `"-inf"`; `double` reads them back.
  case number(Double)
  /// A string.
  case string(String)
  /// An array.
  case array([JSONValue])
  /// An object; its keys are written in the order of their UTF-8 bytes.
  case object([String: JSONValue])
}

extension JSONValue {
  /// The number as binary64: of an integer (rounded when beyond 2^53), a number, or one of the
  /// strings `"nan"`, `"inf"`, `"-inf"`; nil for everything else.
  public var double: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .number(let value): value
    case .string("nan"): .nan
    case .string("inf"): .infinity
    case .string("-inf"): -.infinity
    default: nil
    }
  }

  /// The whole number, or nil. A number with a fraction part of zero counts (`65536.0`).
  public var integer: Int? {
    switch self {
    case .integer(let value): value
    case .number(let value): Int(exactly: value)
    default: nil
    }
  }

  /// The string, or nil.
  public var string: String? {
    if case .string(let value) = self { value } else { nil }
  }

  /// The elements, or nil.
  public var array: [JSONValue]? {
    if case .array(let value) = self { value } else { nil }
  }

  /// The members, or nil.
  public var object: [String: JSONValue]? {
    if case .object(let value) = self { value } else { nil }
  }

  /// The member of that name; nil when there is none, or when this is not an object.
  public subscript(key: String) -> JSONValue? { object?[key] }
}

extension JSONValue: ExpressibleByNilLiteral, ExpressibleByBooleanLiteral,
  ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral, ExpressibleByStringLiteral,
  ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  /// `null`.
  public init(nilLiteral: ()) { self = .null }
  /// `true` or `false`.
  public init(booleanLiteral value: Bool) { self = .bool(value) }
  /// A whole number.
  public init(integerLiteral value: Int) { self = .integer(value) }
  /// A number.
  public init(floatLiteral value: Double) { self = .number(value) }
  /// A string.
  public init(stringLiteral value: String) { self = .string(value) }
  /// An array.
  public init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
  /// An object; of two members with one name the last is kept.
  public init(dictionaryLiteral elements: (String, JSONValue)...) {
    self = .object(Dictionary(elements) { _, last in last })
  }
}
