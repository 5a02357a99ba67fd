extension Portable {
  /// e to the power `x`.
  ///
  /// At most 0.52 ulp off. `exp(−∞)` is 0, `exp(±0)` is 1, `exp(+∞)` is infinity. The result is
  /// infinity above 709.782712893384, subnormal below −708.396418532264, and 0 below
  /// −745.1332191019411.
  ///
  /// Method: x = k·ln2/128 + r with |r| ≤ ln2/256, so that e^x = 2^(k/128)·e^r; the first factor
  /// comes from a table in double-double form, the second from its Taylor series
  /// (Tang, ACM TOMS 15, 1989).
  public static func exp(_ x: Double) -> Double {
    guard x < 710 else { return x.isNaN ? x : .infinity }
    guard x > -746 else { return 0 }
    return exponential(of: x, plus: 0)
  }

  /// 2 to the power `x`.
  ///
  /// At most 0.52 ulp off, exact for integers `x` from −1074 to 1023. The result is infinity from
  /// 1024 up and 0 from −1075 down.
  public static func exp2(_ x: Double) -> Double {
    guard x < 1024 else { return x.isNaN ? x : .infinity }
    guard x > -1075 else { return 0 }
    let k = roundedToInteger(x * 128)
    let r = x - k.value / 128
    return Exponential(step: k.integer, remainder: r * (Coefficients.ln2 + Coefficients.ln2Tail))
      .value
  }

  /// e to the power `x`, less 1, without cancellation near 0.
  ///
  /// At most 2 ulp off. `expMinusOne(±0)` is ±0, of −∞ it is −1; infinity above
  /// 709.782712893384.
  public static func expMinusOne(_ x: Double) -> Double {
    guard x < 710 else { return x.isNaN ? x : .infinity }
    guard x > -45 else { return -1 }
    if x.magnitude < 0x1p-54 { return x }
    let parts = Exponential(exponentOf: x, plus: 0)
    if parts.step == 0 { return parts.growth }
    if parts.step > 128 * 60 { return parts.value }
    let scale = Double(bitPattern: UInt64(parts.step >> 7 + 1023) << 52)
    let head = parts.head * scale
    return (head - 1) + (parts.tail + parts.head * parts.growth) * scale
  }

  /// e to the power `x + low`, where `|low|` is at most 2^-14 and |x| at most 746.
  static func exponential(of x: Double, plus low: Double) -> Double {
    Exponential(exponentOf: x, plus: low).value
  }

  /// The integer nearest to `x` (ties to even), as a number and as an integer, for |x| < 2^50.
  ///
  /// Adding 1.5·2^52 leaves no bits for a fraction, and puts the integer into the low bits.
  @inline(__always)
  static func roundedToInteger(_ x: Double) -> (value: Double, integer: Int) {
    let shifted = x + 0x1.8p52
    let integer = Int(shifted.bitPattern & 0x000f_ffff_ffff_ffff) - (1 << 51)
    return (shifted - 0x1.8p52, integer)
  }
}

/// A power of e on its way: 2^(step/128) · (1 + growth), the first factor's fraction as a head and
/// a tail from the table.
struct Exponential {
  /// 128 times the exponent of 2, rounded to an integer.
  let step: Int
  /// 2^(step mod 128 / 128).
  let head: Double
  /// What `head` lacks.
  let tail: Double
  /// e^r − 1 for the remainder r, |r| ≤ ln2/256 + 2^-14.
  let growth: Double

  /// e to the power `x + low`.
  @inline(__always)
  init(exponentOf x: Double, plus low: Double) {
    let k = Portable.roundedToInteger(x * Coefficients.inverseLn2Over128)
    // The product with the head is exact (18 + 34 bits), and so is the difference.
    let r = (x - k.value * Coefficients.ln2Over128) + (low - k.value * Coefficients.ln2Over128Tail)
    self.init(step: k.integer, remainder: r)
  }

  @inline(__always)
  init(step: Int, remainder r: Double) {
    self.step = step
    let index = step & 127
    head = ExponentialTable.head[index]
    tail = ExponentialTable.tail[index]
    // Taylor: the first term left out is r^7/5040, below 2^-63 of r.
    let cubic = 1 / 6 + r * (1 / 24 + r * (1 / 120 + r * (1 / 720)))
    growth = r + r * r * (0.5 + r * cubic)
  }

  /// The power itself, rounded; in two steps where the result may be subnormal or overflow.
  @inline(__always)
  var value: Double {
    let fraction = head + (tail + head * growth)
    let exponent = step >> 7
    if exponent >= -1021 && exponent <= 1023 {
      return fraction * Double(bitPattern: UInt64(exponent + 1023) << 52)
    }
    let half = exponent >> 1
    let first = Double(bitPattern: UInt64(half + 1023) << 52)
    let second = Double(bitPattern: UInt64(exponent - half + 1023) << 52)
    return fraction * first * second
  }
}
