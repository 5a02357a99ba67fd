import FloatFormats

/// Judges the lines of one function, and remembers what was wrong.
public struct Verification<Base: Rounder> {
  /// A line that does not say what was computed.
  public struct Failure: Sendable {
    /// The number of the line, from 1.
    public let number: Int
    /// The line.
    public let line: TestLine
    /// What was computed.
    public let computed: Outcome
    /// How they differ.
    public let mismatch: Mismatch
  }

  /// Computes what the lines should say.
  public let evaluator: Evaluator<Base>
  /// How many failures are remembered with their operands.
  public let mostFailures: Int
  /// Whether flags are not judged.
  public let ignoresFlags: Bool
  /// Whether the standard leaves open what the function gives for a line that differs from what was
  /// computed.
  private let isUnspecified: (TestLine, Outcome) -> Bool
  /// Lines judged.
  public private(set) var lineCount = 0
  /// Lines that differ where the standard leaves it open; they are not wrong.
  public private(set) var unspecifiedCount = 0
  /// Lines that were wrong.
  public private(set) var failureCount = 0
  /// Lines that were wrong, by the class of what differs.
  public private(set) var counts: [Mismatch: Int] = [:]
  /// The first failures.
  public private(set) var failures: [Failure] = []

  /// A verification by `evaluator`.
  public init(
    _ evaluator: Evaluator<Base>, mostFailures: Int, ignoresFlags: Bool = false,
    isUnspecified: @escaping (TestLine, Outcome) -> Bool = { _, _ in false }
  ) {
    self.evaluator = evaluator
    self.mostFailures = mostFailures
    self.ignoresFlags = ignoresFlags
    self.isUnspecified = isUnspecified
  }

  /// Judges the next line.
  public mutating func judge(_ line: TestLine) {
    lineCount += 1
    let computed = evaluator(line.operands)
    guard computed != line.outcome,
      let mismatch = Mismatch(line.outcome, computed, of: evaluator.function),
      !(ignoresFlags && mismatch == .flags)
    else { return }
    guard !isUnspecified(line, computed) else {
      unspecifiedCount += 1
      return
    }
    failureCount += 1
    counts[mismatch, default: 0] += 1
    if failures.count < mostFailures {
      failures.append(
        Failure(number: lineCount, line: line, computed: computed, mismatch: mismatch))
    }
  }
}

/// How two outcomes differ: in the value, whatever the flags, or in the flags only.
public enum Mismatch: String, CaseIterable, Hashable, Sendable {
  /// One is a NaN.
  case nan = "NaN in one only"
  /// One is an infinity.
  case infinity = "infinity in one only"
  /// The magnitudes are the same; −0 instead of +0 too.
  case sign = "sign"
  /// Neighbours; of integers, a difference of 1.
  case oneUlp = "one ulp"
  /// More than that.
  case moreUlps = "more than one ulp"
  /// The truth of a comparison.
  case truth = "truth"
  /// The value is right.
  case flags = "flags only"

  /// How `expected` and `computed` differ; nil where both are right: any NaN is as good as another, and
  /// any integer is where the conversion is invalid.
  public init?(_ expected: Outcome, _ computed: Outcome, of function: TestFunction) {
    if let difference = Self.difference(expected, computed, function) {
      self = difference
    } else if expected.flags != computed.flags {
      self = .flags
    } else {
      return nil
    }
  }

  private static func difference(
    _ expected: Outcome, _ computed: Outcome, _ function: TestFunction
  ) -> Mismatch? {
    guard expected.code != computed.code else { return nil }
    switch function.resultType {
    case .truth: return .truth
    case .integer(let type):
      if computed.flags.contains(.invalid), expected.flags.contains(.invalid) { return nil }
      let (x, y) = (type.value(expected.code), type.value(computed.code))
      if x == -y { return .sign }
      return (x - y).magnitude == 1 ? .oneUlp : .moreUlps
    case .float(let format):
      return difference(expected.code, computed.code, format)
    }
  }

  private static func difference(_ x: UInt64, _ y: UInt64, _ format: FloatFormat) -> Mismatch? {
    if format.isNaN(x) || format.isNaN(y) {
      return format.isNaN(x) && format.isNaN(y) ? nil : .nan
    }
    let (a, b) = (format.decode(x), format.decode(y))
    if a.magnitude == b.magnitude {
      // Codes that stand for one value: zeros of a format without subnormals.
      return a.sign == b.sign ? nil : .sign
    }
    if a.isInfinite || b.isInfinite { return .infinity }
    return format.nextUp(x) == y || format.nextUp(y) == x || nearZero(x, y, format)
      ? .oneUlp : .moreUlps
  }

  /// Whether one is a zero of either sign and the other the least number.
  private static func nearZero(_ x: UInt64, _ y: UInt64, _ format: FloatFormat) -> Bool {
    let magnitudes = [x & format.magnitudeMask, y & format.magnitudeMask].sorted()
    return format.hasZero && magnitudes == [0, format.leastPositiveCode]
  }
}
