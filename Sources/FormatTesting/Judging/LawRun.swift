import FloatFormats
import RandomStreams
import TestVectors

/// How much is asked.
public struct LawOptions: Hashable, Sendable {
  /// The seed of everything that is drawn.
  public var seed: UInt64 = 1
  /// How many codes are taken of a format of more than 8 bits, its edges among them.
  public var sampledCodes = 1 << 12
  /// Operands of up to this many bits together are all taken: 18 are two codes of 9 bits.
  public var mostExhaustiveBits = OperandSequence.mostExhaustiveBits
  /// How many operands an operation is asked for where not all are: pairs of edges, then random ones.
  public var sampledOperands = 1 << 15
  /// How many failures of a law are kept with their operands.
  public var mostFailures = 3
  /// The modes asked for; nil: all that the implementation has.
  public var modes: [RoundingMode]?

  /// The usual amounts: seconds for a format of 8 or 16 bits.
  public init() {}

  /// Less of everything, for tests that run often: a tenth of the time.
  public static var brief: LawOptions {
    var options = LawOptions()
    options.sampledCodes = 1 << 9
    options.mostExhaustiveBits = 12
    options.sampledOperands = 1 << 12
    return options
  }
}

/// One law at work on one implementation: asks, compares, and remembers.
final class LawRun {
  let law: String
  let subject: Implementation
  let options: LawOptions
  let judge: LawJudge
  /// The modes that are asked for.
  let modes: [RoundingMode]
  private(set) var tally: LawTally

  init(_ law: String, _ subject: Implementation, _ options: LawOptions, _ judge: LawJudge) {
    self.law = law
    self.subject = subject
    self.options = options
    self.judge = judge
    modes = subject.modes.filter { options.modes?.contains($0) ?? true }
    tally = LawTally(mostFailures: options.mostFailures)
  }

  var format: FloatFormat { subject.format.format }
  var contexts: [RoundingContext] { modes.map { subject.context(.mode($0)) } }

  /// The numbers drawn for this law: a function of the seed and the law's name.
  var stream: RandomStream {
    RandomStream(StreamKey(seed: options.seed, domain: .data, name: "law \(law)"))
  }

  /// Answers about an operation in one rounding.
  func ask(
    _ operation: Operation, _ context: RoundingContext, _ operands: [Operands]
  ) throws -> [Answer] {
    try ask(operation, context, operands.map { Question($0) })
  }

  /// Answers about an operation in one rounding, as many at a time as the implementation takes.
  func ask(
    _ operation: Operation, _ context: RoundingContext, _ questions: [Question]
  ) throws -> [Answer] {
    guard questions.count > subject.batchSize else {
      return try subject.answers(operation, context, questions)
    }
    var answers: [Answer] = []
    answers.reserveCapacity(questions.count)
    for start in stride(from: 0, to: questions.count, by: subject.batchSize) {
      let end = min(start + subject.batchSize, questions.count)
      answers += try subject.answers(operation, context, Array(questions[start..<end]))
    }
    return answers
  }

  /// What an answer is held against.
  enum Aspect {
    /// The result, any NaN being as good as another.
    case result
    /// The flags.
    case flags
  }

  /// Asks in every mode, and compares with the judge.
  func compare(
    _ operation: Operation, _ operands: some Sequence<Operands>, _ aspect: Aspect = .result
  ) throws {
    try compare(operation, operands.map { Question($0) }, contexts, aspect)
  }

  /// Asks in each of some roundings, and compares with the judge.
  func compare(
    _ operation: Operation, _ questions: [Question], _ contexts: [RoundingContext],
    _ aspect: Aspect = .result
  ) throws {
    let function = operation.function(of: subject.format)
    var expected: [Expectation] = []
    for start in stride(from: 0, to: questions.count, by: subject.batchSize) {
      let end = min(start + subject.batchSize, questions.count)
      let batch = Array(questions[start..<end])
      let answers = try contexts.map { try subject.answers(operation, $0, batch) }
      for (index, question) in batch.enumerated() {
        judge.expect(operation, question, contexts, into: &expected)
        for (place, expectation) in expected.enumerated() {
          let lawCase = LawCase(
            operation: operation, function: function, context: contexts[place],
            question: question, expected: expectation, answer: answers[place][index])
          judge(lawCase, aspect)
        }
      }
    }
  }

  private func judge(_ lawCase: LawCase, _ aspect: Aspect) {
    let difference = aspect == .flags ? lawCase.flagsDifference : lawCase.resultDifference
    guard let difference else { return tally.count() }
    if let place = lawCase.unspecifiedPlace(flagsOnly: aspect == .flags) {
      return tally.countUnspecified(place)
    }
    tally.countWrong(difference, lawCase.context.rounding) { lawCase.failure(difference) }
  }
}

/// How a relation between answers came out, where a law compares answers with each other.
extension LawRun {
  /// Counts a case that the law holds for.
  func holds() { tally.count() }

  /// Counts a case where the standard leaves open what was answered.
  func isUnspecified(_ place: UnspecifiedPlace) { tally.countUnspecified(place) }

  /// Counts a case that breaks the law.
  func breaks(
    _ difference: String, _ rounding: Rounding?, _ failure: @autoclosure () -> LawFailure
  ) {
    tally.countWrong(difference, rounding, failure)
  }
}
