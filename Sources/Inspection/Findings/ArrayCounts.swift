import BlockFormats

/// What is known of an array when it has been read: what cells tell, and the sums of formats that they do not serve.
struct ArrayCounts: Sendable {
  var magnitudes = Magnitudes()
  /// By the format; nil for those that cells serve.
  private(set) var plain: [RoundingSums?]
  /// By the format; nil but of block formats.
  var blocks: [BlockCounts?]

  /// Of nothing.
  init(_ formats: [JudgedFormat]) {
    blocks = formats.map { _ in nil }
    plain = formats.map { if case .plain = $0 { RoundingSums() } else { nil } }
  }

  /// Adds the sums of elements, bytes of whole groups.
  mutating func add(
    _ bytes: UnsafeRawBufferPointer, _ reader: NumberReader, _ formats: [JudgedFormat]
  ) {
    guard plain.contains(where: { $0 != nil }) else { return }
    // A multiple of every element's size, and of three bytes.
    let length = 3 << 14
    for start in stride(from: 0, to: bytes.count, by: length) {
      let piece = bytes[start..<min(start + length, bytes.count)]
      let numbers = reader.numbers(UnsafeRawBufferPointer(rebasing: piece))
      for (place, format) in formats.enumerated() {
        if case .plain(let format) = format { plain[place]?.add(format.sums(numbers)) }
      }
    }
  }

  /// Adds the sums of the elements that follow.
  mutating func add(_ next: ArrayCounts) {
    for place in plain.indices {
      if let sums = next.plain[place] { plain[place]?.add(sums) }
    }
  }
}
