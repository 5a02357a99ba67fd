import Kernels
import Networks

extension TrainingConfiguration {
  /// - Throws: ``TrainingError`` for the first setting that is of no use.
  func check() throws(TrainingError) {
    func positive(_ field: String, _ value: Int) throws(TrainingError) {
      guard value > 0 else {
        throw .setting(field: field, value: "\(value)", expected: "1 or more")
      }
    }
    try positive("sequences", sequences)
    try positive("micro-batches", microBatches)
    try positive("evaluated sequences", evaluationSequences)
    try positive("training sequences", trainingSequences ?? 1)
    guard steps >= 0 else {
      throw .setting(field: "steps", value: "\(steps)", expected: "0 or more")
    }
    guard (2...shape.contextLength).contains(length) else {
      throw .setting(
        field: "length", value: "\(length)",
        expected: "2 … \(shape.contextLength), the context of \(shape.name)")
    }
    guard corpus.vocabularySize <= shape.vocabularySize else {
      throw .setting(
        field: "the corpus' vocabulary", value: "\(corpus.vocabularySize)",
        expected: "at most \(shape.vocabularySize), that of \(shape.name)")
    }
    if case .stochastic(let bits) = update, !(1...60).contains(bits) {
      throw .setting(field: "random bits of updates", value: "\(bits)", expected: "1 … 60")
    }
  }
}

extension TrainingError {
  /// The error as one of these.
  init(_ error: any Error, policy: PrecisionPolicy) {
    switch error {
    case let error as PolicyError: self = .policy(error)
    case let error as TrainingError: self = error
    case let error as AccumulatorError:
      self = .setting(
        field: "gradient accumulator", value: "\(error)",
        expected: "an accumulator of the gradients' format")
    default:
      self = .setting(
        field: "a format of \(policy.name)", value: "\(error)",
        expected: "a format whose values are all numbers of the carrier")
    }
  }
}
