/// Numbers in memory of their own, all of whose pages have been written to.
final class Buffer<Number: BitwiseCopyable & ExpressibleByIntegerLiteral> {
  let elements: UnsafeMutableBufferPointer<Number>

  /// Zeros.
  init(count: Int) {
    elements = .allocate(capacity: count)
    elements.initialize(repeating: 0)
  }

  deinit { elements.deallocate() }

  var count: Int { elements.count }

  /// The same to read.
  var reading: UnsafeBufferPointer<Number> { UnsafeBufferPointer(elements) }

  /// A checksum of the bytes.
  var checksum: UInt64 { Checksum.of(UnsafeRawBufferPointer(elements)) }
}

/// Checksums of results: equal results have equal ones.
enum Checksum {
  /// Of bytes, eight at a time, each step a bijection of what came before.
  static func of(_ bytes: UnsafeRawBufferPointer, after start: UInt64 = 0) -> UInt64 {
    var sum = start
    var place = 0
    while place + 8 <= bytes.count {
      let word = bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self)
      sum = next(sum, UInt64(littleEndian: word))
      place += 8
    }
    while place < bytes.count {
      sum = next(sum, UInt64(bytes[place]))
      place += 1
    }
    return sum
  }

  /// Of one more word.
  static func next(_ sum: UInt64, _ word: UInt64) -> UInt64 {
    let product = (sum ^ word) &* 0x9e37_79b9_7f4a_7c15
    return product ^ (product >> 29)
  }
}
