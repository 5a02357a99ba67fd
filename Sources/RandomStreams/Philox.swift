/// Philox4x32: a counter-based generator, 128 random bits as a function of a counter and a key.
///
/// Source: Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011;
/// the tests hold the known answers of its authors' library, Random123.
public enum Philox4x32 {
  /// The four words at `counter` of the generator with this key.
  ///
  /// For a fixed key this is a bijection of the 2^128 counters. Ten rounds are the published
  /// choice, with a margin over the seven that pass BigCrush.
  @inlinable
  public static func block(
    counter: SIMD4<UInt32>, key: SIMD2<UInt32>, rounds: Int = 10
  ) -> SIMD4<UInt32> {
    // Words of their own rather than SIMD elements, which baseline x86-64 takes apart slowly.
    var (w0, w1, w2, w3) = (counter.x, counter.y, counter.z, counter.w)
    var (k0, k1) = (key.x, key.y)
    for _ in 0..<rounds {
      let first = w0.multipliedFullWidth(by: 0xd251_1f53)
      let second = w2.multipliedFullWidth(by: 0xcd9e_8d57)
      (w0, w1, w2, w3) = (second.high ^ w1 ^ k0, second.low, first.high ^ w3 ^ k1, first.low)
      // Weyl sequences with the golden ratio and √3 − 1.
      k0 &+= 0x9e37_79b9
      k1 &+= 0xbb67_ae85
    }
    return SIMD4(w0, w1, w2, w3)
  }
}
