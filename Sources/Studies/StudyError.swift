import NearestNames

/// Why a study could not be planned, run or merged: one line that names the file, field and value,
/// and what would be valid.
public enum StudyError: Error, Hashable, Sendable, CustomStringConvertible {
  /// A name that is not known (of a study, an axis, a model, …), with the nearest that are.
  case unknownName(UnknownNameError)
  /// A value of an axis that cannot be used.
  case badValue(axis: String, value: String, reason: String)
  /// A shard that is not `i/n` with 0 ≤ i < n.
  case badShard(String)
  /// A file or folder that could not be read or written.
  case file(path: String, reason: String)
  /// A line of a file that does not say what it should; lines count from 1.
  case corruptLine(path: String, line: Int, reason: String)
  /// A run folder that holds something else than is asked of it.
  case otherRun(path: String, reason: String)
  /// The same cell gave different rows in two attempts.
  case nondeterministic(
    id: String, first: String, firstPlace: String, second: String, secondPlace: String)
  /// Cells without rows, and the command that computes them.
  case missing(count: Int, of: Int, command: String)
  /// A study that broke its own contract: a row that does not fit its columns.
  case badRow(cell: String, reason: String)

  /// The command's exit code: 3 when rows are missing or in conflict, 2 for a wrong call, a file that
  /// cannot be used or a study that broke its contract.
  public var exitCode: Int32 {
    switch self {
    case .missing, .nondeterministic: 3
    default: 2
    }
  }

  /// One line.
  public var description: String {
    switch self {
    case .unknownName(let error): error.description
    case .badValue(let axis, let value, let reason): "\(axis): \"\(value)\": \(reason)"
    case .badShard(let text): "shard \"\(text)\" is not i/n with 0 <= i < n, for example 0/8"
    case .file(let path, let reason): "\(path): \(reason)"
    case .corruptLine(let path, let line, let reason): "\(path):\(line): \(reason)"
    case .otherRun(let path, let reason): "\(path): \(reason)"
    case .nondeterministic(let id, let first, let firstPlace, let second, let secondPlace):
      "nondeterministic: cell \(id) gave \(first) at \(firstPlace) and \(second) at \(secondPlace)"
    case .missing(let count, let total, let command):
      "rows are missing for \(count) of \(total) cells; compute them with: \(command)"
    case .badRow(let cell, let reason): "cell \(cell): \(reason)"
    }
  }
}
