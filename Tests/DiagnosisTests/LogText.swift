import TestSupport

@testable import Diagnosis

/// A log for a test, as Hugging Face's Trainer prints it: columns of texts, a row a record.
struct LogText: Sendable {
  /// A column that a log may have beside its loss.
  enum Column: Sendable { case norm, rate, margins, evaluation }

  var loss: [String] = []
  var norm: [String] = []
  var rate: [String] = []
  var margins: [String] = []
  /// One for each evaluation; they follow the training records, spread evenly.
  var evaluation: [String] = []

  /// The log with a column of each training record.
  init(
    _ count: Int, loss: (Int) -> String, norm: ((Int) -> String)? = nil,
    rate: ((Int) -> String)? = nil, margins: ((Int) -> String)? = nil, evaluation: [String] = []
  ) {
    self.loss = (0..<count).map(loss)
    self.norm = norm.map { (0..<count).map($0) } ?? []
    self.rate = rate.map { (0..<count).map($0) } ?? []
    self.margins = margins.map { (0..<count).map($0) } ?? []
    self.evaluation = evaluation
  }

  /// The log without a column.
  func without(_ column: Column) -> LogText {
    var log = self
    switch column {
    case .norm: log.norm = []
    case .rate: log.rate = []
    case .margins: log.margins = []
    case .evaluation: log.evaluation = []
    }
    return log
  }

  /// The lines.
  var text: String {
    var lines: [String] = []
    for index in loss.indices {
      var parts = ["'loss': \(loss[index])"]
      if !norm.isEmpty { parts.append("'grad_norm': \(norm[index])") }
      if !rate.isEmpty { parts.append("'learning_rate': \(rate[index])") }
      if !margins.isEmpty { parts.append("'rewards/margins': \(margins[index])") }
      lines.append("{" + parts.joined(separator: ", ") + ", 'epoch': 0.\(index)}")
      if !evaluation.isEmpty, (index + 1) * evaluation.count % loss.count < evaluation.count {
        let number = (index + 1) * evaluation.count / loss.count - 1
        lines.append("{'eval_loss': \(evaluation[number]), 'eval_runtime': 3.1}")
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// What is said of it.
  func diagnosis() throws -> Diagnosis { try Diagnosis(of: read(text).summary) }

  /// A rate that warms up and goes down.
  static func moving(_ index: Int) -> String { "\(1e-5 * Double(1 + (index * 7) % 40))" }
  /// A loss that falls with some noise.
  static func falling(_ index: Int) -> String {
    "\(1 + 2 / Double(index + 1) + 0.01 * Double(index * 37 % 11))"
  }
}

/// The log in a file of this text.
func read(_ text: String, name: String = "train.log") throws -> RunLog {
  try read(Array(text.utf8), name: name)
}

/// The log in a file of these bytes.
func read(_ bytes: [UInt8], name: String = "train.log") throws -> RunLog {
  let folder = try TemporaryFolder()
  try folder.put(bytes, in: name)
  return try RunLog(folder[name])
}

/// All records that a reader finds in a text, taken in pieces of some bytes.
func records(_ text: String, _ reader: some LogReader, piece: Int = 1 << 20) -> [RunRecord] {
  var reader = reader
  var records: [RunRecord] = []
  let bytes = Array(text.utf8)
  for start in stride(from: 0, to: bytes.count, by: piece) {
    reader.read(bytes[start..<min(start + piece, bytes.count)]) { records.append($0) }
  }
  reader.finish { records.append($0) }
  return records
}
