/// A natural number of any size, as far as exact decimal text needs one: 32-bit limbs, least
/// significant first, no leading zero limbs.
struct Natural {
  private(set) var limbs: [UInt32] = []

  init(_ value: UInt128) {
    var rest = value
    while rest != 0 {
      limbs.append(UInt32(truncatingIfNeeded: rest))
      rest >>= 32
    }
  }

  var isZero: Bool { limbs.isEmpty }

  /// Number of bits without leading zeros.
  var bitWidth: Int {
    guard let top = limbs.last else { return 0 }
    return 32 * limbs.count - top.leadingZeroBitCount
  }

  /// Multiplies by a factor and adds a term.
  mutating func multiply(by factor: UInt32, adding term: UInt32 = 0) {
    var carry = UInt64(term)
    for index in limbs.indices {
      let product = UInt64(limbs[index]) * UInt64(factor) + carry
      limbs[index] = UInt32(truncatingIfNeeded: product)
      carry = product >> 32
    }
    if carry != 0 { limbs.append(UInt32(carry)) }
  }

  /// Multiplies by 2^count.
  mutating func shiftLeft(_ count: Int) {
    guard !isZero else { return }
    if count % 32 != 0 { multiply(by: 1 << UInt32(count % 32)) }
    limbs.insert(contentsOf: repeatElement(0, count: count / 32), at: 0)
  }

  /// Divides by a divisor other than 0 and returns the remainder.
  mutating func divide(by divisor: UInt32) -> UInt32 {
    var remainder: UInt64 = 0
    for index in limbs.indices.reversed() {
      let dividend = remainder << 32 | UInt64(limbs[index])
      limbs[index] = UInt32(dividend / UInt64(divisor))
      remainder = dividend % UInt64(divisor)
    }
    while limbs.last == 0 { limbs.removeLast() }
    return UInt32(remainder)
  }

  /// Multiplies by base^exponent, where base^13 fits a limb.
  mutating func multiply(by base: UInt32, toThe exponent: Int) {
    forEachPower(of: base, exponent) { multiply(by: $0) }
  }

  /// Divides by base^exponent, where base^13 fits a limb; returns whether there was a remainder.
  mutating func divide(by base: UInt32, toThe exponent: Int) -> Bool {
    var isInexact = false
    forEachPower(of: base, exponent) { if divide(by: $0) != 0 { isInexact = true } }
    return isInexact
  }

  /// Splits base^exponent into factors that fit a limb.
  private func forEachPower(of base: UInt32, _ exponent: Int, _ body: (UInt32) -> Void) {
    let step = base > 5 ? 9 : 13
    var rest = exponent
    while rest > 0 {
      let count = min(rest, step)
      body((0..<count).reduce(1) { power, _ in power * base })
      rest -= count
    }
  }

  /// The leading 128 bits at most, the number of bits below them, and whether any of these is 1.
  var leadingBits: (significand: UInt128, shift: Int, sticky: Bool) {
    let shift = max(bitWidth - 128, 0)
    var significand: UInt128 = 0
    for bit in (shift..<max(bitWidth, shift)).reversed() {
      significand = significand << 1 | UInt128(limbs[bit / 32] >> UInt32(bit % 32) & 1)
    }
    let sticky = limbs.indices.contains { limb in
      let kept = max(shift - 32 * limb, 0)
      let below = kept >= 32 ? UInt32.max : (1 << UInt32(kept)) - 1
      return limbs[limb] & below != 0
    }
    return (significand, shift, sticky)
  }
}
