/// Why a text is not JSON, and where.
public struct JSONError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The offset of the offending byte from the start of the text.
  public let offset: Int
  /// What was found, or what would have been valid.
  public let reason: String

  /// One line: the reason and the place.
  public var description: String { "\(reason) at byte \(offset)" }
}
