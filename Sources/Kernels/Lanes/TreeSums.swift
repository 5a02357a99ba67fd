/// `pairwise`: a balanced tree whose halves split at ⌈n/2⌉, filled from its first leaf on.
struct TreeSums: LaneSums {
  private var steps: LaneSteps
  private var start: [Double]
  /// The nodes on the way to the next leaf, the root first.
  private var path: [Node] = []
  /// The first halves' sums of the path's nodes that have them, in its order, and room for more.
  private var firsts: [[Double]] = []
  /// How many nodes have them.
  private var held = 0
  /// The sum of the subtree that was filled last, and room for another.
  private var sum: [Double]
  private var next: [Double]
  /// Whether that is the whole tree.
  private var isFull = false

  private struct Node {
    /// Leaves of the second half.
    let second: Int
    /// Whether the first half's sum is there.
    let hasFirst: Bool
  }

  init(_ steps: LaneSteps, lanes: Int) {
    self.steps = steps
    start = [Double](repeating: 0, count: lanes)
    sum = start
    next = start
  }

  mutating func begin(at c: [Double], count: Int, restarts: Bool) {
    if restarts { steps.restart() }
    for lane in start.indices { start[lane] = c.isEmpty ? 0 : steps.start(c[lane]) }
    path.removeAll(keepingCapacity: true)
    held = 0
    isFull = false
    descend(to: count)
  }

  /// Goes to the first leaf of a subtree of so many.
  private mutating func descend(to leaves: Int) {
    var leaves = leaves
    while leaves > 1 {
      path.append(Node(second: leaves / 2, hasFirst: false))
      leaves = (leaves + 1) / 2
    }
  }

  mutating func add(_ terms: LaneTerms, _ state: inout LaneState) {
    for k in 0..<terms.rows {
      steps.leaf(terms.rows(from: k, upTo: k + 1), into: &sum, &state)
      while let node = path.popLast() {
        guard node.hasFirst else {
          path.append(Node(second: node.second, hasFirst: true))
          hold()
          descend(to: node.second)
          break
        }
        join(&state)
      }
      isFull = path.isEmpty
    }
  }

  /// Keeps the sum as that of a first half.
  private mutating func hold() {
    if held == firsts.count { firsts.append(next) }
    swap(&firsts[held], &sum)
    held += 1
  }

  /// Adds the sum to the last of those that are kept.
  private mutating func join(_ state: inout LaneState) {
    held -= 1
    steps.node(firsts[held], sum, into: &next, &state)
    swap(&sum, &next)
  }

  /// Of a tree that is not full, what is there, the last nodes first.
  mutating func close(_ state: inout LaneState) -> [Double] {
    if held > 0 {
      held -= 1
      sum = firsts[held]
    } else if !isFull {
      for lane in sum.indices { sum[lane] = 0 }
    }
    while held > 0 { join(&state) }
    steps.node(start, sum, into: &next, &state)
    return next
  }
}
