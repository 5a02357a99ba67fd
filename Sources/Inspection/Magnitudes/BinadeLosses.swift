/// What rounding to nearest does to the magnitudes of a binade, for every number of significant bits, and so at
/// every place that a power of two moves the binade to.
///
/// Sums are of significands, in units of 2^exponent: x is in [1, 2), y is what x rounds to.
struct BinadeLosses: Equatable, Sendable {
  let exponent: Int
  /// All magnitudes.
  var count: UInt64 = 0
  /// Powers of two: x = 1.
  var powers: UInt64 = 0
  /// Σx.
  var sum = 0.0
  /// Σx².
  var squares = 0.0
  /// By the number q of bits that are kept behind the leading one: what that rounding does. Beyond the last it
  /// does nothing. q = 0 rounds to 0 or 2.
  var roundings: [Rounded] = []

  struct Rounded: Equatable, Sendable {
    /// Σ(y − x)².
    var noise = 0.0
    /// Σx(y − x).
    var cross = 0.0
    /// How many round to 2.
    var carried: UInt64 = 0
  }

  init(_ binade: BinadeCells) {
    exponent = binade.exponent
    var binade = binade
    roundings = Array(repeating: Rounded(), count: binade.level + 1)
    while true {
      roundings[binade.level] = Self.rounded(binade)
      if binade.level == 0 { break }
      binade = binade.coarser()
    }
    let whole = binade.cells[0]
    (count, powers) = (whole.count, whole.atEdge)
    sum = Double(count) + whole.first
    squares = Double(count) + 2 * whole.first + whole.second
  }

  /// What keeping as many bits as the level has, less one, does: every cell rounds in one direction, but for ties
  /// at its edge.
  ///
  /// The kept bits number the cells in twos: the first of two begins at a number that is kept, and rounds down
  /// to it; the second begins at a tie.
  private static func rounded(_ binade: BinadeCells) -> Rounded {
    var result = Rounded()
    let width = Double(sign: .plus, exponent: -binade.level, significand: 1)
    for (index, cell) in binade.cells.enumerated() where cell.count > 0 {
      let part = rounded(cell, index: index, level: binade.level, width: width)
      result.noise += part.noise
      result.cross += part.cross
      result.carried += part.carried
    }
    return result
  }

  /// The same of one cell.
  static func rounded(_ cell: MagnitudeCell, index: Int, level: Int, width: Double) -> Rounded {
    let edge = 1 + Double(index) * width
    let place = 1 << level + index
    guard place & 1 == 1 else {
      return Rounded(
        noise: width * width * cell.second,
        cross: -width * (edge * cell.first + width * cell.second))
    }
    let count = Double(cell.count)
    var result = Rounded(
      noise: width * width * (count - 2 * cell.first + cell.second),
      cross: width * (edge * (count - cell.first) + width * (cell.first - cell.second)))
    let isLast = index == 1 << level - 1
    if place & 3 == 1 {
      // Half of one less is even: ties go down instead of up, as far.
      result.cross -= 2 * width * edge * Double(cell.atEdge)
      result.carried = isLast ? cell.count - cell.atEdge : 0
    } else {
      result.carried = isLast ? cell.count : 0
    }
    return result
  }

  /// Adds the losses of other magnitudes of the binade.
  mutating func add(_ other: BinadeLosses) {
    count += other.count
    powers += other.powers
    sum += other.sum
    squares += other.squares
    for (bits, rounding) in other.roundings.enumerated() {
      if bits == roundings.count { roundings.append(Rounded()) }
      roundings[bits].noise += rounding.noise
      roundings[bits].cross += rounding.cross
      roundings[bits].carried += rounding.carried
    }
  }
}
