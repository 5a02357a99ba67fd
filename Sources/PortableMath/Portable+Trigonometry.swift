extension Portable {
  /// The sine of π·`x`.
  ///
  /// At most 2 ulp off. ±0 at every integer, with the sign of `x`, and ±1 halfway between; NaN
  /// at infinity.
  public static func sinPi(_ x: Double) -> Double { sinCosPi(x).sin }

  /// The cosine of π·`x`.
  ///
  /// At most 2 ulp off. +0 halfway between integers, and ±1 at integers; NaN at infinity.
  public static func cosPi(_ x: Double) -> Double { sinCosPi(x).cos }

  /// The sine and the cosine of π·`x`; each as `sinPi` and `cosPi` alone give it.
  ///
  /// For a fraction u of a full turn, pass 2u, which is exact.
  public static func sinCosPi(_ x: Double) -> (sin: Double, cos: Double) {
    let magnitude = x.magnitude
    guard magnitude < 0x1p52 else {
      guard magnitude < .infinity else { return (.nan, .nan) }
      let isOdd = magnitude < 0x1p53 && x.bitPattern & 1 == 1
      return (x.sign == .minus ? -0.0 : 0, isOdd ? -1 : 1)
    }
    let halfTurns = 2 * magnitude
    let quarter: (value: Double, integer: Int)
    if magnitude < 0x1p48 {
      quarter = roundedToInteger(halfTurns)
    } else {
      let integer = halfTurns.rounded(.toNearestOrEven)
      quarter = (integer, Int(integer))
    }
    let y = magnitude - 0.5 * quarter.value
    let core = sinCosPiCore(y)
    let swapped = quarter.integer & 1 == 1
    var sine = swapped ? core.cos : core.sin
    var cosine = swapped ? core.sin : core.cos
    if quarter.integer & 2 != 0 { sine = -sine }
    if (quarter.integer + 1) & 2 != 0 { cosine = -cosine }
    if x.sign == .minus { sine = -sine }
    // Zeros carry the sign of x in a sine and none in a cosine.
    return (sine == 0 ? (x.sign == .minus ? -0.0 : 0) : sine, cosine == 0 ? 0 : cosine)
  }

  /// The sine and the cosine of π·`y` for |y| ≤ ¼, by polynomials in y².
  @inline(__always)
  static func sinCosPiCore(_ y: Double) -> (sin: Double, cos: Double) {
    let z = y * y
    let sine =
      y * Coefficients.pi
      + y * (Coefficients.piTail + z * polynomial(Coefficients.sinTail, at: z))
    return (sine, 1 + z * polynomial(Coefficients.cosTail, at: z))
  }
}
