extension Simulated: CustomStringConvertible, LosslessStringConvertible {
  /// The value as Double prints it, which is exact or reads back as the same Double.
  ///
  /// Not the fewest digits that tell this format's numbers apart: E5M2's 57344 would read 60000 so,
  /// and E4M3's 1.125 would read 1.1.
  public var description: String { value.description }

  /// The number that a text stands for, to nearest even whatever the type's mode, so that it reads
  /// ``description`` back; nil if it is none.
  public init?(_ text: String) {
    guard let exact = ExactValue(parsing: text) else { return nil }
    self.init(readingBack: exact)
  }

  /// The number that a decimal or hexadecimal text stands for, exactly, then rounded once in the
  /// type's mode; nil if it is none. A literal passes through Double first.
  public init?(decimal text: String) {
    guard let exact = ExactValue(parsing: text) else { return nil }
    self.init(exact: exact)
  }
}

/// Coded as its description, a string: JSON has no NaN, and many readers take `-0` for
/// the integer 0. A number is understood too; it passes through
/// Double, as a literal does.
extension Simulated: Codable {
  /// Reads a string, or a number.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let number = try? container.decode(Double.self) {
      self.init(readingBack: ExactValue(number))
      return
    }
    let text = try container.decode(String.self)
    guard let number = Self(text) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "\"\(text)\" is not a number")
    }
    self = number
  }

  /// Writes ``description``.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
