import JSON
import Reporting

/// An experiment: axes make cells, a cell makes rows, rows make a report.
///
/// `plan` and `run` are pure: same configuration, same cells; same cell, same rows, on any machine
/// and with any number of threads. A result that would differ must change `numericsVersion`.
public protocol Study: Sendable {
  /// The name on the command line.
  var name: String { get }
  /// One line for people.
  var summary: String { get }
  /// Raised with every change that moves a result, so that old rows are not taken for new ones.
  var numericsVersion: Int { get }
  /// What can be varied, in the order of the plan (the last axis runs fastest).
  var axes: [Axis] { get }
  /// The columns of results.csv.
  var columns: [ResultColumn] { get }

  /// Every cell, in the order of the results; no two alike.
  func plan(_ configuration: Configuration) throws(StudyError) -> [Cell]
  /// About how long a cell takes, beside others: for estimates only, in any unit.
  func cost(_ cell: Cell) -> Double
  /// The rows of one cell, each with a value for every column.
  func run(_ cell: Cell) throws(StudyError) -> [Row]
  /// What the results say.
  func report(_ results: Results, manifest: Manifest) throws(StudyError) -> Report
}

extension Study {
  /// All cells alike.
  public func cost(_ cell: Cell) -> Double { 1 }
}

/// One unit of work: everything that its rows depend on, as a JSON object that needs no other file.
public struct Cell: Sendable {
  /// The values that make this cell what it is.
  public let values: [String: JSONValue]

  /// A cell of these values.
  public init(_ values: [String: JSONValue]) { self.values = values }

  /// The hash of (schema of the store, study, its numerics version, the cell's canonical JSON): two
  /// cells have one id exactly when they are the same work.
  public func id(study: some Study) -> String {
    let identity: JSONValue = [
      "cell": .object(values), "numerics": .integer(study.numericsVersion),
      "schema": .integer(Manifest.schema), "study": .string(study.name),
    ]
    return SHA256.hexadecimal(of: identity.canonicalText)
  }
}

/// The fields of a cell that the store gave back, each as what it must be.
struct CellFields {
  private let values: [String: JSONValue]

  init(_ cell: Cell) { values = cell.values }

  /// A field's value; nil without one.
  subscript(_ field: String) -> JSONValue? { values[field] }

  /// Why a field is of no use.
  func broken(_ field: String) -> StudyError {
    .badRow(
      cell: JSONValue.object(values).canonicalText, reason: "\(field) is missing or cannot be used")
  }

  /// A field as something; throws where it is not that.
  func value<Value>(
    _ field: String, _ read: (JSONValue) -> Value?
  ) throws(StudyError) -> Value {
    guard let value = values[field].flatMap(read) else { throw broken(field) }
    return value
  }

  func number(_ field: String) throws(StudyError) -> Double { try value(field) { $0.double } }
  func text(_ field: String) throws(StudyError) -> String { try value(field) { $0.string } }

  /// An integer that is not below 0.
  func integer(_ field: String) throws(StudyError) -> Int {
    try value(field) { $0.integer.flatMap { $0 >= 0 ? $0 : nil } }
  }

  func texts(_ field: String) throws(StudyError) -> [String] {
    try value(field) { $0.array?.compactMap(\.string) }
  }

  func flag(_ field: String) throws(StudyError) -> Bool {
    try value(field) { value in
      if case .bool(let flag) = value { flag } else { nil }
    }
  }
}

/// A column of results.csv.
public struct ResultColumn: Hashable, Sendable {
  /// The name in the header.
  public let name: String
  /// What it holds, one line.
  public let help: String

  /// A column; see the properties.
  public init(_ name: String, _ help: String) {
    self.name = name
    self.help = help
  }
}

/// The values of one row, in the order of the study's columns: strings, integers, numbers, or null
/// for an empty field.
public typealias Row = [JSONValue]

/// All rows of a run in the order of its plan.
public struct Results: Sendable {
  /// The names of the columns.
  public let columns: [String]
  /// The rows, each as long as `columns`.
  public let rows: [Row]

  /// Rows under these columns.
  public init(columns: [String], rows: [Row]) {
    self.columns = columns
    self.rows = rows
  }

  /// results.csv as text: RFC 4180 with `\n` line ends, numbers in the shortest digits that read back
  /// as the same binary64.
  public var csv: String { CSV.text(header: columns, rows: rows) }
}
