import FloatFormats
import Kernels
import Theory

/// What closed forms say of an accumulator; nil where there is none for it.
struct AccumulatorPrediction {
  let model: AccumulatorModel

  /// The bounds of the error of n terms. For Kahan's sum only while n·u ≤ 1, where its term of second
  /// order, O(n·u²), stays below the first (Higham, Accuracy and Stability of Numerical Algorithms,
  /// section 4.3); none for tensor cores.
  func bounds(count: Double) -> SummationBounds? { Self.bounds(model, count) }

  private static func bounds(_ model: AccumulatorModel, _ count: Double) -> SummationBounds? {
    switch model {
    case .perOperation(let target), .fused(let target):
      // A term is rounded, or the first sum is: n roundings on the first term's way.
      return SummationBounds(depth: count, roundoff: roundoff(target))
    case .pairwise(let target):
      let levels = count <= 1 ? 0 : (count - 1).exponent + 1
      return SummationBounds(depth: Double(levels) + 1, roundoff: roundoff(target))
    case .kahan(let target):
      // 2u, and u for the term's own rounding.
      let roundoff = roundoff(target)
      return count * roundoff <= 1 ? SummationBounds(depth: 3, roundoff: roundoff) : nil
    case .exact(let target): return SummationBounds(depth: 1, roundoff: roundoff(target))
    case .chunked(let size, let inner, let outer):
      let chunks = (count / Double(size)).rounded(.up)
      guard let inner = bounds(inner, min(count, Double(size))), let outer = bounds(outer, chunks)
      else { return nil }
      return inner + outer
    case .promoted(let model, let size):
      return bounds(.chunked(size: size, inner: model, outer: .fp32), count)
    case .tensorCore: return nil
    }
  }

  /// The unit roundoff: half a last place of 1 to nearest, else a whole one.
  static func roundoff(_ target: AccumulatorFormat) -> Double {
    let step = target.format.unitInLastPlaceOfOne
    switch target.rounding {
    case .mode(.nearestEven), .mode(.nearestAway), .mode(.nearestZero): return step / 2
    default: return step
    }
  }

  /// The 2^p law of a sequential sum.
  var stagnation: StagnationLaw? {
    switch model {
    case .perOperation(let target), .fused(let target):
      switch target.rounding {
      case .mode(.nearestEven): StagnationLaw(precision: target.format.precision)
      case .mode(.towardZero):
        StagnationLaw(precision: target.format.precision, rounding: .towardZero)
      default: nil
      }
    default: nil
    }
  }

  /// The variance retention ratio at each of `counts` terms, for sequential sums to nearest and for
  /// such in chunks.
  func retention(counts: [Double]) -> [Double?] {
    switch model {
    case .perOperation, .fused:
      guard let bits = Self.fractionBits(model) else { return counts.map { _ in nil } }
      return VarianceRetention.ratios(fractionBits: bits, counts: counts)
    case .chunked(let size, let inner, let outer):
      guard let bits = Self.fractionBits(inner), let outerBits = Self.fractionBits(outer) else {
        return counts.map { _ in nil }
      }
      return counts.map {
        VarianceRetention.ratio(
          fractionBits: bits, chunk: min($0, Double(size)), outerFractionBits: outerBits,
          chunks: ($0 / Double(size)).rounded(.up))
      }
    default: return counts.map { _ in nil }
    }
  }

  private static func fractionBits(_ model: AccumulatorModel) -> Int? {
    switch model {
    case .perOperation(let target), .fused(let target):
      target.rounding == .nearestEven ? target.format.precision - 1 : nil
    default: nil
    }
  }
}
