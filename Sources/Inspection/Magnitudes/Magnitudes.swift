/// What is known of a tensor's numbers: every count that a rounding depends on, exactly.
struct Magnitudes: Equatable, Sendable {
  /// All elements.
  var elements: UInt64 = 0
  /// Zeros of either sign.
  var zeros: UInt64 = 0
  /// NaNs.
  var nans: UInt64 = 0
  /// Infinities of either sign.
  var infinities: UInt64 = 0
  /// The largest finite |x|; 0 if there is none.
  var largest = 0.0
  /// The least |x| other than 0; infinity if there is none.
  var least = Double.infinity
  /// The binades that have numbers, ascending.
  var binades: [BinadeCells] = []

  /// Finite elements other than 0.
  var nonzero: UInt64 { elements - zeros - nans - infinities }

  /// Whether every number is at the edge of its cell, so that the cells tell all of it.
  var isAtEdges: Bool {
    binades.allSatisfy { $0.cells.allSatisfy { $0.count == $0.atEdge } }
  }
}
