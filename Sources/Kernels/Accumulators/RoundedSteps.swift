import FloatFormats
import RandomStreams

/// The roundings of one dot product in one format, in their order, with what they take and leave:
/// random bits and counts.
struct RoundedSteps {
  let format: FloatFormat
  private let context: RoundingContext
  private let randomBitCount: Int

  init(_ target: AccumulatorFormat) {
    format = target.format
    context = RoundingContext(target.rounding)
    randomBitCount = target.rounding.randomBitCount
  }

  /// A starting value, which is rounded to nearest even.
  func start(_ c: Double) -> ExactValue {
    format.unpack(format.round(Unrounded(ExactValue(binary64: c))).code)
  }

  /// ∘(exact).
  func rounded(_ exact: Unrounded, _ state: inout AccumulationState) -> ExactValue {
    let rounded = format.round(exact, context, randomBits: state.nextBits(randomBitCount))
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
  private var position: UInt64

  /// The n-th stochastic rounding takes its bits at `position + n`; without a stream they are 0.
  init(_ random: RandomStream?, from position: UInt64) {
    self.random = random
    self.position = position
  }

  mutating func nextBits(_ count: Int) -> UInt64 {
    guard count > 0, let random else { return 0 }
    defer { position &+= 1 }
    return random.roundingBits(at: position, count: count)
  }
}
