/// Byte-pair encoding: the neighbours with the least rank are merged, the leftmost first, until no pair is in
/// the table (Sennrich et al. 2016).
struct BytePairMerges: Sendable {
  /// What a pair becomes.
  struct Merge: Hashable, Sendable {
    let rank: UInt32
    let token: UInt32
  }

  /// The token of each byte.
  private let bytes: [UInt32]
  private let merges: [UInt64: Merge]

  /// - Parameters:
  ///   - bytes: 256 tokens.
  ///   - merges: by ``pair(_:_:)``.
  init(bytes: [UInt32], merges: [UInt64: Merge]) {
    self.bytes = bytes
    self.merges = merges
  }

  /// The key of two tokens side by side.
  static func pair(_ left: UInt32, _ right: UInt32) -> UInt64 {
    UInt64(left) << 32 | UInt64(right)
  }

  /// The tokens of a word of fewer than 2^32 bytes, which are appended to `tokens`. The time is that of
  /// sorting its bytes.
  func append(_ word: ArraySlice<UInt8>, to tokens: inout [Int]) {
    // Symbols stay where their first bytes are: `ends[i]` is where the one that begins at i ends, and
    // `starts[i]` where the one that ends at i begins.
    let count = word.count
    var symbols = word.map { bytes[Int($0)] }
    var ends = Array(1..<count + 1)
    var starts = Array(-1..<count)
    var heap = LeastFirst()
    func consider(_ place: Int) {
      guard place >= 0, ends[place] < count else { return }
      let pair = Self.pair(symbols[place], symbols[ends[place]])
      guard let merge = merges[pair] else { return }
      heap.insert(UInt64(merge.rank) << 32 | UInt64(place))
    }
    for place in 0..<count { consider(place) }
    while let least = heap.popLeast() {
      let place = Int(least & 0xFFFF_FFFF)
      // A symbol that has been merged into its left neighbour ends nowhere.
      let middle = ends[place]
      guard middle > place, middle < count,
        let merge = merges[Self.pair(symbols[place], symbols[middle])],
        UInt64(merge.rank) == least >> 32
      else { continue }
      symbols[place] = merge.token
      ends[place] = ends[middle]
      starts[ends[place]] = place
      ends[middle] = middle
      consider(starts[place])
      consider(place)
    }
    var place = 0
    while place < count {
      tokens.append(Int(symbols[place]))
      place = ends[place]
    }
  }
}

/// A heap that gives the least of its numbers first.
private struct LeastFirst {
  private var numbers: [UInt64] = []

  mutating func insert(_ number: UInt64) {
    var place = numbers.count
    numbers.append(number)
    while place > 0, number < numbers[(place - 1) / 2] {
      numbers[place] = numbers[(place - 1) / 2]
      place = (place - 1) / 2
    }
    numbers[place] = number
  }

  mutating func popLeast() -> UInt64? {
    guard let least = numbers.first, let moved = numbers.popLast() else { return nil }
    guard !numbers.isEmpty else { return least }
    var place = 0
    while 2 * place + 1 < numbers.count {
      var child = 2 * place + 1
      if child + 1 < numbers.count, numbers[child + 1] < numbers[child] { child += 1 }
      guard numbers[child] < moved else { break }
      numbers[place] = numbers[child]
      place = child
    }
    numbers[place] = moved
    return least
  }
}
