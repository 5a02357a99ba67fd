/// All readings of one quantity, folded as they come: memory does not grow with the log.
public struct Series: Hashable, Sendable {
  /// A reading with its place.
  public struct Place: Hashable, Sendable {
    /// The number of the reading in its series, from 0.
    public let index: Int
    /// The line of the log.
    public let line: Int
    /// The training step, where the log tells.
    public let step: Int?
    /// The number.
    public let value: Double
    /// As the log has it.
    public let text: String
  }

  /// How many readings there are.
  public private(set) var count = 0
  /// How many are exactly zero.
  public private(set) var zeros = 0
  /// How many are NaN.
  public private(set) var nans = 0
  /// How many are infinite.
  public private(set) var infinities = 0
  /// The first reading.
  public private(set) var first: Place?
  /// The last.
  public private(set) var last: Place?
  /// The least finite reading.
  public private(set) var least: Place?
  /// The greatest.
  public private(set) var greatest: Place?
  /// The first reading that is exactly zero.
  public private(set) var firstZero: Place?
  /// The first reading that is not finite.
  public private(set) var firstNonFinite: Place?
  /// The last.
  public private(set) var lastNonFinite: Place?

  /// A series without readings.
  public init() {}

  /// How many readings are neither NaN nor infinite.
  public var finite: Int { count - nans - infinities }
  /// How many are NaN or infinite.
  public var nonFinite: Int { nans + infinities }
  /// Whether all finite readings are one number, of at least two.
  public var isConstant: Bool { finite >= 2 && least?.value == greatest?.value }

  /// Takes the next reading.
  mutating func add(_ reading: Reading, of record: RunRecord) {
    let place = Place(
      index: count, line: record.line, step: record.step, value: reading.value, text: reading.text)
    count += 1
    if first == nil { first = place }
    last = place
    guard reading.value.isFinite else {
      if reading.value.isNaN { nans += 1 } else { infinities += 1 }
      if firstNonFinite == nil { firstNonFinite = place }
      lastNonFinite = place
      return
    }
    if reading.value == 0 {
      zeros += 1
      if firstZero == nil { firstZero = place }
    }
    if least.map({ reading.value < $0.value }) ?? true { least = place }
    if greatest.map({ reading.value > $0.value }) ?? true { greatest = place }
  }
}
