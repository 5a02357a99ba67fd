import FloatFormats
import RandomStreams

/// The roundings of one dot product in one format, in their order, with what they take and leave:
/// random bits and counts.
struct RoundedSteps {
  let format: FloatFormat
  let context: RoundingContext
  /// Which of a nested model's parts this is.
  let part: Int
  let randomBitCount: Int

  init(_ target: AccumulatorFormat, part: Int) {
    format = target.format
    context = RoundingContext(target.rounding)
    self.part = part
    randomBitCount = target.rounding.randomBitCount
  }

  /// A starting value, which is rounded to nearest even.
  func start(_ c: Double) -> ExactValue {
    format.unpack(format.round(Unrounded(ExactValue(binary64: c))).code)
  }

  /// ∘(exact); a NaN's sign is nothing that a format without NaNs may depend on here.
  func rounded(_ exact: Unrounded, _ state: inout AccumulationState) -> ExactValue {
    var exact = exact
    if case .nan = exact.value { exact.value = .nan(isNegative: false, isSignaling: false) }
    let rounded = format.round(exact, context, randomBits: state.nextBits(randomBitCount, part))
    let value = format.unpack(rounded.code)
    if exact.value.isNonzeroNumber {
      if case .zero = value { state.counts.flushed += 1 }
      if rounded.flags.contains(.overflow) { state.counts.overflowed += 1 }
    }
    return value
  }

  /// ∘(a·b), a term.
  func product(_ a: Double, _ b: Double, _ state: inout AccumulationState) -> ExactValue {
    let exact = ExactArithmetic.product(ExactValue(binary64: a), ExactValue(binary64: b))
    if exact.value.isNonzeroNumber { state.counts.terms += 1 }
    return rounded(exact, &state)
  }

  /// ∘(partial + addend).
  func sum(
    _ partial: ExactValue, _ addend: ExactValue, _ state: inout AccumulationState
  ) -> ExactValue {
    let result = rounded(ExactArithmetic.sum(partial, addend), &state)
    count(partial, addend, result, &state)
    return result
  }

  /// ∘(first + second), a node of a tree, of whose partial sums either may be swamped.
  func node(
    _ first: ExactValue, _ second: ExactValue, _ state: inout AccumulationState
  ) -> ExactValue {
    let result = rounded(ExactArithmetic.sum(first, second), &state)
    count(first, second, result, &state)
    if result == second && result != first && first.isNonzeroNumber && second.isNonzeroNumber {
      state.counts.swamped += 1
    }
    return result
  }

  /// ∘(partial + a·b), a·b being a term.
  func fused(
    _ partial: ExactValue, _ a: Double, _ b: Double, _ state: inout AccumulationState
  ) -> ExactValue {
    let (a, b) = (ExactValue(binary64: a), ExactValue(binary64: b))
    let result = rounded(ExactArithmetic.fusedMultiplyAdd(a, b, partial), &state)
    if a.isNonzeroNumber && b.isNonzeroNumber {
      state.counts.terms += 1
      count(partial, a, result, &state)
    }
    return result
  }

  /// One step of Kahan's sum s with the correction e; of its four roundings of sums one, s + y, counts
  /// as an addition.
  func compensated(
    _ s: ExactValue, _ e: inout ExactValue, _ a: Double, _ b: Double,
    _ state: inout AccumulationState
  ) -> ExactValue {
    let term = product(a, b, &state)
    let y = rounded(ExactArithmetic.difference(term, e), &state)
    let t = sum(s, y, &state)
    let change = rounded(ExactArithmetic.difference(t, s), &state)
    e = rounded(ExactArithmetic.difference(change, y), &state)
    return t
  }

  /// The value as a binary64 number, which is exact.
  func value(_ partial: ExactValue) -> Double {
    format.decode(format.round(Unrounded(partial)).code)
  }

  /// Counts an addition; the addend matters only in not being 0.
  private func count(
    _ partial: ExactValue, _ addend: ExactValue, _ result: ExactValue,
    _ state: inout AccumulationState
  ) {
    guard partial.isNonzeroNumber, addend.isNonzeroNumber else { return }
    state.counts.additions += 1
    if result == partial { state.counts.swamped += 1 }
  }
}

/// What goes through one dot product beside its values: the random bits in order, and the counts.
struct AccumulationState {
  var counts = AccumulatorCounts()
  private let random: RandomStream?
  private var output: OutputIndex
  /// The number of stochastic roundings that each part has done.
  private var done: [UInt32]

  /// Without a stream random bits are 0.
  init(_ random: RandomStream?, _ output: OutputIndex, parts: Int) {
    self.random = random
    self.output = output
    done = [UInt32](repeating: 0, count: parts)
  }

  /// Goes to another result of the row, of which part `part` has done `done` roundings: of use to this
  /// part alone.
  mutating func go(to column: UInt32, part: Int, done: UInt32) {
    output.column = column
    self.done[part] = done
  }

  mutating func nextBits(_ count: Int, _ part: Int) -> UInt64 {
    guard count > 0, let random else { return 0 }
    defer { done[part] &+= 1 }
    return random.row(output.row, done[part], UInt32(part))
      .roundingBits(at: output.column, count: count)
  }
}
