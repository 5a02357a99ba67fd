import PortableMath

/// 64 random bits, and the numbers that are made of them.
public struct Draw: Hashable, Sendable {
  /// The bits.
  public let bits: UInt64

  /// The draw with these bits.
  @inlinable
  public init(bits: UInt64) {
    self.bits = bits
  }

  /// The draw of two words, the first of which is the upper half.
  @inlinable @inline(__always)
  public init(high: UInt32, low: UInt32) {
    bits = UInt64(high) << 32 | UInt64(low)
  }

  /// The upper 32 bits.
  @inlinable
  public var uint32: UInt32 { UInt32(bits >> 32) }

  /// A number of the open interval (0, 1), uniform on its 2^52 points (2k + 1)·2^-53, with k the
  /// upper 52 bits. Neither 0, ½ nor 1 is among them, and their mean is exactly ½.
  @inlinable @inline(__always)
  public var uniform: Double {
    // 1 + k·2^-52, whose difference from 1 − 2^-53 is exact.
    Double(bitPattern: bits >> 12 | 0x3ff0_0000_0000_0000) - 0x1.fffffffffffffp-1
  }

  /// The upper `count` bits, as an integer below 2^count; `count` is at most 64.
  ///
  /// The first bits are the same whatever the count: a rounding with fewer random bits sees a
  /// coarser view of the same draw.
  @inlinable @inline(__always)
  public func roundingBits(count: Int) -> UInt64 {
    precondition(count >= 0 && count <= 64, "a draw has 64 bits, not \(count)")
    return count == 0 ? 0 : bits >> UInt64(64 - count)
  }

  /// Two independent standard normal numbers from two draws, by the method of Box and Muller
  /// (Annals of Mathematical Statistics 29, 1958): R·cos(2πv) and R·sin(2πv) with R = √(−2 ln u),
  /// u and v the draws' uniform numbers.
  ///
  /// R reaches √(106 ln 2) = 8.57, beyond which 10^-17 of a normal distribution lies. Neither
  /// number is ever 0. Computed with PortableMath: the same bits on every machine.
  @inlinable @inline(__always)
  public static func normalPair(_ first: Draw, _ second: Draw) -> (Double, Double) {
    let radius = (-2 * Portable.log(first.uniform)).squareRoot()
    let (sine, cosine) = Portable.sinCosPi(2 * second.uniform)
    return (radius * cosine, radius * sine)
  }
}
