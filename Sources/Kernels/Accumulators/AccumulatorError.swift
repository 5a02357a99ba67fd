/// Why a name is not an accumulator's, or an accumulator does not take an input: one line that names
/// it and what would be valid.
public struct AccumulatorError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The accumulator's name, or the part of it that is wrong.
  public let name: String
  /// What is wrong with it.
  public let reason: String

  /// `accumulator "NAME": reason`.
  public var description: String { "accumulator \"\(name)\": \(reason)" }
}
