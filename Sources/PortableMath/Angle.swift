/// A positive angle as a number of quarter turns, modulo 4, and a rest of at most an eighth turn.
struct Angle {
  /// The nearest number of quarter turns, modulo 4.
  let quarters: Int
  /// The rest in half turns, between −¼ and ¼.
  let halfTurns: Double
  /// What `halfTurns` lacks.
  let tail: Double

  /// The angle of `x` radians, below π/4.
  @inline(__always)
  init(small x: Double) {
    quarters = 0
    let product = twoProduct(x, Coefficients.inversePi)
    halfTurns = product.head
    tail = product.tail + x * Coefficients.inversePiTail
  }

  /// The angle of `x` radians, from 0.5 to the largest finite number.
  ///
  /// x·2/π modulo 4 in integers, by the method of Payne and Hanek (SIGNUM Newsletter 18, 1983):
  /// with x = m·2^e, the bits of 2^e·2/π that weigh 4 or more contribute multiples of 4, since m is
  /// an integer, and are not needed; 192 bits from there on leave an error below 2^-137. No
  /// binary64 number comes closer than 2^-62 to a multiple of π/2.
  init(large x: Double) {
    let significand = x.bitPattern & 0x000f_ffff_ffff_ffff | 0x0010_0000_0000_0000
    let exponent = Int(x.bitPattern >> 52) - 1075
    // The bit of 2/π that weighs 2 after scaling; a word of zeros stands before its binary point.
    let position = 64 + exponent - 2
    let shift = position & 63
    func word(_ index: Int) -> UInt64 {
      let place = position >> 6 + index
      let high = place == 0 ? 0 : Coefficients.twoOverPi[place - 1]
      return high << UInt64(shift) | Coefficients.twoOverPi[place] >> UInt64(64 - shift)
    }
    let low = significand.multipliedFullWidth(by: word(2))
    let middle = significand.multipliedFullWidth(by: word(1))
    var r0 = low.low
    var (r1, carry) = middle.low.addingReportingOverflow(low.high)
    var r2 = significand &* word(0) &+ middle.high &+ (carry ? 1 : 0)
    // In units of 2^-190 quarter turns, modulo 4.
    let nearest = (r2 &+ 1 << 61) >> 62
    quarters = Int(nearest)
    r2 &-= nearest << 62
    let isNegative = r2 >> 63 == 1
    if isNegative {
      (r0, carry) = (~r0).addingReportingOverflow(1)
      (r1, carry) = (~r1).addingReportingOverflow(carry ? 1 : 0)
      r2 = ~r2 &+ (carry ? 1 : 0)
    }
    var weight = 1023 - 52
    if r2 == 0 {
      (r2, r1, r0) = (r1, r0, 0)
      weight -= 64
    }
    let zeros = UInt64(r2.leadingZeroBitCount)
    let first = r2 << zeros | r1 >> (64 - zeros)
    let second = r1 << zeros | r0 >> (64 - zeros)
    let scale = Double(bitPattern: UInt64(weight - Int(zeros)) << 52)
    let sign = isNegative ? -scale : scale
    halfTurns = Double(first >> 11) * sign
    tail = Double(first << 53 | second >> 11) * 0x1p-64 * sign
  }
}
