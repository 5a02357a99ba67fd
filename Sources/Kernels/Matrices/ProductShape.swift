/// The shapes of a matrix product C = A·B, and how A and B lie in memory.
public struct ProductShape: Hashable, Sendable {
  /// Rows of A and C.
  public let rows: Int
  /// Columns of A and rows of B: the terms of each result.
  public let terms: Int
  /// Columns of B and C.
  public let columns: Int
  /// Whether A is given as its transpose, `terms` × `rows`.
  public let transposesA: Bool
  /// Whether B is given as its transpose, `columns` × `terms`.
  public let transposesB: Bool

  /// Shapes; none is negative, and no matrix has more elements than an `Int` counts.
  public init(
    rows: Int, terms: Int, columns: Int, transposesA: Bool = false, transposesB: Bool = false
  ) {
    precondition(rows >= 0 && terms >= 0 && columns >= 0, "\(rows)×\(terms)×\(columns)")
    self.rows = rows
    self.terms = terms
    self.columns = columns
    self.transposesA = transposesA
    self.transposesB = transposesB
  }
}
