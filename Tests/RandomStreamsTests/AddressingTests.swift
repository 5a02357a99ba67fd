import PortableMath
import RandomStreams
import Testing

/// A number depends on its key and its indices, and on nothing else.
@Suite struct AddressingTests {
  private let stream = RandomStream(StreamKey(seed: 7, domain: .weight, name: "addressing"))

  /// Every start from 0 to 9 with every length from 0 to 40, in both element types.
  @Test func fillingARowEqualsItsScalars() {
    let row = stream.row(3, 1, slot: 2)
    let expected = (0..<UInt32(60)).map { row.normal(at: $0) }
    for start in 0..<10 {
      for count in 0...40 {
        var wide = [Double](repeating: .nan, count: count)
        var narrow = [Float](repeating: .nan, count: count)
        wide.withUnsafeMutableBufferPointer { row.fillNormal(into: $0, from: UInt32(start)) }
        narrow.withUnsafeMutableBufferPointer { row.fillNormal(into: $0, from: UInt32(start)) }
        let part = Array(expected[start..<(start + count)])
        #expect(wide == part, "from \(start), count \(count)")
        #expect(narrow == part.map { Float($0) }, "from \(start), count \(count), Float")
      }
    }
  }

  @Test func fillingASequenceEqualsItsScalars() {
    // Across the edge between two rows of keys, and beyond 2^32.
    for position: UInt64 in [(1 << 20) - 7, (1 << 40) - 3, 12_345] {
      var filled = [Double](repeating: .nan, count: 20)
      filled.withUnsafeMutableBufferPointer { stream.fillNormal(into: $0, from: position) }
      let scalars = (0..<UInt64(20)).map { stream.normal(at: position + $0) }
      #expect(filled == scalars, "from \(position)")
      var narrow = [Float](repeating: .nan, count: 20)
      var span = narrow.mutableSpan
      stream.fillNormal(into: &span, from: position)
      #expect(narrow == scalars.map { Float($0) }, "from \(position), span of Float")
    }
  }

  /// Each coordinate of an address changes the numbers.
  @Test func everyCoordinateMatters() {
    var seen: [UInt64: String] = [:]
    func note(_ name: String, _ draw: Draw) {
      if let earlier = seen[draw.bits] {
        Issue.record("\(name) and \(earlier) have the same draw 0x\(String(draw.bits, radix: 16))")
      }
      seen[draw.bits] = name
    }
    for seed: UInt64 in [0, 1, 1 << 32, .max] {
      for domain in StreamDomain.allCases {
        for id: UInt64 in [0, 1, 1 << 32, .max] {
          let key = StreamKey(seed: seed, domain: domain, id: id)
          let stream = RandomStream(key)
          for (i, j, k, slot): (UInt32, UInt32, UInt32, UInt16) in [
            (0, 0, 0, 0), (1, 0, 0, 0), (0, 1, 0, 0), (0, 0, 1, 0), (0, 0, 0, 1), (.max, 0, 0, 0),
          ] {
            let address = "\(key) at \(i), \(j), \(k), slot \(slot)"
            note(address, stream.draws(i, j, k, slot: slot).0)
            note(address + ", second", stream.draws(i, j, k, slot: slot).1)
            note(address + ", row", stream.row(i, j, k, slot: slot).draw(at: 0))
          }
          for position: UInt64 in [0, 1, 1 << 20, 1 << 52, .max] {
            note("\(key) position \(position)", stream.draw(at: position))
          }
        }
      }
    }
  }

  @Test func stableIDsAreFNV1a() {
    #expect(StreamKey.stableID(of: "") == 0xcbf2_9ce4_8422_2325)
    #expect(StreamKey.stableID(of: "a") == 0xaf63_dc4c_8601_ec8c)
    #expect(StreamKey.stableID(of: "foobar") == 0x8594_4171_f739_67e8)
  }

  @Test func uniformNumbersLieOnTheirGrid() {
    #expect(Draw(bits: 0).uniform == 0x1p-53)
    #expect(Draw(bits: .max).uniform == 1 - 0x1p-53)
    #expect(Draw(bits: 1 << 63).uniform == 0.5 + 0x1p-53)
    #expect(Draw(bits: 1 << 12).uniform == 3 * 0x1p-53)
    let row = stream.row(0)
    var outside: UInt32?
    for place in 0..<UInt32(100_000) {
      let scaled = row.uniform(at: place) * 0x1p53
      if !(scaled > 0 && scaled < 0x1p53 && UInt64(scaled) & 1 == 1 && scaled == scaled.rounded()) {
        outside = place
      }
    }
    #expect(outside == nil)
  }

  @Test func normalNumbersReachTheStatedCutOff() {
    let pair = Draw.normalPair(Draw(bits: 0), Draw(bits: 0))
    #expect((pair.0 - 8.571674348652905).magnitude < 1e-14, "\(pair.0)")
    #expect(pair.1 > 0 && pair.1 < 1e-14, "\(pair.1)")
    let inner = Draw.normalPair(Draw(bits: .max), Draw(bits: 1 << 62))
    #expect(inner.0 != 0 && inner.1 != 0 && inner.1.magnitude < 2e-8, "\(inner)")
  }

  @Test func fewerRoundingBitsAreAPrefix() {
    let row = stream.row(8)
    for place in 0..<UInt32(100) {
      let all = row.roundingBits(at: place, count: 64)
      #expect(all == row.uint64(at: place))
      for count in 0..<64 {
        let expected = count == 0 ? 0 : all >> UInt64(64 - count)
        #expect(row.roundingBits(at: place, count: count) == expected, "\(count) bits")
      }
    }
  }
}
