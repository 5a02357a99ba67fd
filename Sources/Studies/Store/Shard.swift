/// One of n equal shares of a plan: the cells whose index in the plan, mod n, is i.
public struct Shard: Hashable, Sendable, CustomStringConvertible {
  /// The whole plan.
  public static let whole = Shard(index: 0, count: 1)

  /// Which share, from 0.
  public let index: Int
  /// Of how many.
  public let count: Int

  /// Share `index` of `count`; nil unless 0 ≤ index < count.
  public init?(_ index: Int, of count: Int) {
    guard index >= 0, index < count else { return nil }
    self.init(index: index, count: count)
  }

  /// Reads `i/n`.
  public init(parsing text: String) throws(StudyError) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
    guard parts.count == 2, let index = parts[0], let count = parts[1],
      let shard = Shard(index, of: count)
    else { throw .badShard(text) }
    self = shard
  }

  private init(index: Int, count: Int) {
    self.index = index
    self.count = count
  }

  /// Whether the cell at this place of the plan belongs to this share.
  public func contains(_ place: Int) -> Bool { place % count == index }

  /// `i/n`.
  public var description: String { "\(index)/\(count)" }
}
