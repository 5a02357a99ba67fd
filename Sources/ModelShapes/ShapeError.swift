/// A model shape, or a file that should hold one, that makes no sense: one line that names the file,
/// the field, its value and what would be valid.
public struct ShapeError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The file that was read, or `nil` for a shape made in code.
  public var file: String?
  /// The field, by the name it has where it was written.
  public var field: String
  /// The value found, as text; "missing" where there was none.
  public var value: String
  /// What would have been valid, as text.
  public var expected: String

  /// An error about one field.
  public init(file: String? = nil, field: String, value: String, expected: String) {
    self.file = file
    self.field = field
    self.value = value
    self.expected = expected
  }

  /// One line: `config.json: hidden_size is -4; expected an integer from 1 to 1048576`.
  public var description: String {
    let place = file.map { "\($0): " } ?? ""
    return "\(place)\(field) is \(value); expected \(expected)"
  }
}
