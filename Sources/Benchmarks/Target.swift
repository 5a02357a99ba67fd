/// What a figure is to reach: a ratio to something measured in the same run.
public struct Target: Hashable, Sendable {
  /// What a figure is divided by.
  public enum Base: String, Hashable, Sendable {
    /// memcpy of as many numbers of the carrier, by as many threads.
    case copy
    /// The most fused multiply-adds a second in binary32, by as many threads.
    case peak
    /// The same work by one thread.
    case oneThread = "one thread"
    /// The same work without counters.
    case uncounted = "without counters"
  }

  /// The line of the table of targets that this belongs to.
  public let work: Work
  /// What the figure is divided by.
  public let base: Base
  /// The least ratio that meets it.
  public let least: Double

  /// A target.
  public init(_ work: Work, _ base: Base, atLeast least: Double) {
    self.work = work
    self.base = base
    self.least = least
  }

  /// A target that was set as a figure, in units of 10⁹ a second, on a core whose fused multiply-adds
  /// peak at ``referencePeak`` of them.
  public init(_ work: Work, billions: Double) {
    self.init(work, .peak, atLeast: billions / Self.referencePeak)
  }

  /// A target that was set as seconds of so many multiply-accumulates, on two such cores.
  public init(_ work: Work, seconds: Double, of count: Int) {
    self.init(
      work, .peak, atLeast: Double(count) / seconds / (2 * Self.referencePeak * 1e9))
  }

  /// The peak beside which absolute figures were set: 133·10⁹ a second, of a core of AMD's Zen 5.
  public static let referencePeak = 133.0

  /// The lines of the table of targets.
  public enum Work: String, Hashable, Sendable, CaseIterable {
    /// Casts of 2^12 and 2^16 elements, which stay in cache.
    case castInCache = "cast to nearest even, in cache"
    /// Casts of 2^20 and 2^24 elements.
    case castInMemory = "cast to nearest even or toward zero, in memory"
    /// The gain by a second thread.
    case castByTwo = "cast by two threads"
    /// Stochastic rounding to binary16 and FP8.
    case castStochastic = "cast stochastically, fp16 and fp8"
    /// Stochastic rounding to bfloat16, whose codes are a binary32's leading bits.
    case castStochasticBrain = "cast stochastically, bf16"
    /// Stochastic rounding of 2^24 elements.
    case castStochasticInMemory = "cast stochastically, in memory"
    /// Casts of binary64 numbers.
    case castBinary64 = "cast of binary64"
    /// Codes instead of values.
    case encode = "encode"
    /// Casts that count, in cache.
    case countInCache = "cast with counters, in cache"
    /// Casts that count, 2^20 elements.
    case countInLargeCache = "cast with counters, 2^20"
    /// Casts that count, 2^24 elements.
    case countInMemory = "cast with counters, 2^24"
    /// One chain of rounded products and sums.
    case sequentialDot = "sequential dot, every operation rounded"
    /// Matrix products whose operands alone show that nothing overflows.
    case product = "matmul, every operation rounded, overflow ruled out"
    /// Matrix products that might overflow.
    case productTracked = "matmul, every operation rounded, overflow tracked"
    /// Matrix products in bfloat16.
    case productBrain = "matmul, every operation rounded, bf16"
    /// The gain by a second thread.
    case productByTwo = "matmul by two threads"
    /// Stochastic sums.
    case productStochastic = "matmul, every operation rounded stochastically"
    /// One rounding a term.
    case productFused = "matmul, fused, fp16 and fp8"
    /// One rounding a term, of terms whose exponents are far apart.
    case productFusedWide = "matmul, fused, bf16 and tf32 with wide exponents"
    /// What counting costs.
    case productCounted = "matmul with counters"
    /// A forward and backward pass of a model in binary32, by two threads.
    case pass = "model, binary32"
    /// The same with every product and every sum rounded.
    case passRounded = "model, every operation rounded"
    /// The same with counters.
    case passCounted = "model, every operation rounded, with counters"
  }
}
