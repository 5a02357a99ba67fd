import FloatFormats

/// Counts the magnitudes of elements as they are stored, piece by piece. What it knows in the end does not depend
/// on how the pieces were cut, or in which order they came.
struct MagnitudeTally: Sendable {
  private enum Sums: Sendable {
    case codes(CodeTally, FloatFormat)
    case integers(CodeTally, isSigned: Bool)
    case single(SingleTally)
    case wide(WideTally)
    /// While the sums are changed, so that they need not be copied.
    case taken
  }

  private let kind: ElementKind
  private let reader: NumberReader
  private var sums: Sums

  /// A tally of no elements yet.
  init(_ kind: ElementKind) {
    (self.kind, reader) = (kind, NumberReader(kind))
    switch kind {
    case .codes(let format): sums = .codes(CodeTally(bitWidth: format.bitWidth), format)
    case .binary32: sums = .single(SingleTally())
    case .signed(let bits) where bits <= 16:
      sums = .integers(CodeTally(bitWidth: bits), isSigned: true)
    case .unsigned(let bits) where bits <= 16:
      sums = .integers(CodeTally(bitWidth: bits), isSigned: false)
    case .binary64, .signed, .unsigned: sums = .wide(WideTally())
    }
  }

  /// Adds elements: bytes of whole ``ElementKind/group``s, at any alignment.
  mutating func add(_ bytes: UnsafeRawBufferPointer, _ scratch: CellScratch) {
    switch sums {
    case .codes(var codes, let format):
      sums = .taken
      Self.add(bytes, to: &codes, bitWidth: format.bitWidth)
      sums = .codes(codes, format)
    case .integers(var codes, let isSigned):
      sums = .taken
      Self.add(bytes, to: &codes, bitWidth: kind.group.bytes * 8)
      sums = .integers(codes, isSigned: isSigned)
    case .single(var single):
      sums = .taken
      single.add(bytes, scratch)
      sums = .single(single)
    case .wide(var wide):
      sums = .taken
      add(bytes, to: &wide)
      sums = .wide(wide)
    case .taken: break
    }
  }

  private static func add(
    _ bytes: UnsafeRawBufferPointer, to codes: inout CodeTally, bitWidth: Int
  ) {
    switch bitWidth {
    case 4: codes.add4(bytes)
    case 6: codes.add6(bytes)
    case 8: codes.add8(bytes)
    default: codes.add16(bytes)
    }
  }

  private func add(_ bytes: UnsafeRawBufferPointer, to wide: inout WideTally) {
    // A multiple of every element's size, and little enough for the nearer caches.
    let length = 1 << 15
    for start in stride(from: 0, to: bytes.count, by: length) {
      let piece = bytes[start..<min(start + length, bytes.count)]
      reader.numbers(UnsafeRawBufferPointer(rebasing: piece)).withUnsafeBufferPointer {
        wide.add($0)
      }
    }
  }

  /// Adds the counts of other elements of the kind.
  mutating func add(_ other: MagnitudeTally) {
    switch (sums, other.sums) {
    case (.codes(var codes, let format), .codes(let others, _)):
      sums = .taken
      codes.add(others)
      sums = .codes(codes, format)
    case (.integers(var codes, let isSigned), .integers(let others, _)):
      sums = .taken
      codes.add(others)
      sums = .integers(codes, isSigned: isSigned)
    case (.single(var single), .single(let others)):
      sums = .taken
      single.add(others)
      sums = .single(single)
    case (.wide(var wide), .wide(let others)):
      sums = .taken
      wide.add(others)
      sums = .wide(wide)
    default: preconditionFailure("elements of another kind")
    }
  }

  /// What is known of the elements.
  var magnitudes: Magnitudes {
    switch sums {
    case .codes(let codes, let format): return codes.magnitudes(of: format)
    case .single(let single): return single.magnitudes
    case .wide(let wide): return wide.magnitudes
    case .integers(let codes, let isSigned):
      var wide = WideTally()
      let half = codes.counts.count / 2
      for (code, count) in codes.counts.enumerated() where count > 0 {
        wide.add(Double(isSigned && code >= half ? code - 2 * half : code), times: count)
      }
      return wide.magnitudes
    case .taken: return Magnitudes()
    }
  }
}
