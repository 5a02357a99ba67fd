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
    guard magnitude < 0x1p48 else { return sinCosPiOfLarge(x) }
    let quarters = roundedToInteger(2 * magnitude)
    let near = sinCosPiNearZero(magnitude - 0.5 * quarters.value)
    let turned = turn(near, byQuarters: quarters.integer)
    // Zeros carry the sign of x in a sine and none in a cosine.
    let sine = turned.sin == 0 ? 0 : turned.sin
    return (x.sign == .minus ? -sine : sine, turned.cos == 0 ? 0 : turned.cos)
  }

  /// The sine of `x` radians.
  ///
  /// At most 2 ulp off for every finite `x`, however large; `x` itself near 0, NaN at infinity.
  public static func sin(_ x: Double) -> Double { sinCos(x).sin }

  /// The cosine of `x` radians.
  ///
  /// At most 2 ulp off for every finite `x`, however large; NaN at infinity.
  public static func cos(_ x: Double) -> Double { sinCos(x).cos }

  /// The sine and the cosine of `x` radians; each as `sin` and `cos` alone give it.
  public static func sinCos(_ x: Double) -> (sin: Double, cos: Double) {
    let magnitude = x.magnitude
    if magnitude < 0x1p-27 { return (x, 1) }
    guard magnitude < .infinity else { return (.nan, .nan) }
    let angle = magnitude < 0.785 ? Angle(small: magnitude) : Angle(large: magnitude)
    let near = sinCosPiNearZero(angle.halfTurns, tail: angle.tail)
    let turned = turn(near, byQuarters: angle.quarters)
    return (x.sign == .minus ? -turned.sin : turned.sin, turned.cos)
  }

  /// The sine and the cosine after a turn by `quarters`·90°.
  @inline(__always)
  private static func turn(
    _ near: (sin: Double, cos: Double), byQuarters quarters: Int
  ) -> (sin: Double, cos: Double) {
    let swapped = quarters & 1 == 1
    let sine = swapped ? near.cos : near.sin
    let cosine = swapped ? near.sin : near.cos
    return (quarters & 2 != 0 ? -sine : sine, (quarters + 1) & 2 != 0 ? -cosine : cosine)
  }

  /// The sine and the cosine of π·`y` for |y| ≤ ¼, by polynomials in y².
  @inline(__always)
  private static func sinCosPiNearZero(_ y: Double) -> (sin: Double, cos: Double) {
    let z = y * y
    let sineRest = Coefficients.piTail + z * polynomial(Coefficients.sinTail, at: z)
    return (y * Coefficients.pi + y * sineRest, 1 + z * polynomial(Coefficients.cosTail, at: z))
  }

  /// The sine and the cosine of π·(y + tail), the tail at most an ulp of `y`: one more term each.
  @inline(__always)
  private static func sinCosPiNearZero(_ y: Double, tail: Double) -> (sin: Double, cos: Double) {
    let near = sinCosPiNearZero(y)
    let z = y * y
    let sineRest = Coefficients.piTail + z * polynomial(Coefficients.sinTail, at: z)
    let turn = tail * Coefficients.pi
    return (
      y * Coefficients.pi + (y * sineRest + turn * near.cos),
      1 + (z * polynomial(Coefficients.cosTail, at: z) - turn * near.sin)
    )
  }

  /// `sinCosPi` from 2^48 on, where few or no bits are left for a fraction.
  private static func sinCosPiOfLarge(_ x: Double) -> (sin: Double, cos: Double) {
    let magnitude = x.magnitude
    guard magnitude < .infinity else { return (.nan, .nan) }
    // Two is a period, and subtracting a multiple of it is exact.
    guard magnitude >= 0x1p53 else {
      let turns = UInt64(magnitude) & ~1
      let part = sinCosPi(magnitude - Double(turns))
      return (x.sign == .minus ? -part.sin : part.sin, part.cos)
    }
    return (x.sign == .minus ? -0.0 : 0, 1)
  }
}
