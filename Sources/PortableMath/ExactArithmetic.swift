/// The sum of two numbers as a rounded head and the exact error of that rounding, for `|a| ≥ |b|`
/// or `a = 0` (Dekker, Numerische Mathematik 18, 1971).
@inline(__always)
func fastTwoSum(_ a: Double, _ b: Double) -> (head: Double, tail: Double) {
  let head = a + b
  return (head, b - (head - a))
}

/// The sum of two numbers as a rounded head and the exact error of that rounding
/// (Knuth, The Art of Computer Programming 2, 4.2.2).
@inline(__always)
func twoSum(_ a: Double, _ b: Double) -> (head: Double, tail: Double) {
  let head = a + b
  let bPart = head - a
  return (head, (a - (head - bPart)) + (b - bPart))
}

/// The leading 26 bits of a number's significand, toward zero, and the other 27: `x = high + low`.
@inline(__always)
func halves(_ x: Double) -> (high: Double, low: Double) {
  let high = Double(bitPattern: x.bitPattern & 0xffff_ffff_f800_0000)
  return (high, x - high)
}

/// The product of two numbers as a rounded head and the error of that rounding.
///
/// The tail is exact while no partial product is subnormal and `a·b` is finite, except that the
/// product of the two 27-bit low halves may itself round: then the tail is off by 2^-103 of the
/// product at most. No fused multiply-add is used, because where the CPU has none it is slow.
@inline(__always)
func twoProduct(_ a: Double, _ b: Double) -> (head: Double, tail: Double) {
  let head = a * b
  let (aHigh, aLow) = halves(a)
  let (bHigh, bLow) = halves(b)
  let tail = ((aHigh * bHigh - head) + aHigh * bLow + aLow * bHigh) + aLow * bLow
  return (head, tail)
}

/// The polynomial with these coefficients, constant term first, by Horner's rule; `tail` is what the
/// constant term lacks.
@inline(__always)
func polynomial<let count: Int>(
  _ coefficients: InlineArray<count, Double>, at x: Double, tail: Double = 0
) -> Double {
  coefficients[0] + (slope(of: coefficients, at: x) * x + tail)
}

/// What multiplies x in the polynomial with these coefficients: c₁ + c₂x + c₃x² + ….
@inline(__always)
func slope<let count: Int>(of coefficients: InlineArray<count, Double>, at x: Double) -> Double {
  var value = coefficients[count - 1]
  var index = count - 2
  while index > 0 {
    value = value * x + coefficients[index]
    index -= 1
  }
  return value
}
