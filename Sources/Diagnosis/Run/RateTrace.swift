/// What the learning rate tells of the scheduler: it takes a step only when the optimiser does.
public struct RateTrace: Hashable, Sendable {
  /// What a rate does from record to record.
  public enum Behaviour: Hashable, Sendable {
    /// There are fewer than two.
    case isUnknown
    /// It moves in at least half of the places where it could; a printed rate may repeat near its peak.
    case advances
    /// It is 0 throughout: a warm-up that never takes its first step, or a rate of 0.
    case isZero
    /// It stands still at a number of more than two digits, which a warm-up or a decay has on its way and
    /// few people choose.
    case standsStill
    /// It stands still at a number that people choose, as a constant schedule does.
    case isConstant
    /// It rises and then stands still, as a constant schedule with warm-up does.
    case warmsUp
    /// It moves in fewer than half of the places.
    case standsStillAtTimes
  }

  /// How many rates there are.
  public private(set) var count = 0
  /// How many differ from the one before.
  public private(set) var moves = 0
  private var falls = 0
  private var holdsSinceMove = 0
  private var previous: Series.Place?

  /// A trace of nothing.
  public init() {}

  mutating func add(_ place: Series.Place) {
    defer { previous = place }
    count += 1
    guard let previous else { return }
    if place.value == previous.value {
      holdsSinceMove += 1
    } else {
      moves += 1
      holdsSinceMove = 0
      if place.value < previous.value { falls += 1 }
    }
  }

  /// What the rates do.
  public var behaviour: Behaviour {
    guard count >= 2, let previous else { return .isUnknown }
    if moves == 0 {
      if previous.value == 0 { return .isZero }
      return Self.digits(of: previous.value) > 2 ? .standsStill : .isConstant
    }
    if 2 * moves >= count - 1 { return .advances }
    return falls == 0 && holdsSinceMove == count - 1 - moves ? .warmsUp : .standsStillAtTimes
  }

  /// The significant digits of the shortest decimal number that reads back the same.
  static func digits(of value: Double) -> Int {
    let digits = value.magnitude.description.prefix { $0 != "e" }.filter(\.isNumber)
    let significant = digits.drop { $0 == "0" }.reversed().drop { $0 == "0" }
    return significant.count
  }
}
