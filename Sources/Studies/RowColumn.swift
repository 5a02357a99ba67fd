import JSON
import Reporting

/// A column of a study's results, and the part of a row that it holds: both ways in one place.
struct RowColumn<StudyRow: Sendable>: Sendable {
  let column: ResultColumn
  let field: @Sendable (StudyRow) -> JSONValue
  /// Takes a field back into a row; false for one that is not the column's.
  let read: @Sendable (inout StudyRow, JSONValue) -> Bool

  init(
    _ name: String, _ help: String, field: @escaping @Sendable (StudyRow) -> JSONValue,
    read: @escaping @Sendable (inout StudyRow, JSONValue) -> Bool
  ) {
    column = ResultColumn(name, help)
    self.field = field
    self.read = read
  }

  /// The same text in every row.
  static func constant(_ name: String, _ text: String, _ help: String) -> Self {
    Self(name, help) { _ in
      .string(text)
    } read: { _, field in
      field.string == text
    }
  }

  static func text(
    _ name: String, _ path: any WritableKeyPath<StudyRow, String> & Sendable, _ help: String
  ) -> Self {
    Self(name, help) {
      .string($0[keyPath: path])
    } read: { row, field in
      // An empty field reads back as null.
      row[keyPath: path] = field.string ?? ""
      return true
    }
  }

  /// One of a few names; a field that is none of them is not the column's.
  static func choice<Choice: RawRepresentable<String> & SendableMetatype>(
    _ name: String, _ path: any WritableKeyPath<StudyRow, Choice> & Sendable, _ help: String
  ) -> Self {
    Self(name, help) {
      .string($0[keyPath: path].rawValue)
    } read: { row, field in
      guard let choice = field.string.flatMap(Choice.init(rawValue:)) else { return false }
      row[keyPath: path] = choice
      return true
    }
  }

  /// A number, to some significant digits or to all of binary64's.
  static func number(
    _ name: String, _ path: any WritableKeyPath<StudyRow, Double?> & Sendable,
    digits: Int? = nil, _ help: String
  ) -> Self {
    Self(name, help) { row in
      whole(
        row[keyPath: path].map { value in
          digits.map { NumberText.rounded(value, digits: $0) } ?? value
        })
    } read: { row, field in
      row[keyPath: path] = field.double
      return true
    }
  }

  static func integer(
    _ name: String, _ path: any WritableKeyPath<StudyRow, Int?> & Sendable, _ help: String
  ) -> Self {
    Self(name, help) {
      $0[keyPath: path].map { .integer($0) } ?? .null
    } read: { row, field in
      row[keyPath: path] = field.integer
      return true
    }
  }

  /// A number, as an integer where it is one.
  static func whole(_ value: Double?) -> JSONValue {
    guard let value else { return .null }
    return Int(exactly: value).map { .integer($0) } ?? .number(value)
  }
}

extension RowColumn {
  /// The fields of a row under these columns.
  static func fields(of row: StudyRow, _ table: [Self]) -> Row { table.map { $0.field(row) } }

  /// Takes the fields of a row back; false where it has another shape.
  static func read(_ fields: Row, into row: inout StudyRow, _ table: [Self]) -> Bool {
    guard fields.count == table.count else { return false }
    for (column, field) in zip(table, fields) {
      guard column.read(&row, field) else { return false }
    }
    return true
  }
}
