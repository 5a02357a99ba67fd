import FloatFormats
import TestVectors

/// A property that every implementation of a format has, or is wrong.
///
/// A law is a value: it has a name, says what must hold and where that is laid down, and judges an
/// ``Implementation``. What an answer must be comes from MPFR (module Reference), never from this
/// package's own rounding.
public struct Law: Sendable {
  /// The name, in a few words.
  public let name: String
  /// What must hold.
  public let statement: String
  /// Where that is laid down.
  public let reference: String
  /// What the law needs to be tested.
  let needs: [Need]
  /// Asks, and counts what it finds.
  let examine: @Sendable (LawRun) throws -> Void

  /// Every law, in the order of reports.
  public static let all: [Law] =
    codes + rounding + relations + arithmetic + conversions + flags + stochastic

  /// What came of the law for an implementation.
  /// - Throws: what the implementation throws.
  func judge(
    _ subject: Implementation, _ options: LawOptions, _ judge: LawJudge
  ) throws -> LawResult {
    let missing = needs.filter { !$0.isMet(by: subject, options) }
    guard missing.isEmpty else {
      let reason = "needs " + missing.map(\.description).joined(separator: ", ")
      return LawResult(law: self, outcome: .notTested(reason), tally: LawTally(mostFailures: 0))
    }
    let run = LawRun(name, subject, options, judge)
    try examine(run)
    let outcome: LawResult.Outcome =
      if run.tally.cases == 0 {
        .notTested("no case: the format has none")
      } else if run.tally.wrong == 0 {
        .holds
      } else {
        .broken
      }
    return LawResult(law: self, outcome: outcome, tally: run.tally)
  }
}

/// What a law needs, of an implementation or of its format.
enum Need: CustomStringConvertible {
  /// An operation.
  case operation(Operation)
  /// One of some operations.
  case any([Operation])
  /// One of these modes.
  case modes([RoundingMode])
  /// Flags.
  case flags
  /// Stochastic rounding; with the caller's random bits if so.
  case stochastic(withRandomBits: Bool)
  /// Something about the format.
  case format(String, @Sendable (FloatFormat) -> Bool)

  /// The conversion of numbers that have more digits.
  static let encode = Need.any([.encode, .conversionFrom(.binary32)])
  /// The value of a code.
  static let decode = Need.any([.decode, .conversionTo(.binary32)])

  func isMet(by subject: Implementation, _ options: LawOptions) -> Bool {
    switch self {
    case .operation(let operation): subject.offers(operation)
    case .any(let operations): operations.contains { subject.offers($0) }
    case .modes(let needed):
      needed.contains { subject.modes.contains($0) && options.modes?.contains($0) ?? true }
    case .flags: subject.raisesFlags
    case .stochastic(let withRandomBits):
      !subject.stochasticRoundings.isEmpty && (subject.takesRandomBits || !withRandomBits)
    case .format(_, let holds): holds(subject.format.format)
    }
  }

  var description: String {
    switch self {
    case .operation(let operation): operation.name
    case .any(let operations): operations.map(\.name).joined(separator: " or ")
    case .modes(let modes): modes.map(\.rawValue).joined(separator: " or ")
    case .flags: "flags"
    case .stochastic(let withRandomBits):
      "stochastic rounding" + (withRandomBits ? " with the caller's random bits" : "")
    case .format(let what, _): what
    }
  }
}
