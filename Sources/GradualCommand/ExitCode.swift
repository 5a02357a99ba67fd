/// What the command tells its caller.
enum ExitCode: Int32 {
  /// Done.
  case done = 0
  /// A failure that the user asked to be told: lines that `verify` found wrong.
  case failed = 1
  /// A wrong call, or an input or output that cannot be used.
  case wrongCall = 2
  /// A run whose rows are missing or in conflict.
  case incomplete = 3
}

/// A wrong call, or an input that cannot be used: one line that names what was given and what would be
/// valid.
struct UsageError: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}
