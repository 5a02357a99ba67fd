import CKernels
import FloatFormats

/// How tiles in registers (matmul.h) add up a product, and what a call's numbers must fulfil for it.
///
/// Tiles do what is rounded to nearest even, one rounding for each operation or each term. All but
/// the carriers' own fused multiply-adds know nothing of overflow, infinities and NaNs, and those that round
/// every operation nothing of −0. Where a call's numbers are not fit for them, lanes do the same more
/// slowly.
struct TilePlan: Sendable {
  private let kind: ck_matmul_kind
  private let format: FloatFormat
  private let rounding: CastKernel<Double>
  private let inputs: (a: FloatFormat, b: FloatFormat)

  /// Nil for what tiles do not do.
  init?(_ plan: AccumulationPlan, a: FloatFormat, b: FloatFormat) {
    inputs = (a, b)
    let precisions = a.precision + b.precision
    switch plan {
    case .fused(let steps) where steps.format == .binary32 && steps.context == RoundingContext():
      // The carrier's own fused multiply-add.
      guard Float.holds(a), Float.holds(b) else { return nil }
      kind = ck_matmul_binary32
      format = steps.format
    case .fused(let steps) where steps.format == .binary64 && steps.context == RoundingContext():
      kind = ck_matmul_binary64
      format = steps.format
    case .perOperation(let steps) where Self.isPlain(steps):
      // binary32 has a bit to spare for the products, and twice the precision and 2 bits for sums.
      guard (3...11).contains(steps.format.precision), precisions <= 23, Float.holds(a),
        Float.holds(b), Float.holds(steps.format)
      else { return nil }
      kind = ck_matmul_any
      format = steps.format
    case .fused(let steps) where Self.isPlain(steps):
      guard (3...24).contains(steps.format.precision), Float.holds(steps.format),
        steps.format.hasNegativeZero,
        precisions + steps.format.precision + 3 <= 53, ArithmeticConstants.holdsProducts(a, b)
      else { return nil }
      kind = ck_matmul_fused
      format = steps.format
    default: return nil
    }
    rounding = CastKernel(format, RoundingContext())
  }

  private static func isPlain(_ steps: RoundedSteps) -> Bool {
    let format = steps.format
    return steps.context == RoundingContext() && format.isSigned && format.hasZero
      && format.hasSubnormals && format.ties == .evenCode
  }

  /// A starting value, rounded to nearest even.
  func start(_ c: Double) -> Double { rounding.value(rounding.rounded(c, 0).code) }

  /// Whether tiles may begin at a number: the sign of a zero is lost in them.
  func canStart(at c: Double) -> Bool {
    isCarriers
      || !(c.sign == .minus && c.magnitude < format.leastNonzeroMagnitude)
  }

  /// Whether tiles need numbers of binary64.
  var isWide: Bool { kind == ck_matmul_fused || kind == ck_matmul_binary64 }

  /// Whether every term is a carrier's own fused multiply-add, which takes all numbers.
  var isCarriers: Bool { kind == ck_matmul_binary32 || kind == ck_matmul_binary64 }

  /// Whether tiles count what happens: not a carrier's own fused multiply-add.
  var counts: Bool { !isCarriers }

  /// The tiles for numbers with these extremes; nil where they are not fit.
  ///
  /// - Parameters:
  ///   - a, b: looked at only by those tiles that depend on them.
  ///   - start: of the accumulator's starting values, which are values of the format; −0 is not among
  ///     them.
  ///   - terms: of each sum.
  func tiles(
    a: @autoclosure () -> Extremes, b: @autoclosure () -> Extremes, start: Double, terms: Int
  ) -> Tiles? {
    var constants = ck_matmul()
    constants.kind = Int32(kind.rawValue)
    // A carrier's fused multiply-add knows everything.
    if isCarriers {
      return Tiles(constants: constants, block: .max, limit: .infinity)
    }
    let (a, b) = (a(), b())
    guard a.largest.isFinite, b.largest.isFinite else { return nil }
    let shift = (isWide ? 52 : 23) - format.trailingWidth
    // Half the largest number; in binary32, what a product with 2^shift leaves finite.
    let highest = Double(sign: .plus, exponent: 126 - shift, significand: 1)
    let limit =
      isWide
      ? format.greatestFiniteMagnitude / 2
      : min(format.greatestFiniteMagnitude / 2, highest)
    let product = a.largest * b.largest
    guard product <= limit, start <= limit else { return nil }
    if isWide {
      // A sum and a product that is not much less must fit binary64 together; of one that is less than the
      // sum by p + 2 binades bits may be cut off, since that sum is far from any midpoint.
      guard
        product == 0 || product.exponent + 1 - format.quantumExponent <= 52
          || start == 0 && fits(a, b)
      else { return nil }
      constants.cut = Int32(shift)
      constants.wide_least = format.leastNormalMagnitude
    } else {
      let scale = Double(sign: .plus, exponent: shift, significand: 1)
      constants.scale = Float(scale)
      constants.least = Float(1.5 * format.leastNormalMagnitude * scale)
      if a.least * b.least >= format.leastNormalMagnitude {
        constants.kind = Int32(ck_matmul_normal.rawValue)
      } else if a.largest * scale > Double(Float.greatestFiniteMagnitude) {
        // What is added to products of any size would not be finite.
        return nil
      }
    }
    // Terms until a sum that begins at the limit overflows: roundings are monotone, so the largest
    // products give a bound.
    var block = 0
    var sum = limit
    let context = RoundingContext()
    let term = max(product, format.decode(format.encode(product, context).code))
    while block < min(terms, 64) {
      let next = format.decode(format.encode(sum + term, context).code)
      guard next.isFinite, next <= 2 * limit, next < format.greatestFiniteMagnitude else { break }
      if next == sum && term < sum {
        // Swamped: it grows no more.
        block = .max
        break
      }
      sum = next
      block += 1
    }
    return block > 0 ? Tiles(constants: constants, block: block, limit: limit) : nil
  }

  /// Whether every product, and every sum of products, is a multiple of a bit that is at most 52 binades
  /// below the largest product.
  private func fits(_ a: Extremes, _ b: Extremes) -> Bool {
    func lastBit(_ least: Double, _ format: FloatFormat) -> Int {
      least.isFinite
        ? max(least.exponent - format.trailingWidth, format.quantumExponent) : 0
    }
    let bit = max(lastBit(a.least, inputs.a) + lastBit(b.least, inputs.b), format.quantumExponent)
    return (a.largest * b.largest).exponent + 1 - bit <= 52
  }
}

/// Tiles with their constants.
struct Tiles: Sendable {
  let constants: ck_matmul
  /// Terms that may be added to sums of at most the limit.
  let block: Int
  /// A sum beyond it may overflow.
  let limit: Double
}
