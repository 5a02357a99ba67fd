import SystemFiles

/// The lines of stdin, as they come: nothing but the current block is held.
struct LineReader: ~Copyable {
  /// Longer lines are refused.
  static let longestLine = 1 << 12

  private let longest: Int
  private var block: [UInt8] = []
  private var position = 0
  private var isAtEnd = false
  /// The number of the line that was read last, from 1.
  private(set) var number = 0

  /// - Parameter longest: the most bytes of a line.
  init(longest: Int = Self.longestLine) { self.longest = longest }

  /// The next line without its end, or nil after the last one.
  /// - Throws: `UsageError` for a read that fails, and for a line that is too long.
  mutating func next() throws(UsageError) -> ArraySlice<UInt8>? {
    while true {
      if let end = block[position...].firstIndex(of: UInt8(ascii: "\n")) {
        defer { position = end + 1 }
        number += 1
        return block[position..<end]
      }
      if isAtEnd {
        guard position < block.count else { return nil }
        defer { position = block.count }
        number += 1
        return block[position...]
      }
      guard block.count - position <= longest else {
        throw UsageError("stdin, line \(number + 1): longer than \(longest) bytes")
      }
      try fill()
    }
  }

  private mutating func fill() throws(UsageError) {
    block.removeSubrange(..<position)
    position = 0
    let kept = block.count
    let size = 1 << 16
    block.append(contentsOf: repeatElement(0, count: size))
    let count = block.withUnsafeMutableBytes { bytes in
      retryingInterrupts { read(STDIN_FILENO, bytes.baseAddress.map { $0 + kept }, size) }
    }
    guard count >= 0 else {
      throw UsageError("stdin: unreadable (\(lastSystemError()))")
    }
    block.removeLast(size - count)
    isAtEnd = count == 0
  }
}
