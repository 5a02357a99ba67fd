import BlockFormats
import FloatFormats
import Kernels

/// A format to which numbers are rounded one by one, since cells do not tell what it does to them: one of more
/// significant bits, or with other ties. It has signs and a zero.
struct PlainFormat: Sendable {
  let format: FloatFormat
  private let cast: ArrayCast<Double>

  /// Nil of a format without signs or a zero.
  init?(_ format: FloatFormat) {
    guard format.isSigned, format.hasZero,
      let cast = try? ArrayCast<Double>(
        to: format, RoundingContext(.nearestEven, overflow: .saturate))
    else { return nil }
    (self.format, self.cast) = (format, cast)
  }

  /// Numbers that are rounded at a time, and whose sums are taken by themselves.
  static let pieceLength = 1 << 13

  /// What rounding does to numbers.
  func sums(_ numbers: [Double]) -> RoundingSums {
    var sums = RoundingSums()
    for start in stride(from: 0, to: numbers.count, by: Self.pieceLength) {
      sums.add(piece(Array(numbers[start..<min(start + Self.pieceLength, numbers.count)])))
    }
    return sums
  }

  private func piece(_ numbers: [Double]) -> RoundingSums {
    var rounded = [Double](repeating: 0, count: numbers.count)
    var span = rounded.mutableSpan
    let counts = cast.castCounting(numbers.span, into: &span)
    var sums = RoundingSums()
    guard counts.nonzero > 0 else { return sums }
    (sums.flushed, sums.subnormal, sums.overflowed) = (
      counts.flushed, counts.subnormal, counts.overflowed
    )
    let unit = Int(counts.largestMagnitude.exponent)
    sums.unit = unit
    // Twice, since the factor itself might leave binary64's range.
    let half = Double(sign: .plus, exponent: -(unit / 2), significand: 1)
    let rest = Double(sign: .plus, exponent: -(unit - unit / 2), significand: 1)
    for (number, result) in zip(numbers, rounded) where number.isFinite {
      let (x, y) = (number * half * rest, result * half * rest)
      sums.squares += x * x
      sums.squaresAfter += y * y
      sums.products += x * y
      sums.noise += (y - x) * (y - x)
      if result == 0 { sums.squaresFlushed += x * x }
    }
    return sums
  }
}

/// How a format's findings are made.
enum JudgedFormat: Sendable {
  /// By cells.
  case cells(NearestFormat)
  /// Number by number.
  case plain(PlainFormat)
  /// Block by block, when the tensor's largest number is known.
  case blocks(BlockFormat)

  /// Nil of a format that neither serves.
  /// - Parameter narrow: whether no number has more bits than cells tell apart.
  init?(_ format: FloatFormat, narrow: Bool) {
    if let nearest = NearestFormat(format), narrow || nearest.precision <= BinadeCells.finestLevel {
      self = .cells(nearest)
    } else if let plain = PlainFormat(format) {
      self = .plain(plain)
    } else {
      return nil
    }
  }

  /// The format of numbers; nil of blocks.
  var format: FloatFormat? {
    switch self {
    case .cells(let nearest): nearest.format
    case .plain(let plain): plain.format
    case .blocks: nil
    }
  }
}
