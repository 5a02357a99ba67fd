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
    var words = counter
    var key = key
    for _ in 0..<rounds {
      let first = words.x.multipliedFullWidth(by: 0xd251_1f53)
      let second = words.z.multipliedFullWidth(by: 0xcd9e_8d57)
      words = SIMD4(
        second.high ^ words.y ^ key.x, second.low, first.high ^ words.w ^ key.y, first.low)
      // Weyl sequences with the golden ratio and √3 − 1.
      key = key &+ SIMD2(0x9e37_79b9, 0xbb67_ae85)
    }
    return words
  }
}
