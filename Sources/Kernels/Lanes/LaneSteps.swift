import CKernels
import FloatFormats
import RandomStreams

/// What goes through sums side by side beside their values.
struct LaneState: Sendable {
  /// What happened, if it is counted.
  var counts: AccumulatorCounts?
  /// Where stochastic roundings take their bits.
  let random: RandomStream?
  /// The row of the results, and the column of lane 0.
  var output: OutputIndex
  let level: VectorLevel
}

/// The roundings of one part of a model for sums side by side: by vector loops, or step by step through
/// the rounding core where these do not serve.
struct LaneSteps: Sendable {
  private let steps: RoundedSteps
  private let constants: ArithmeticConstants?
  /// The number of roundings done, for the addresses of random bits.
  private(set) var done: UInt32 = 0

  /// - Parameters:
  ///   - isExact: whether binary64 holds all products of the operands.
  init(_ steps: RoundedSteps, isExact: Bool, _ state: LaneState) {
    self.steps = steps
    constants =
      isExact && state.level > .scalar && steps.context.rounding.hasBits(from: state.random)
      ? ArithmeticConstants(steps.format, steps.context) : nil
  }

  /// A starting value, rounded to nearest even.
  func start(_ c: Double) -> Double { steps.value(steps.start(c)) }

  /// Begins the count of roundings anew.
  mutating func restart() { done = 0 }

  /// The schemes that fold terms into a running sum.
  enum Scheme: Int, Sendable {
    case perOperation, fused, compensated

    /// Roundings of a term.
    var roundings: Int {
      switch self {
      case .perOperation: 2
      case .fused: 1
      case .compensated: 5
      }
    }

    fileprivate var raw: Int32 {
      switch self {
      case .perOperation: Int32(ck_per_operation.rawValue)
      case .fused: Int32(ck_fused.rawValue)
      case .compensated: Int32(ck_compensated.rawValue)
      }
    }
  }

  /// Rows that one call folds, so that the keys of their roundings take little memory.
  private static var rowsOfCall: Int { 512 }

  /// Adds the products of terms to `sum`; `error` is Kahan's, and has a lane for each of `sum` in the
  /// compensated scheme.
  mutating func fold(
    _ scheme: Scheme, _ terms: LaneTerms, into sum: inout [Double], error: inout [Double],
    _ state: inout LaneState
  ) {
    guard let constants else {
      for k in 0..<terms.rows { foldRow(scheme, terms, k, &sum, &error, &state) }
      return
    }
    let arithmetic = constants.at(place: state.output.column)
    let level = state.level.rawValue
    for start in stride(from: 0, to: terms.rows, by: Self.rowsOfCall) {
      let part = terms.rows(from: start, upTo: start + Self.rowsOfCall)
      let keys = keys(part.rows * scheme.roundings, state)
      counting(&state) { counts in
        withUnsafePointer(to: arithmetic) { arithmetic in
          sum.withUnsafeMutableBufferPointer { sum in
            error.withUnsafeMutableBufferPointer { error in
              guard let to = sum.baseAddress else { return }
              ck_fold(
                arithmetic, level, scheme.raw, part.a, part.b, part.stride,
                part.rows, to, error.baseAddress, sum.count, keys, counts)
            }
          }
        }
      }
    }
  }

  /// ∘(a·row), the leaves of a tree.
  mutating func leaf(
    _ terms: LaneTerms, into target: inout [Double], _ state: inout LaneState
  ) {
    let (level, lanes) = (state.level.rawValue, target.count)
    treeRow(&target, &state) { steps, lane, lone in
      steps.product(terms.a[0], terms.b[lane], &lone)
    } loop: { arithmetic, target, keys, counts in
      ck_leaf(arithmetic, level, terms.a[0], terms.b, target, lanes, keys, counts)
    }
  }

  /// ∘(first + second), the nodes of a tree.
  mutating func node(
    _ first: [Double], _ second: [Double], into target: inout [Double], _ state: inout LaneState
  ) {
    let (level, lanes) = (state.level.rawValue, target.count)
    treeRow(&target, &state) { steps, lane, lone in
      steps.node(steps.start(first[lane]), steps.start(second[lane]), &lone)
    } loop: { arithmetic, target, keys, counts in
      ck_join(arithmetic, level, first, second, target, lanes, keys, counts)
    }
  }

