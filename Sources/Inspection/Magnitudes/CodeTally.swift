import FloatFormats

/// How often each code of up to 16 bits occurs: all that a tensor of such a type holds.
struct CodeTally: Sendable {
  /// By the code.
  private(set) var counts: [UInt64]

  init(bitWidth: Int) { counts = Array(repeating: 0, count: 1 << bitWidth) }

  /// Adds codes of 16 bits, little-endian, at any alignment.
  mutating func add16(_ bytes: UnsafeRawBufferPointer) {
    guard let base = bytes.baseAddress else { return }
    let count = bytes.count / 2
    // Neighbours have tables of their own: the processor need not wait for the count of an equal code.
    withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 2 << 16) { tables in
      tables.initialize(repeating: 0)
      guard let even = tables.baseAddress else { return }
      let odd = even + (1 << 16)
      for start in stride(from: 0, to: count, by: Self.longestRun) {
        let end = min(start + Self.longestRun, count)
        var index = start
        while index + 4 <= end {
          let codes = base.loadUnaligned(fromByteOffset: 2 &* index, as: UInt64.self)
          even[Int(truncatingIfNeeded: codes & 0xFFFF)] &+= 1
          odd[Int(truncatingIfNeeded: codes >> 16 & 0xFFFF)] &+= 1
          even[Int(truncatingIfNeeded: codes >> 32 & 0xFFFF)] &+= 1
          odd[Int(truncatingIfNeeded: codes >> 48)] &+= 1
          index &+= 4
        }
        while index < end {
          even[Int(base.loadUnaligned(fromByteOffset: 2 &* index, as: UInt16.self))] &+= 1
          index &+= 1
        }
        counts.withUnsafeMutableBufferPointer { counts in
          for code in counts.indices {
            counts[code] &+= UInt64(even[code]) &+ UInt64(odd[code])
            even[code] = 0
            odd[code] = 0
          }
        }
      }
    }
  }

  /// Adds codes of 8 bits.
  mutating func add8(_ bytes: UnsafeRawBufferPointer) {
    withUnsafeTemporaryAllocation(of: UInt64.self, capacity: 4 << 8) { tables in
      tables.initialize(repeating: 0)
      for (index, code) in bytes.enumerated() {
        tables[(index & 3) << 8 | Int(code)] &+= 1
      }
      for place in tables.indices { counts[place & 255] &+= tables[place] }
    }
  }

  /// Adds the two codes of 4 bits of each byte.
  mutating func add4(_ bytes: UnsafeRawBufferPointer) {
    var pairs = CodeTally(bitWidth: 8)
    pairs.add8(bytes)
    for (pair, count) in pairs.counts.enumerated() {
      counts[pair & 15] &+= count
      counts[pair >> 4] &+= count
    }
  }

  /// Adds the four codes of 6 bits of every three bytes, the first in the lowest bits.
  mutating func add6(_ bytes: UnsafeRawBufferPointer) {
    for start in stride(from: 0, to: bytes.count - bytes.count % 3, by: 3) {
      let codes = Int(bytes[start]) | Int(bytes[start + 1]) << 8 | Int(bytes[start + 2]) << 16
      for place in 0..<4 { counts[codes >> (6 * place) & 63] &+= 1 }
    }
  }

  mutating func add(_ other: CodeTally) {
    for code in counts.indices { counts[code] &+= other.counts[code] }
  }

  /// Codes that are counted in 32 bits.
  private static let longestRun = 1 << 30

  /// The magnitudes that the codes stand for in a format.
  func magnitudes(of format: FloatFormat) -> Magnitudes {
    var result = Magnitudes()
    // By the exponent, from that of the format's last place on.
    let level = min(format.trailingWidth, BinadeCells.finestLevel)
    var binades: [BinadeCells?] = Array(
      repeating: nil, count: format.maximumExponent - format.quantumExponent + 1)
    for (code, count) in counts.enumerated() where count > 0 {
      result.elements += count
      let value = format.decode(UInt64(code))
      if value.isNaN {
        result.nans += count
      } else if value.isInfinite {
        result.infinities += count
      } else if value == 0 {
        result.zeros += count
      } else {
        let magnitude = value.magnitude
        let place = Int(magnitude.exponent) - format.quantumExponent
        let cell = Int((magnitude.significand - 1) * Double(1 << level))
        if binades[place] == nil {
          binades[place] = BinadeCells(exponent: Int(magnitude.exponent), level: level)
        }
        binades[place]?.cells[cell].count += count
        binades[place]?.cells[cell].atEdge += count
        result.largest = max(result.largest, magnitude)
        result.least = min(result.least, magnitude)
      }
    }
    result.binades = binades.compactMap { $0 }
    return result
  }
}
