/// The random numbers of one row of a tensor, addressed by their place in it: the fast path.
///
/// Place n has one draw of 64 bits, made of words 2n and 2n + 1 of the row's keyed mixing hash.
/// Everything else is a function of draws: a uniform number or the bits of a rounding of draw n;
/// the normal numbers at 2p and 2p + 1 of draws 2p and 2p + 1. A row therefore serves one use; take
/// another slot of the stream for another.
///
/// Within a row the hash is a bijection of its 2^32 indices: no word of 32 bits, and so no draw of 64,
/// occurs twice in it. Independent words would repeat from some 2^16 of them on.
///
/// Places go from 0 to 2^31 − 1; any other is a programming error and stops the program.
public struct RowStream: Hashable, Sendable {
  /// The two keys of the row.
  public let key: MixingKey

  /// The row with these keys; `RandomStream.row` derives them.
  @inlinable
  public init(key: MixingKey) {
    self.key = key
  }

  /// The draw at a place.
  @inlinable @inline(__always)
  public func draw(at place: UInt32) -> Draw {
    precondition(place < 1 << 31, "a row has places below 2^31")
    return Draw(high: key.word(at: place << 1), low: key.word(at: place << 1 | 1))
  }

  /// 64 random bits.
  @inlinable
  public func uint64(at place: UInt32) -> UInt64 { draw(at: place).bits }

  /// 32 random bits: the upper half of `uint64(at:)`.
  @inlinable
  public func uint32(at place: UInt32) -> UInt32 { draw(at: place).uint32 }

  /// A uniform number of (0, 1), on the grid of `Draw.uniform`.
  @inlinable
  public func uniform(at place: UInt32) -> Double { draw(at: place).uniform }

  /// The random bits of a stochastic rounding, as an integer below 2^count; `count` ≤ 64.
  @inlinable
  public func roundingBits(at place: UInt32, count: Int) -> UInt64 {
    draw(at: place).roundingBits(count: count)
  }

  /// A standard normal number, one of the pair that `Draw.normalPair` makes.
  @inlinable
  public func normal(at place: UInt32) -> Double {
    let pair = normalPair(at: place >> 1)
    return place & 1 == 0 ? pair.0 : pair.1
  }

  /// The normal numbers at places `2·pair` and `2·pair + 1`.
  @inlinable @inline(__always)
  func normalPair(at pair: UInt32) -> (Double, Double) {
    Draw.normalPair(draw(at: pair << 1), draw(at: pair << 1 | 1))
  }
}