  /// One rounding in every lane: by a loop, or lane by lane through the rounding core.
  private mutating func treeRow(
    _ target: inout [Double], _ state: inout LaneState,
    step: (RoundedSteps, Int, inout AccumulationState) -> ExactValue,
    loop: (
      UnsafePointer<ck_arithmetic>, UnsafeMutablePointer<Double>, [UInt32],
      UnsafeMutablePointer<ck_sum_counts>?
    ) -> Void
  ) {
    guard let constants else {
      state.eachLane(of: target.count, steps.part, done) { lane, lone in
        target[lane] = steps.value(step(steps, lane, &lone))
      }
      advance(by: 1)
      return
    }
    let keys = keys(1, state)
    let arithmetic = constants.at(place: state.output.column)
    counting(&state) { counts in
      withUnsafePointer(to: arithmetic) { arithmetic in
        target.withUnsafeMutableBufferPointer {
          if let to = $0.baseAddress { loop(arithmetic, to, keys, counts) }
        }
      }
    }
  }

  /// One term for every lane, through the rounding core.
  private mutating func foldRow(
    _ scheme: Scheme, _ terms: LaneTerms, _ k: Int, _ sum: inout [Double],
    _ error: inout [Double], _ state: inout LaneState
  ) {
    state.eachLane(of: sum.count, steps.part, done) { lane, lone in
      let (a, b) = (terms.a[k], terms.b[k * terms.stride + lane])
      let before = steps.start(sum[lane])
      switch scheme {
      case .perOperation:
        let term = steps.product(a, b, &lone)
        sum[lane] = steps.value(steps.sum(before, term, &lone))
      case .fused: sum[lane] = steps.value(steps.fused(before, a, b, &lone))
      case .compensated:
        var correction = steps.start(error[lane])
        sum[lane] = steps.value(steps.compensated(before, &correction, a, b, &lone))
        error[lane] = steps.value(correction)
      }
    }
    advance(by: scheme.roundings)
  }

  private mutating func advance(by count: Int) {
    if steps.randomBitCount > 0 { done &+= UInt32(truncatingIfNeeded: count) }
  }

  /// The keys of the next roundings; empty if they take no random bits.
  private mutating func keys(_ count: Int, _ state: LaneState) -> [UInt32] {
    guard steps.randomBitCount > 0, let random = state.random else { return [] }
    var keys: [UInt32] = []
    keys.reserveCapacity(2 * count)
    for step in 0..<UInt32(truncatingIfNeeded: count) {
      let key = random.row(state.output.row, done &+ step, UInt32(steps.part)).key
      keys.append(key.outer)
      keys.append(key.inner)
    }
    advance(by: count)
    return keys
  }
}

/// Gives the loops something to count in, if it is counted.
func counting(
  _ state: inout LaneState, _ body: (UnsafeMutablePointer<ck_sum_counts>?) -> Void
) {
  guard state.counts != nil else { return body(nil) }
  var counts = ck_sum_counts()
  body(&counts)
  state.counts?.append(AccumulatorCounts(counts))
}

extension AccumulatorCounts {
  fileprivate init(_ counts: ck_sum_counts) {
    self.init()
    (terms, flushed, additions) = (counts.terms, counts.flushed, counts.additions)
    (swamped, overflowed) = (counts.swamped, counts.overflowed)
  }
}

extension LaneState {
  /// Does a step in every lane through the rounding core, part `part` having done `done` roundings in each,
  /// and takes over what they count.
  mutating func eachLane(
    of lanes: Int, _ part: Int, _ done: UInt32, _ step: (Int, inout AccumulationState) -> Void
  ) {
    var lone = AccumulationState(random, output, parts: part + 1)
    for lane in 0..<lanes {
      lone.go(to: output.column + UInt32(truncatingIfNeeded: lane), part: part, done: done)
      step(lane, &lone)
    }
    counts?.append(lone.counts)
  }
}
