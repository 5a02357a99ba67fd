/// The random numbers of one tensor or site, addressed by logical indices.
///
/// There are three ways to address them, which share no bits:
/// - by indices (i, j, k) and a slot, with Philox: `draws(i, j, k, slot:)`, the reference;
/// - by row and place, with the mixing hash, whose keys Philox derives: `row(i, j, k, slot:)`;
/// - by position in one long sequence: `normal(at:)`, `uniform(at:)`, `fillNormal(into:from:)`.
///
/// A slot tells apart the uses that one element has.
///
/// ```swift
/// let stream = RandomStream(StreamKey(seed: 1, domain: .weight, name: "layers.0.mlp.up"))
/// let weight = stream.row(7).normal(at: 1023)  // row 7, column 1023; the same in every run
/// let sample = stream.normals(count: 1_000_000)  // one long sequence
/// ```
public struct RandomStream: Hashable, Sendable {
  /// The key of Philox, 64 bits that `StreamKey` determines.
  @usableFromInline let philoxKey: SIMD2<UInt32>

  /// What a block of Philox is used for, in the upper half of its counter's last word.
  @usableFromInline enum Purpose: UInt32 {
    case draws = 1
    case row = 2
    case sequence = 3
  }

  /// The stream that `key` determines.
  public init(_ key: StreamKey) {
    philoxKey = key.philoxKey
  }

  @inlinable
  func block(
    _ i: UInt32, _ j: UInt32, _ k: UInt32, slot: UInt16, purpose: Purpose
  ) -> SIMD4<UInt32> {
    Philox4x32.block(
      counter: SIMD4(i, j, k, purpose.rawValue << 16 | UInt32(slot)), key: philoxKey)
  }

  /// Two independent draws of 64 bits.
  @inlinable
  public func draws(
    _ i: UInt32, _ j: UInt32 = 0, _ k: UInt32 = 0, slot: UInt16 = 0
  ) -> (Draw, Draw) {
    let words = block(i, j, k, slot: slot, purpose: .draws)
    return (Draw(high: words.x, low: words.y), Draw(high: words.z, low: words.w))
  }

  /// Two independent standard normal numbers: `Draw.normalPair` of `draws` at the same indices.
  @inlinable
  public func normals(
    _ i: UInt32, _ j: UInt32 = 0, _ k: UInt32 = 0, slot: UInt16 = 0
  ) -> (Double, Double) {
    let pair = draws(i, j, k, slot: slot)
    return Draw.normalPair(pair.0, pair.1)
  }

  /// The numbers of one row, for which Philox derives two keys.
  @inlinable
  public func row(
    _ i: UInt32, _ j: UInt32 = 0, _ k: UInt32 = 0, slot: UInt16 = 0
  ) -> RowStream {
    let words = block(i, j, k, slot: slot, purpose: .row)
    return RowStream(key: MixingKey(outer: words.x, inner: words.y))
  }
}
