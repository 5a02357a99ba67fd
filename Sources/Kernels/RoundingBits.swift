import FloatFormats
import RandomStreams

extension Rounding {
  /// Whether a call with this stream has the random bits that vector loops draw. Without a stream they are
  /// 0, which only the rounding core knows.
  func hasBits(from random: RandomStream?) -> Bool { randomBitCount == 0 || random != nil }
}

/// The random bits of consecutive roundings, in order: those of the stream's sequence from a position on.
///
/// A row's keys cost more than its draws, and are held as long as they serve.
package struct RoundingBits {
  private let stream: RandomStream?
  private let count: Int
  private var position: UInt64
  private var row = RowStream(key: MixingKey(outer: 0, inner: 0))
  private var place = UInt32(RandomStream.sequenceRowLength)

  /// `count` bits a rounding; 0 for a deterministic mode. Without a stream the bits are 0.
  package init(_ stream: RandomStream?, count: Int, from position: UInt64) {
    self.stream = count > 0 ? stream : nil
    self.count = count
    self.position = position
  }

  /// The bits of the next rounding.
  @inline(__always)
  package mutating func next() -> UInt64 {
    guard let stream else { return 0 }
    if place >= UInt32(RandomStream.sequenceRowLength) {
      (row, place) = stream.row(holding: position)
    }
    let bits = row.roundingBits(at: place, count: count)
    place += 1
    position &+= 1
    return bits
  }
}
