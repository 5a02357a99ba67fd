import RandomStreams
import Testing

/// No stretch of one stream may occur in another. Each test looks at 4 million windows of 64 bits:
/// one that occurs twice happens by chance in one of 2 million tests.
@Suite struct OverlapTests {
  private let streams = 65_536
  private let length = 64

  private func expectNoRepetition(_ what: String, _ row: (Int) -> RowStream) {
    let rows = (0..<streams).map(row)
    let repeated = Detectors.repeatedWindows(streams: streams, length: length) {
      rows[$0].key.word(at: $1)
    }
    #expect(repeated == 0, "\(what): \(repeated) windows occur twice, expected none; seed 1")
  }

  @Test func rowsOfOneTensor() {
    let stream = RandomStream(StreamKey(seed: 1, domain: .weight, id: 0))
    expectNoRepetition("rows") { stream.row(UInt32($0)) }
  }

  @Test func tensors() {
    expectNoRepetition("tensors") {
      RandomStream(StreamKey(seed: 1, domain: .weight, id: UInt64($0))).row(0)
    }
  }

  @Test func namedTensors() {
    expectNoRepetition("names") {
      RandomStream(StreamKey(seed: 1, domain: .weight, name: "layers.\($0).mlp.up")).row(0)
    }
  }

  @Test func seeds() {
    expectNoRepetition("seeds") {
      RandomStream(StreamKey(seed: UInt64($0), domain: .weight, id: 1)).row(0)
    }
  }

  @Test func domainsSlotsAndIndices() {
    expectNoRepetition("domains, slots, indices") { number in
      let domain = StreamDomain.allCases[number % 3]
      let stream = RandomStream(StreamKey(seed: 1, domain: domain, id: 1))
      let n = UInt32(number / 3)
      return stream.row(n & 31, n >> 5 & 31, n >> 10, slot: UInt16(number % 2))
    }
  }

  /// The flaw that the rule is there to prevent: a key that is added to the index. Each pair of
  /// streams shares 64²/2^32 windows on average, all pairs together 2048, in about 64 stretches.
  @Test func addedKeysAreCaught() {
    let keys = addedKeys()
    let repeated = Detectors.repeatedWindows(streams: streams, length: length) {
      mixed(mixed($1 &+ keys[$0]))
    }
    #expect(repeated > 500 && repeated < 4000, "\(repeated) repeated windows, expected about 2048")
  }

  /// The same flaw with exclusive or in place of the sum: about 32 pairs of streams have the same
  /// block of 64 words in another order, which keeps at least half of the windows.
  @Test func keysBeforeTheFirstMixingAreCaught() {
    let keys = addedKeys()
    let repeated = Detectors.repeatedWindows(streams: streams, length: length) {
      mixed(mixed($1 ^ keys[$0]))
    }
    #expect(repeated > 300 && repeated < 4000, "\(repeated) repeated windows, expected about 1000")
  }

  private func addedKeys() -> [UInt32] {
    let stream = RandomStream(StreamKey(seed: 1, domain: .weight, name: "added keys"))
    return (0..<streams).map { stream.draw(at: UInt64($0)).uint32 }
  }
}
