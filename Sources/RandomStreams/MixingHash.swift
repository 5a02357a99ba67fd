/// A bijection of the 32-bit integers that looks random: flipping one bit of the input flips each
/// bit of the output with a probability close to one half.
///
/// Two rounds of xor-shift and multiplication, with constants that the search of hash-prospector
/// (github.com/skeeto/hash-prospector) found to have the least bias of that shape. 0 is mapped to
/// itself, so the hash is not used without a key.
@inlinable @inline(__always)
public func mixed(_ input: UInt32) -> UInt32 {
  var x = input
  x ^= x >> 16
  x &*= 0x21f0_aaad
  x ^= x >> 15
  x &*= 0x735a_2d97
  x ^= x >> 15
  return x
}

/// Two 32-bit keys, and the stream of words that they choose among 2^64.
public struct MixingKey: Hashable, Sendable {
  /// Enters before the first mixing.
  public let outer: UInt32
  /// Enters between the two mixings.
  public let inner: UInt32

  /// The key made of these two words.
  @inlinable
  public init(outer: UInt32, inner: UInt32) {
    self.outer = outer
    self.inner = inner
  }

  /// The word at `index`: mix(mix(index ^ outer) ^ inner).
  ///
  /// The inner key is what keeps streams apart. A key that is only added to the index, or only
  /// combined with it before the first mixing, makes each stream a stretch of one and the same
  /// sequence, so that long tensors hold copies of each other's parts. With an inner key alone,
  /// hundreds of pairs among two million rows (a model of 7·10^9 weights) would be equal; the outer
  /// key makes the choice one of 2^64.
  @inlinable @inline(__always)
  public func word(at index: UInt32) -> UInt32 {
    mixed(mixed(index ^ outer) ^ inner)
  }
}
