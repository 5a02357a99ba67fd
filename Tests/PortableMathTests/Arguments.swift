import Glibc

/// Arguments at which functions are judged: evenly spaced, log-uniform over every binade, and next
/// to given points.
enum Arguments {
  /// How many times more arguments than asked for: 10 when GRADUAL_EXHAUSTIVE is set.
  static let density = getenv("GRADUAL_EXHAUSTIVE") == nil ? 1 : 10

  /// `count` numbers evenly spaced from `low` to `high`, ends included.
  static func even(_ low: Double, _ high: Double, _ count: Int, times density: Int = density)
    -> [Double]
  {
    let count = count * density
    return (0..<count).map { low + (high - low) * (Double($0) / Double(count - 1)) }
  }

  /// `count` numbers whose bit patterns are evenly spaced between those of `low` and `high`, both
  /// positive, and made irregular in their low bits: every binade has the same share.
  static func logarithmic(_ low: Double, _ high: Double, _ count: Int, times density: Int = density)
    -> [Double]
  {
    let count = count * density
    let step = (high.bitPattern - low.bitPattern) / UInt64(count)
    return (0..<count).map { index in
      let irregular = (UInt64(index) &* 0x9e37_79b9_7f4a_7c15) >> 32
      return Double(bitPattern: low.bitPattern + UInt64(index) * step + irregular % max(step, 1))
    }
  }

  /// The 41 numbers nearest to `x`, itself in the middle.
  static func around(_ x: Double) -> [Double] {
    var numbers = [x]
    var below = x
    var above = x
    for _ in 0..<20 {
      below = below.nextDown
      above = above.nextUp
      numbers += [below, above]
    }
    return numbers
  }
}
