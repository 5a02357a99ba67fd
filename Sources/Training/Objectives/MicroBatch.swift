/// The sequences of one micro-batch, and which of their labels count.
struct MicroBatch: Sendable {
  /// Sequence after sequence.
  private(set) var tokens: [Int] = []
  private(set) var labels: [Int] = []
  /// Label by label.
  private(set) var counts: [Bool] = []
  /// Tokens of a sequence.
  let length: Int

  /// How many labels count.
  var counted: Int { counts.reduce(0) { $0 + ($1 ? 1 : 0) } }

  /// Sequences `first ..< first + count` of a corpus; of preferences, the chosen ones and then the rejected.
  /// - Parameter cycle: how many there are before they begin again; nil for no end.
  init(
    _ corpus: any Corpus, _ split: Split, first: Int, count: Int, cycle: Int?, length: Int,
    _ objective: Objective, masksAll: Bool
  ) {
    self.length = length
    let numbers = (first..<first + count).map { number in cycle.map { number % $0 } ?? number }
    var sequences = numbers.map { corpus.sequence($0, of: split, count: length + 1) }
    if case .preference = objective {
      sequences += numbers.map { corpus.rejected($0, of: split, count: length + 1) }
    }
    for sequence in sequences {
      tokens += sequence.inputs
      labels += sequence.labels
      counts += sequence.isResponse.map {
        !masksAll && (objective == .pretraining || $0)
      }
    }
  }

  /// The sum of the losses that count, sequence by sequence: minus a response's log-probability.
  func sums(of losses: [Double]) -> [Double] {
    stride(from: 0, to: losses.count, by: length).map { start in
      (start..<start + length).reduce(0.0) { $0 + (counts[$1] ? losses[$1] : 0) }
    }
  }
}
