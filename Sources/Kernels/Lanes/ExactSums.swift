import FloatFormats

/// `exact`: the exact sum of each lane, rounded when it is asked for.
struct ExactSums: LaneSums {
  private let steps: RoundedSteps
  private var sums: [ExactSum]
  private let lanes: Int
  /// The number of roundings done.
  private var done: UInt32 = 0

  init(_ steps: RoundedSteps, lanes: Int) {
    self.steps = steps
    self.lanes = lanes
    sums = (0..<lanes).map { _ in ExactSum(from: 0) }
  }

  mutating func begin(at c: [Double], count: Int, restarts: Bool) {
    if restarts { done = 0 }
    sums = (0..<lanes).map { ExactSum(from: c.isEmpty ? 0 : c[$0]) }
  }

  mutating func add(_ terms: LaneTerms, _ state: inout LaneState) {
    var count: UInt64 = 0
    for k in 0..<terms.rows {
      for lane in 0..<lanes where sums[lane].add(terms.a[k], terms.b[k * terms.stride + lane]) {
        count += 1
      }
    }
    state.counts?.terms += count
  }

  mutating func close(_ state: inout LaneState) -> [Double] {
    defer { done += 1 }
    var results = [Double](repeating: 0, count: lanes)
    state.eachLane(of: lanes, steps.part, done) { lane, lone in
      results[lane] = steps.value(steps.rounded(Unrounded(sums[lane].value), &lone))
    }
    return results
  }
}

/// An exact sum of c and of products, with its NaNs and infinities.
struct ExactSum: Sendable {
  private var finite = Superaccumulator()
  /// The sum of what is not finite; it is that of the whole.
  private var special = ExactValue.zero(isNegative: false)

  init(from c: Double) { _ = add(ExactValue(binary64: c)) }

  /// Adds a·b, and tells whether it is a finite number other than 0.
  mutating func add(_ a: Double, _ b: Double) -> Bool {
    add(ExactArithmetic.product(ExactValue(binary64: a), ExactValue(binary64: b)).value)
  }

  private mutating func add(_ value: ExactValue) -> Bool {
    switch value {
    case .zero: return false
    case .finite(let number):
      finite.add(number)
      return true
    case .nan, .infinity:
      special = ExactArithmetic.sum(special, value).value
      return false
    }
  }

  /// The sum; +0 for a sum of 0.
  var value: ExactValue {
    if case .zero = special { finite.value() } else { special }
  }
}
