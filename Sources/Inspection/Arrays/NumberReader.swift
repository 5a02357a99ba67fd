import FloatFormats

/// Reads elements, as they are stored, as numbers of binary64.
struct NumberReader: Sendable {
  private let kind: ElementKind
  /// Of codes: the number of each.
  private let table: [Double]

  init(_ kind: ElementKind) {
    self.kind = kind
    if case .codes(let format) = kind {
      table = (0...format.largestCode).map { format.decode($0) }
    } else {
      table = []
    }
  }

  /// The numbers of bytes that hold whole groups of elements; whole numbers beyond 2^53 as the nearest of binary64.
  func numbers(_ bytes: UnsafeRawBufferPointer) -> [Double] {
    let group = kind.group
    let count = bytes.count / group.bytes * group.elements
    return [Double](unsafeUninitializedCapacity: count) { numbers, initialized in
      func each<Stored: FixedWidthInteger & BitwiseCopyable>(
        _: Stored.Type, _ value: (Stored) -> Double
      ) {
        let size = MemoryLayout<Stored>.size
        for index in 0..<count {
          let stored = bytes.loadUnaligned(fromByteOffset: index &* size, as: Stored.self)
          numbers.initializeElement(at: index, to: value(stored))
        }
      }
      switch kind {
      case .codes(let format) where format.bitWidth == 16: each(UInt16.self) { table[Int($0)] }
      case .codes(let format) where format.bitWidth == 8: each(UInt8.self) { table[Int($0)] }
      case .codes(let format):
        for index in 0..<count {
          let bit = index * format.bitWidth
          // A code of 6 bits may lie in two bytes.
          let low = Int(bytes[bit / 8])
          let high = bit / 8 + 1 < bytes.count ? Int(bytes[bit / 8 + 1]) : 0
          let code = (high << 8 | low) >> (bit % 8) & (table.count - 1)
          numbers.initializeElement(at: index, to: table[code])
        }
      case .binary32: each(UInt32.self) { Double(Float(bitPattern: $0)) }
      case .binary64: each(UInt64.self) { Double(bitPattern: $0) }
      case .signed(let bits):
        switch bits {
        case 8: each(Int8.self) { Double($0) }
        case 16: each(Int16.self) { Double($0) }
        case 32: each(Int32.self) { Double($0) }
        default: each(Int64.self) { Double($0) }
        }
      case .unsigned(let bits):
        switch bits {
        case 8: each(UInt8.self) { Double($0) }
        case 16: each(UInt16.self) { Double($0) }
        case 32: each(UInt32.self) { Double($0) }
        default: each(UInt64.self) { Double($0) }
        }
      }
      initialized = count
    }
  }
}
