/// Tokens that are found in a text before it is cut into words: the leftmost, and of those that begin at one
/// place the longest.
struct AddedTokens: Sendable {
  /// By their first byte, the longest first.
  private var byFirstByte = [[(bytes: [UInt8], token: Int)]](repeating: [], count: 256)

  /// - Parameter tokens: each of at least one byte; of two with the same bytes the first is found.
  init(_ tokens: [(bytes: [UInt8], token: Int)]) {
    for token in tokens {
      if let first = token.bytes.first { byFirstByte[Int(first)].append(token) }
    }
    // By length and place: sorting alone need not keep the order of equals.
    for first in byFirstByte.indices {
      byFirstByte[first] = byFirstByte[first].enumerated().sorted {
        ($1.element.bytes.count, $0.offset) < ($0.element.bytes.count, $1.offset)
      }.map(\.element)
    }
  }

  /// A part of a text.
  enum Piece: Equatable {
    case token(Int)
    /// Without one of the tokens, not empty.
    case text(Range<Int>)
  }

  /// The parts of a range of a text, in order, found while they are asked for.
  func pieces(of text: [UInt8], in range: Range<Int>) -> some Sequence<Piece> {
    sequence(state: (place: range.lowerBound, found: (range: Range<Int>, token: Int)?.none)) {
      state -> Piece? in
      if let found = state.found {
        state.found = nil
        return .token(found.token)
      }
      guard state.place < range.upperBound else { return nil }
      let start = state.place
      let found = first(in: text, from: start, before: range.upperBound)
      state.place = found?.range.upperBound ?? range.upperBound
      guard let found else { return .text(start..<range.upperBound) }
      guard found.range.lowerBound > start else { return .token(found.token) }
      state.found = found
      return .text(start..<found.range.lowerBound)
    }
  }

  private func first(in text: [UInt8], from start: Int, before end: Int)
    -> (range: Range<Int>, token: Int)?
  {
    for place in start..<end {
      for (bytes, token) in byFirstByte[Int(text[place])]
      where bytes.count <= end - place && text[place..<place + bytes.count].elementsEqual(bytes) {
        return (place..<place + bytes.count, token)
      }
    }
    return nil
  }
}
