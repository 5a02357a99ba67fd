/// Cuts bytes into lines. A carriage return ends a piece, as progress bars use it, and counts no line.
struct LineSplitter {
  /// The number of the line that the next piece is of, from 1.
  private(set) var number = 1
  /// Lines of which only the first part was handed on.
  private(set) var cut = 0
  private var held: [UInt8] = []
  private var isFull = false

  /// Whether a piece is begun.
  var isInside: Bool { !held.isEmpty }

  /// Takes the next bytes, and hands on each piece that they end.
  mutating func read(_ bytes: ArraySlice<UInt8>, _ take: (ArraySlice<UInt8>, Int) -> Void) {
    var start = bytes.startIndex
    for index in bytes.indices where bytes[index] == 0x0A || bytes[index] == 0x0D {
      if held.isEmpty, index - start <= longestEntry {
        if index > start { take(bytes[start..<index], number) }
      } else {
        hold(bytes[start..<index])
        end(take)
      }
      if bytes[index] == 0x0A { number += 1 }
      start = index + 1
    }
    hold(bytes[start...])
  }

  /// Hands on what is left.
  mutating func finish(_ take: (ArraySlice<UInt8>, Int) -> Void) { end(take) }

  private mutating func hold(_ bytes: ArraySlice<UInt8>) {
    let room = longestEntry - held.count
    if bytes.count > room { isFull = true }
    held.append(contentsOf: bytes.prefix(room))
  }

  private mutating func end(_ take: (ArraySlice<UInt8>, Int) -> Void) {
    if isFull { cut += 1 }
    if !held.isEmpty { take(held[...], number) }
    held.removeAll(keepingCapacity: true)
    isFull = false
  }
}
