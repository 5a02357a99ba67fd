import Dispatch
import FloatFormats
import Reference
import Synchronization
import TestSupport

/// A format's core beside its judge: counts what was compared and keeps the first disagreements.
///
/// One of these works on one thread.
struct CoreAndJudge {
  let name: String
  let format: FloatFormat
  let judge: Judge
  let contexts: Contexts
  var comparisons = 0
  var failures: [String] = []
  private var generator: SeededGenerator
  /// The place in the rotation of `contexts.rotating`.
  private var turn = 0

  init(
    _ named: NamedFormat, _ values: FormatValues, _ contexts: Contexts, seed: UInt64 = 1
  ) {
    name = named.name
    format = named.format
    judge = Judge(values)
    self.contexts = contexts
    generator = SeededGenerator(seed: seed)
  }

  /// Compares the core with the judge on one operation and its operands in every context.
  mutating func compare(
    _ operation: ArithmeticOperation, _ a: UInt64, _ b: UInt64 = 0, _ c: UInt64 = 0
  ) {
    judge.examine(operation, a, b, c)
    forEachContext { me, context, random in
      let core = Self.core(me.format, operation, a, b, c, context, random)
      me.check(core, context, random) {
        "\(operation)(\([a, b, c].prefix(operation.operandCount).map(hex).joined(separator: ", ")))"
      }
    }
  }

  /// Compares the conversion of a code of another format.
  mutating func compareConversion(of code: UInt64, from source: FormatValues) {
    judge.examine(conversionOf: code, from: source)
    forEachContext { me, context, random in
      let core = me.format.convert(code, from: source.format, context, randomBits: random)
      me.check(core, context, random) { "conversion of \(hex(code)) of \(source.format)" }
    }
  }

  /// Compares the conversion of a binary64 number.
  mutating func compareConversion(of value: Double) {
    judge.examine(value)
    forEachContext { me, context, random in
      let core = me.format.encode(value, context, randomBits: random)
      me.check(core, context, random) { "encode(\(value))" }
    }
  }

  /// Every context that is always asked, and the next few of those that take turns.
  @inline(__always)
  private mutating func forEachContext(
    _ body: (inout CoreAndJudge, RoundingContext, UInt64) -> Void
  ) {
    for context in contexts.always { body(&self, context, random(for: context)) }
    for _ in 0..<contexts.turns {
      let context = contexts.rotating[turn]
      // 5 is prime to the number of contexts in turn, so all are reached, and not in step with the
      // operands.
      turn = (turn + 5) % contexts.rotating.count
      body(&self, context, random(for: context))
    }
  }

  private mutating func random(for context: RoundingContext) -> UInt64 {
    context.rounding.randomBitCount > 0 ? generator.next() : 0
  }

  private mutating func check(
    _ core: Rounded, _ context: RoundingContext, _ random: UInt64, _ what: () -> String
  ) {
    let verdict = judge.verdict(context, randomBits: random)
    comparisons += 1
    guard !judge.accepts(core.code, core.flags, verdict), failures.count < 5 else { return }
    failures.append(
      "\(name) \(what()) \(context.rounding), overflow \(context.overflow?.rawValue ?? "own"), "
        + "tiny \(context.tininess.rawValue), R \(hex(random)): "
        + "expected \(hex(verdict.code)) (\(format.decode(verdict.code))) \(verdict.flags), "
        + "observed \(hex(core.code)) (\(format.decode(core.code))) \(core.flags)")
  }

  @inline(__always)
  private static func core(
    _ format: FloatFormat, _ operation: ArithmeticOperation, _ a: UInt64, _ b: UInt64, _ c: UInt64,
    _ context: RoundingContext, _ random: UInt64
  ) -> Rounded {
    switch operation {
    case .add: format.add(a, b, context, randomBits: random)
    case .subtract: format.subtract(a, b, context, randomBits: random)
    case .multiply: format.multiply(a, b, context, randomBits: random)
    case .divide: format.divide(a, b, context, randomBits: random)
    case .remainder: format.remainder(a, b, context, randomBits: random)
    case .truncatingRemainder: format.truncatingRemainder(a, b, context, randomBits: random)
    case .squareRoot: format.squareRoot(a, context, randomBits: random)
    case .multiplyAdd: format.multiplyAdd(a, b, c, context, randomBits: random)
    }
  }
}

func hex(_ code: UInt64) -> String { "0x" + String(code, radix: 16, uppercase: true) }

/// The contexts in which a result is compared.
struct Contexts {
  /// Those that every result is asked for.
  let always: [RoundingContext]
  /// Those that take turns, `turns` of them a result.
  let rotating: [RoundingContext]
  let turns: Int

  static let modes = RoundingMode.allCases.map { Rounding.mode($0) }

  /// The three stochastic variants with few and with many random bits.
  static let stochastic = StochasticVariant.allCases.flatMap { variant in
    [1, 3, 8, 60].map { Rounding.stochastic(variant, bits: $0) }
  }

  /// Every deterministic mode with every overflow policy, tininess after and before rounding, and
  /// the stochastic roundings with the format's own policy: 76.
  private static let every: [RoundingContext] =
    modes.flatMap { mode in
      OverflowPolicy.allCases.flatMap { policy in
        Tininess.allCases.map { RoundingContext(mode, overflow: policy, tininess: $0) }
      }
    } + stochastic.map { RoundingContext($0) }

  /// All contexts for every result.
  static let all = Contexts(always: every, rotating: [], turns: 0)

  /// All deterministic modes for every result, with the format's own policy and tininess after
  /// rounding, and four of all contexts by turns.
  static let byTurns = Contexts(
    always: modes.map { RoundingContext($0) }, rotating: every, turns: 4)

  /// The same with one context by turns.
  static let byOneTurn = Contexts(
    always: modes.map { RoundingContext($0) }, rotating: every, turns: 1)
}

/// The sum of parallel comparisons.
struct Comparisons: Sendable {
  var count = 0
  var failures: [String] = []

  /// Runs `body` for 0 ..< `parts` on all cores; failures come in the order of the parts.
  static func inParallel(
    _ parts: Int, _ body: @Sendable (Int) -> CoreAndJudge
  ) -> Comparisons {
    let results = Mutex([(part: Int, count: Int, failures: [String])]())
    DispatchQueue.concurrentPerform(iterations: parts) { part in
      let result = body(part)
      results.withLock { $0.append((part, result.comparisons, result.failures)) }
    }
    var sum = Comparisons()
    for result in results.withLock({ $0 }).sorted(by: { $0.part < $1.part }) {
      sum.count += result.count
      sum.failures += result.failures
    }
    return sum
  }
}
