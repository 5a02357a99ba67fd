import PortableMath

/// log2(a/b) for positive a and b.
func log2Ratio(_ a: Double, _ b: Double) -> Double { Portable.log2(a) - Portable.log2(b) }

/// The exponent of the least power of two that is not below `x`; binary64's ends for 0 and infinity.
func exponentNotBelow(_ x: Double) -> Int {
  guard x.isFinite else { return 1024 }
  guard x > 0 else { return -1074 }
  return Int(x.exponent) + (x.significand > 1 ? 1 : 0)
}

/// 2 to an integer power within binary64's range.
func powerOfTwo(_ exponent: Int) -> Double {
  Double(sign: .plus, exponent: exponent, significand: 1)
}

/// The exponent of the largest power of two strictly below a positive `x`.
func exponentBelow(_ x: Double) -> Int { exponentNotBelow(x) - 1 }
