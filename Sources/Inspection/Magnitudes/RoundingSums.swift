import FloatFormats
import PortableMath

/// What rounding to a format, to nearest, does to finite numbers x that are multiplied by a power of two before
/// and divided by it after: y.
///
/// Sums are in units of 4^unit, so that none leaves binary64's range. What overflows counts as the format's
/// largest number, whatever it becomes.
struct RoundingSums: Equatable, Sendable {
  var flushed: UInt64 = 0
  var subnormal: UInt64 = 0
  var overflowed: UInt64 = 0
  /// Σx².
  var squares = 0.0
  /// Σy². By itself: beside what overflows, differences of the others would leave nothing of it.
  var squaresAfter = 0.0
  /// Σxy.
  var products = 0.0
  /// Σ(y − x)².
  var noise = 0.0
  /// Σx² over the flushed.
  var squaresFlushed = 0.0
  /// The unit; of nothing, nil.
  var unit: Int?

  init() {}

  /// The share of Σx² that the flushed had; nil of nothing.
  var energyLost: Double? { squares > 0 ? squaresFlushed / squares : nil }

  /// The cosine between x and y; nil where either is 0 throughout.
  var cosine: Double? {
    guard squares > 0, squaresAfter > 0 else { return nil }
    if noise == 0 { return 1 }
    return min(1, max(-1, products / (squares.squareRoot() * squaresAfter.squareRoot())))
  }

  /// 10 log10(Σx²/Σ(y − x)²); infinity where nothing changed, nil of nothing.
  var signalToNoise: Double? {
    guard squares > 0 else { return nil }
    return noise == 0 ? .infinity : 10 * Portable.log10(squares / noise)
  }

  /// Adds the sums of other numbers.
  mutating func add(_ other: RoundingSums) {
    flushed += other.flushed
    subnormal += other.subnormal
    overflowed += other.overflowed
    guard let theirs = other.unit else { return }
    let unit = max(unit ?? theirs, theirs)
    let (own, foreign) = (Self.factor(self.unit ?? unit, unit), Self.factor(theirs, unit))
    squares = squares * own + other.squares * foreign
    noise = noise * own + other.noise * foreign
    squaresAfter = squaresAfter * own + other.squaresAfter * foreign
    products = products * own + other.products * foreign
    squaresFlushed = squaresFlushed * own + other.squaresFlushed * foreign
    self.unit = unit
  }

  /// 4^(exponent − unit).
  private static func factor(_ exponent: Int, _ unit: Int) -> Double {
    Double(sign: .plus, exponent: max(2 * (exponent - unit), -1100), significand: 1)
  }

  /// The sums of binades, of which the one that the scale moves to the format's last is given by cells, too, where
  /// some of it may overflow.
  init(
    _ binades: [BinadeLosses], in format: NearestFormat, scaleExponent: Int,
    cells: (Int) -> BinadeCells?
  ) {
    unit = binades.map(\.exponent).max()
    for binade in binades {
      let factor = Self.factor(binade.exponent, unit ?? 0)
      let exponent = binade.exponent + scaleExponent
      var part = RoundingSums()
      if exponent > format.maximumExponent {
        let largest = Double(
          sign: .plus, exponent: max(format.maximumExponent - exponent, -1100),
          significand: format.largest)
        part.overflowed = binade.count
        part.noise =
          binade.squares - 2 * largest * binade.sum + largest * largest * Double(binade.count)
        part.squaresAfter = largest * largest * Double(binade.count)
        part.products = largest * binade.sum
      } else if exponent == format.maximumExponent, let cells = cells(binade.exponent) {
        part = RoundingSums(last: cells, in: format)
      } else {
        part = RoundingSums(binade, at: exponent, in: format)
      }
      flushed += part.flushed
      subnormal += part.subnormal
      overflowed += part.overflowed
      squares += factor * binade.squares
      noise += factor * part.noise
      squaresAfter += factor * part.squaresAfter
      products += factor * part.products
      squaresFlushed += factor * part.squaresFlushed
    }
  }

  /// A binade of which nothing overflows.
  private init(_ binade: BinadeLosses, at exponent: Int, in format: NearestFormat) {
    let bits = format.keptBits(exponent: exponent)
    guard bits >= 0 else {
      (flushed, squaresFlushed) = (binade.count, binade.squares)
      noise = binade.squares
      return
    }
    let rounding =
      binade.roundings.indices.contains(bits) ? binade.roundings[bits] : BinadeLosses.Rounded()
    add(rounding, squares: binade.squares)
    // The tie between 0 and the least positive number.
    if bits == 0 { (flushed, squaresFlushed) = (binade.powers, Double(binade.powers)) }
    guard exponent < format.minimumExponent, format.format.hasSubnormals else { return }
    let carried = exponent == format.minimumExponent - 1 ? rounding.carried : 0
    subnormal = binade.count - flushed - carried
  }

  /// The binade of the format's largest number.
  private init(last binade: BinadeCells, in format: NearestFormat) {
    var binade = binade
    while binade.level > format.precision { binade = binade.coarser() }
    let width = Double(sign: .plus, exponent: -binade.level, significand: 1)
    for (index, all) in binade.cells.enumerated() where all.count > 0 {
      let edge = 1 + Double(index) * width
      var cell = all
      if edge >= format.limit {
        // All of it, but for a tie that goes down.
        var kept = MagnitudeCell()
        if !format.overflows(significand: edge) {
          (kept.count, kept.atEdge) = (cell.atEdge, cell.atEdge)
        }
        let count = Double(cell.count - kept.count)
        let beyond = edge - format.largest
        // x = edge + width·f, y = largest.
        overflowed += cell.count - kept.count
        noise +=
          count * beyond * beyond + 2 * beyond * width * cell.first + width * width * cell.second
        products += format.largest * (count * edge + width * cell.first)
        squaresAfter += format.largest * format.largest * count
        cell = kept
      }
      guard cell.count > 0 else { continue }
      // Below the level of the format's ties, every number of the cells is one of the format's.
      let isExact = binade.level < format.precision
      add(
        isExact
          ? BinadeLosses.Rounded()
          : BinadeLosses.rounded(cell, index: index, level: binade.level, width: width),
        squares: Double(cell.count) * edge * edge + 2 * edge * width * cell.first
          + width * width * cell.second)
    }
  }

  /// Adds numbers that are not far from what they round to.
  private mutating func add(_ rounding: BinadeLosses.Rounded, squares: Double) {
    noise += rounding.noise
    products += squares + rounding.cross
    squaresAfter += squares + 2 * rounding.cross + rounding.noise
  }
}
