extension ArraySlice<UInt8> {
  /// Where a text of ASCII begins first.
  func firstIndex(of text: StaticString) -> Int? {
    let pattern = UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
    guard let head = pattern.first, count >= pattern.count else { return nil }
    return (startIndex...endIndex - pattern.count).first {
      self[$0] == head && self[$0..<$0 + pattern.count].elementsEqual(pattern)
    }
  }

  /// What follows the first place of a text of ASCII.
  func after(_ text: StaticString) -> ArraySlice<UInt8>? {
    firstIndex(of: text).map { self[($0 + text.utf8CodeUnitCount)...] }
  }

  /// Without white space at either end.
  var trimmed: ArraySlice<UInt8> {
    func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
    var result = drop(while: isSpace)
    while let last = result.last, isSpace(last) { result.removeLast() }
    return result
  }

  /// The bytes as text; what is not UTF-8 becomes a replacement character.
  var text: String { String(decoding: self, as: UTF8.self) }

  /// The whole number that begins here, spaces before it left out; nil without a digit or beyond `Int`.
  var leadingInteger: Int? {
    let digits = drop { $0 == 0x20 }.prefix { (0x30...0x39).contains($0) }
    return digits.count > 18 ? nil : Int(digits.text)
  }
}
