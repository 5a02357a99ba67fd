import CKernels
import FloatFormats

/// The constants with which the vector loops round the results of arithmetic to a format; nil for what
/// only the rounding core does.
///
/// The loops compute in binary64 (steps.h, elementwise.h). They take formats of at most 25 bits of
/// precision, whose products are exact there and whose quotients and roots stay clear of every point
/// where a rounding turns; whose products and sums do not leave binary64's normal numbers; and whose
/// casts have loops (``CastConstants``). A number with all its stochastic steps must fit 52 bits.
struct ArithmeticConstants: Sendable {
  /// For the loops.
  private(set) var raw: ck_arithmetic
  /// The random bits of a rounding.
  let randomBitCount: Int
  /// Whether quotients are right, and square roots.
  let divides: Bool
  let takesSquareRoots: Bool

  init?(_ format: FloatFormat, _ context: RoundingContext) {
    guard let cast = CastConstants<Double>(format, context)?.values else { return nil }
    let precision = format.precision
    randomBitCount = context.rounding.randomBitCount
    guard format.bias != Double.carrierFormat.bias, precision <= 25,
      precision + Int(cast.steps) <= 52 || randomBitCount == 0, Self.holdsProducts(format, format)
    else { return nil }
    divides = 2 * precision + Int(cast.steps) <= 51
    takesSquareRoots = 2 * (precision + Int(cast.steps)) + 1 <= 53
    raw = ck_arithmetic()
    raw.cast = cast
    // The NaN of an undefined operation is negative on some CPUs, and here has no sign.
    raw.cast.nan.1 = cast.nan.0
    raw.cancelled_sign = context.rounding == .mode(.towardNegative) ? 1 << 63 : 0
  }

  /// With the place of the first element in its random row.
  func at(place: UInt32) -> ck_arithmetic {
    var constants = raw
    constants.cast.place = place
    return constants
  }

  /// With a random row, of which the first element has a place.
  func at(place: UInt32, keys: (outer: UInt32, inner: UInt32)) -> ck_arithmetic {
    var constants = at(place: place)
    constants.cast.outer_key = keys.outer
    constants.cast.inner_key = keys.inner
    return constants
  }

  /// Whether every product of values of two formats is a normal number of binary64.
  static func holdsProducts(_ a: FloatFormat, _ b: FloatFormat) -> Bool {
    a.precision + b.precision <= 53 && a.quantumExponent + b.quantumExponent >= -1022
      && a.maximumExponent + b.maximumExponent + 2 <= 1022
  }
}
