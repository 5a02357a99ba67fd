/// How a text is cut into the words within which tokens are merged: by one of the regular expressions that
/// published tokenizers have, written out as a scanner.
///
/// Letters, numbers and spaces are the general categories L and N and the property White_Space of Unicode 16,
/// which the package `tokenizers` 0.23.3 has.
enum WordSplitter: CaseIterable {
  /// GPT-2's, which the pre-tokenizer ByteLevel has built in.
  case gpt2
  /// Llama 3's: numbers of up to three digits.
  case llama3
  /// Qwen2's and Qwen2.5's: every digit alone.
  case qwen2

  /// The regular expression, as files write it.
  var pattern: String {
    switch self {
    case .gpt2:
      #"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"#
    case .llama3: Self.later(digits: #"\p{N}{1,3}"#)
    case .qwen2: Self.later(digits: #"\p{N}"#)
    }
  }

  private static func later(digits: String) -> String {
    #"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|"# + digits
      + #"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"#
  }

  /// Where the word that begins at `start` ends: behind it, and not behind `end`.
  ///
  /// - Parameters:
  ///   - text: valid UTF-8.
  ///   - start: the offset of a scalar before `end`.
  ///   - end: nothing from there on is looked at.
  func end(ofWordAt start: Int, in text: [UInt8], before end: Int) -> Int {
    let scan = ScalarScan(text: text, end: end)
    if let end = scan.contraction(at: start, ignoresCase: self != .gpt2) { return end }
    let (first, next) = scan.kind(at: start)
    // What may stand in front of letters: a space, or with the later ones all but digits and line breaks.
    let leads = self == .gpt2 ? text[start] == 0x20 : first != .number && first != .lineBreak
    let second = next < end ? scan.kind(at: next).kind : nil
    if first == .letter || (leads && second == .letter) {
      return scan.run(from: next) { $0 == .letter }
    }
    if first == .number || (self == .gpt2 && leads && second == .number) {
      return scan.run(from: next, most: mostDigits - 1) { $0 == .number }
    }
    if first == .other || (text[start] == 0x20 && second == .other) {
      let marks = scan.run(from: next) { $0 == .other }
      return self == .gpt2 ? marks : scan.run(from: marks) { $0 == .lineBreak }
    }
    return scan.spaces(from: start, stopsAtLines: self != .gpt2)
  }

  private var mostDigits: Int {
    switch self {
    case .gpt2: .max
    case .llama3: 3
    case .qwen2: 1
    }
  }
}

/// What the regular expressions tell apart.
private enum ScalarKind {
  case letter, number, lineBreak, space, other

  init(_ scalar: Unicode.Scalar) {
    // What came later is unassigned there.
    guard (scalar.properties.age?.major ?? 0) <= 16 else {
      self = .other
      return
    }
    switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter:
      self = .letter
    case .decimalNumber, .letterNumber, .otherNumber: self = .number
    default:
      self =
        scalar == "\r" || scalar == "\n"
        ? .lineBreak : scalar.properties.isWhitespace ? .space : .other
    }
  }

  /// Of the 128 scalars of one byte.
  static let ofASCII = (UInt8(0)..<128).map { Self(Unicode.Scalar($0)) }
}

/// Runs of scalars of a text up to an end.
private struct ScalarScan {
  let text: [UInt8]
  let end: Int

  /// The kind of the scalar at an offset, and the offset behind it.
  func kind(at offset: Int) -> (kind: ScalarKind, next: Int) {
    let byte = text[offset]
    if byte < 128 { return (ScalarKind.ofASCII[Int(byte)], offset + 1) }
    let scalar = UTF8Scalar(text, at: offset)
    return (ScalarKind(scalar.scalar), offset + scalar.length)
  }

  /// The end of the scalars from an offset on that are of some kinds.
  func run(from start: Int, most: Int = .max, _ belongs: (ScalarKind) -> Bool) -> Int {
    var (place, count) = (start, 0)
    while place < end, count < most {
      let (kind, next) = kind(at: place)
      guard belongs(kind) else { break }
      (place, count) = (next, count + 1)
    }
    return place
  }

  /// `\s*[\r\n]+` where `stopsAtLines`, else or failing this `\s+(?!\S)`, else `\s+`.
  func spaces(from start: Int, stopsAtLines: Bool) -> Int {
    var (place, last, behindLine) = (start, start, start)
    while place < end {
      let (kind, next) = kind(at: place)
      guard kind == .space || kind == .lineBreak else { break }
      if kind == .lineBreak { behindLine = next }
      (last, place) = (place, next)
    }
    if stopsAtLines, behindLine > start { return behindLine }
    // The last space in front of something is that word's, unless it is the only one.
    return place < end && last > start ? last : place
  }

  /// The end of an English contraction's 's, 't, 're, 've, 'm, 'll or 'd.
  func contraction(at start: Int, ignoresCase: Bool) -> Int? {
    guard text[start] == 0x27 else { return nil }
    func letter(_ offset: Int) -> UInt8 {
      guard offset < end else { return 0 }
      return ignoresCase && (0x41...0x5A).contains(text[offset])
        ? text[offset] | 0x20 : text[offset]
    }
    let pair = (Unicode.Scalar(letter(start + 1)), Unicode.Scalar(letter(start + 2)))
    switch pair {
    case ("s", _), ("t", _), ("m", _), ("d", _): return start + 2
    case ("r", "e"), ("v", "e"), ("l", "l"): return start + 3
    default: break
    }
    // ſ is an s in another case.
    let isLong =
      ignoresCase && start + 2 < end && text[start + 1] == 0xC5 && text[start + 2] == 0xBF
    return isLong ? start + 3 : nil
  }
}
