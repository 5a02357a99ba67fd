/// A number in a log, with the characters that stand for it.
public struct Reading: Hashable, Sendable {
  /// What it is a number of.
  public let quantity: Quantity
  /// The number; NaN and the infinities are what the log says, not errors.
  public let value: Double
  /// As the log has it, such as `1.053e-07` or `tensor(nan, device='cuda:0')`.
  public let text: String
}

/// One entry of a log: what a training program wrote at one time.
public struct RunRecord: Hashable, Sendable {
  /// The line of the log, from 1; in a file without lines the entry's number.
  public var line: Int
  /// The training step, where the log tells.
  public var step: Int?
  /// What was read; a quantity at most once.
  public private(set) var readings: [Reading] = []

  /// An entry that says nothing yet.
  public init(line: Int, step: Int? = nil) {
    self.line = line
    self.step = step
  }

  /// The reading of a quantity, if the entry has one.
  public subscript(quantity: Quantity) -> Reading? {
    readings.first { $0.quantity == quantity }
  }

  /// Adds a reading, unless there is one of its quantity: the first name in an entry is the one that counts.
  public mutating func add(_ quantity: Quantity, _ value: Double, _ text: String) {
    guard self[quantity] == nil else { return }
    readings.append(Reading(quantity: quantity, value: value, text: text))
  }

  /// Whether nothing was read.
  public var isEmpty: Bool { readings.isEmpty }
}
