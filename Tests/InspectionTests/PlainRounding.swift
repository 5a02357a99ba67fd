import FloatFormats
import Kernels

/// What rounding does to numbers, one after the other by the array cast: the judge of what the cells tell.
struct PlainRounding {
  let counts: CastCounts
  /// Σ(y − x)² and Σx², the largest number standing for what overflowed.
  private(set) var noise = 0.0
  private(set) var squares = 0.0

  /// - Parameter scale: a power of two that keeps every product normal.
  init(_ numbers: [Double], in format: FloatFormat, scale: Double = 1) throws {
    let cast = try ArrayCast<Double>(to: format)
    counts = cast.counts(numbers.span, scaledBy: scale)
    let saturating = try ArrayCast<Double>(
      to: format, RoundingContext(.nearestEven, overflow: .saturate))
    let rounded = saturating.values(numbers.map { $0 * scale })
    for (x, y) in zip(numbers, rounded) where x.isFinite {
      squares += x * x
      noise += (y / scale - x) * (y / scale - x)
    }
  }

  var signalToNoise: Double { noise == 0 ? .infinity : squares / noise }
}
