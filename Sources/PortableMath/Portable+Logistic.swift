extension Portable {
  /// The hyperbolic tangent of `x`.
  ///
  /// At most 3 ulp off. Odd; ±0 at ±0; ±1 from |x| = 19.07 on.
  public static func tanh(_ x: Double) -> Double {
    let magnitude = x.magnitude
    guard magnitude < 20 else { return x.isNaN ? x : (x > 0 ? 1 : -1) }
    let growth = expMinusOne(2 * magnitude)
    let value = growth / (growth + 2)
    return x.sign == .minus ? -value : value
  }

  /// The logistic function 1/(1 + e^−x).
  ///
  /// At most 3 ulp off on both sides: it falls like e^x toward −∞, subnormal below
  /// −708.396418532264 and 0 below −745.1332191019411.
  public static func sigmoid(_ x: Double) -> Double {
    if x.isNaN { return x }
    let decay = exp(-x.magnitude)
    return x < 0 ? decay / (1 + decay) : 1 / (1 + decay)
  }

  /// The logarithm of the logistic function, −log(1 + e^−x).
  ///
  /// At most 2 ulp off on both sides: −e^−x toward +∞, where it ends at −0, and `x` toward −∞.
  public static func logSigmoid(_ x: Double) -> Double {
    if x.isNaN { return x }
    let rest = log(onePlus: exp(-x.magnitude))
    return x < 0 ? x - rest : -rest
  }
}
