/// Standard normal numbers by additions, multiplications and a square root of binary32: the law of
/// weights that are made while they are used, 7·10⁹ of them at a time.
///
/// The method of Box and Muller (Annals of Mathematical Statistics 29, 1958) on two words: R·cos θ and
/// R·sin θ, with R = √(−2 ln u). One word gives u, the odd multiples of 2^-33 in (0, 1), with all its
/// relative accuracy at both ends. The other gives θ: its upper 30 bits an angle of the sector
/// (−π/4, π/4), its lower 2 which of four sectors.
///
/// Every operation is rounded on its own, in this order, so that vector loops give the same bits
/// (Kernels, `NormalRows`). How near to a normal distribution it comes, by enumeration of all words:
/// - odd moments, and the correlation of a pair's two numbers, are exactly 0, as the negative of every
///   number is as frequent, for either value of the other;
/// - the variance is 1 + 3·10^-8, the fourth moment 3·(1 + 5·10^-8), and the mean product of a pair's
///   squares 1 + 6·10^-8, but for the last rounding, of R·cos θ, which is off by at most 2^-24 of it;
/// - each number is within 5·10^-7 of itself of what Box and Muller's formula gives;
/// - magnitudes go from 10^-14, never 0, to √(66 ln 2) = 6.76; 1.4·10^-11 of a normal distribution lies
///   beyond, a tenth of a number in 7·10⁹.
public enum Normal32 {
  /// The two numbers of a pair of words.
  @inlinable @inline(__always)
  public static func pair(radius: UInt32, angle: UInt32) -> (Float, Float) {
    let length = squaredRadius(radius).squareRoot()
    let (first, second) = direction(angle)
    return (length * first, length * second)
  }

  /// R² = −2 ln u, for u = (word + ½)/2^32.
  ///
  /// Written as e·2 ln 2 − 2 ln(1 − g) with g in [0, ½], where both terms are positive; the logarithm is
  /// g times a polynomial in g, off by 1.5·10^-7 of it.
  @inlinable @inline(__always)
  public static func squaredRadius(_ word: UInt32) -> Float {
    // Of u below ½, 2^32·u; above, 2^32·(u − 1), where u itself would lose bits.
    let signed = Int32(bitPattern: word)
    let v = Float(signed) + 0.5
    let bits = v.bitPattern
    let mantissa = Float(bitPattern: bits & 0x7f_ffff | 0x3f00_0000)
    let g = signed < 0 ? v * -0x1p-32 : 1 - mantissa
    let e = Float(signed < 0 ? 0 : 158 - Int32(bits >> 23))
    let g2 = g * g
    let low = (0x1.fffffcp+0 + 0x1.0004cap+0 * g) + (0x1.53d3dp-1 + 0x1.16c8a6p-1 * g) * g2
    let high = (0x1.377a68p-4 + 0x1.92227ep+0 * g) + (0x1.2f571ap+1 * g - 0x1.14dec4p+1) * g2
    return (low + high * (g2 * g2)) * g + e * 0x1.62e43p+0
  }

  /// A point of the unit circle, uniform in its angle.
  ///
  /// cos and sin of x·π/4 by polynomials in x², off by 2·10^-7 of each, x in (−1, 1) and never 0. Bit 0
  /// of the word changes the cosine's sign, bit 1 exchanges the two.
  @inlinable @inline(__always)
  public static func direction(_ word: UInt32) -> (Float, Float) {
    let x = Float(Int32(bitPattern: word & ~3 | 2)) * 0x1p-31
    let y = x * x
    let sine = (((-0x1.2d9302p-15 * y + 0x1.465e92p-9) * y - 0x1.4abbbap-4) * y + 0x1.921fb6p-1) * x
    let magnitude = ((-0x1.4e853ep-12 * y + 0x1.03b096p-6) * y - 0x1.3bd39ep-2) * y + 1
    let cosine = Float(bitPattern: magnitude.bitPattern ^ word << 31)
    return word & 2 == 0 ? (cosine, sine) : (sine, cosine)
  }
}

extension RowStream {
  /// A standard normal number of the law ``Normal32``.
  ///
  /// Places 2p and 2p + 1 have the pair of words 2p (radius) and 2p + 1 (angle) of the row's hash.
  @inlinable
  public func normal32(at place: UInt32) -> Float {
    precondition(place < 1 << 31, "a row has places below 2^31")
    let pair = Normal32.pair(radius: key.word(at: place & ~1), angle: key.word(at: place | 1))
    return place & 1 == 0 ? pair.0 : pair.1
  }
}
