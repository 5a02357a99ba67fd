/// `pairwise`: a balanced tree whose halves split at ⌈n/2⌉, filled from its first leaf on.
struct TreeSums: LaneSums {
  private var steps: LaneSteps
  private let lanes: Int
  private var start: [Double] = []
  /// The nodes on the way to the next leaf, the root first.
  private var path: [Node] = []
  /// The root's sum, once all leaves are there.
  private var total: [Double]?

  private struct Node {
    /// Leaves of the second half.
    let second: Int
    /// The first half's sum, once it is there.
    var first: [Double]?
  }

  init(_ steps: LaneSteps, lanes: Int) {
    self.steps = steps
    self.lanes = lanes
  }

  mutating func begin(at c: [Double], count: Int, restarts: Bool) {
    if restarts { steps.restart() }
    start = (0..<lanes).map { c.isEmpty ? 0 : steps.start(c[$0]) }
    path = []
    total = nil
    descend(to: count)
  }

  /// Goes to the first leaf of a subtree of so many.
  private mutating func descend(to leaves: Int) {
    var leaves = leaves
    while leaves > 1 {
      path.append(Node(second: leaves / 2, first: nil))
      leaves = (leaves + 1) / 2
    }
  }

  mutating func add(_ terms: LaneTerms, _ state: inout LaneState) {
    for k in 0..<terms.rows {
      var sum = steps.leaf(terms.rows(from: k, upTo: k + 1), lanes: lanes, &state)
      while let node = path.popLast() {
        guard let first = node.first else {
          path.append(Node(second: node.second, first: sum))
          descend(to: node.second)
          break
        }
        sum = steps.node(first, sum, &state)
      }
      if path.isEmpty { total = sum }
    }
  }

  /// Of a tree that is not full, what is there, the last nodes first.
  mutating func close(_ state: inout LaneState) -> [Double] {
    var sum = total
    for node in path.reversed() {
      guard let first = node.first else { continue }
      sum = sum.map { steps.node(first, $0, &state) } ?? first
    }
    return steps.node(start, sum ?? [Double](repeating: 0, count: lanes), &state)
  }
}
