import SystemFiles

/// A text of valid UTF-8 in memory, with the name of its file.
public struct UTF8Text: Sendable {
  /// The path as it was given.
  public let file: String
  /// The bytes, at least one; a byte-order mark is text.
  public let bytes: [UInt8]

  /// The most bytes that are read.
  public static let largestSize = 1 << 26

  /// The text of a file.
  /// - Throws: ``TokenizerError`` where it cannot be read, has no byte or more than ``largestSize``, and
  ///   where it is not UTF-8.
  public init(file: String) throws(TokenizerError) {
    do throws(SmallFileError) {
      bytes = try SmallFile.contents(of: file, limit: Self.largestSize)
    } catch {
      throw TokenizerError(
        file: file, field: "file", value: "\(error)",
        valid: "UTF-8 text of at most \(Self.largestSize) bytes")
    }
    self.file = file
    do {
      _ = try UTF8Span(validating: bytes.span)
    } catch {
      let place = error.byteOffsets.lowerBound
      let code = String(bytes[place], radix: 16, uppercase: true)
      throw TokenizerError(
        file: file, field: "byte \(place)", value: "0x\(code)", valid: "UTF-8")
    }
  }

  /// A text that is in memory already, under the name `text`; nil of an empty one.
  public init?(_ text: String) {
    guard !text.isEmpty else { return nil }
    (file, bytes) = ("text", Array(text.utf8))
  }

  /// The first scalar up to which the text is not in Unicode's normalisation form C, and the offset of its
  /// first byte; nil of a text that is.
  var firstBeyondNFC: (offset: Int, scalar: Unicode.Scalar)? {
    var (good, bad) = (0, bytes.count)
    guard !isNFC(upTo: bad) else { return nil }
    // Every part of a text in form C is in form C: a search finds the least prefix that is not.
    while true {
      let last = UTF8Scalar(bytes, at: good)
      guard good + last.length < bad else { return (good, last.scalar) }
      let middle = max(good + last.length, start(ofScalarAt: (good + bad) / 2))
      if isNFC(upTo: middle) { good = middle } else { bad = middle }
    }
  }

  private func isNFC(upTo end: Int) -> Bool {
    do {
      var span = try UTF8Span(validating: bytes.span.extracting(0..<end))
      return span.checkForNFC(quickCheck: false)
    } catch { return false }
  }

  private func start(ofScalarAt offset: Int) -> Int {
    var offset = offset
    while bytes[offset] & 0xC0 == 0x80 { offset -= 1 }
    return offset
  }
}

/// A scalar of valid UTF-8, and how many bytes it has.
struct UTF8Scalar {
  let scalar: Unicode.Scalar
  let length: Int

  /// - Parameter offset: of its first byte.
  init(_ bytes: [UInt8], at offset: Int) {
    let first = bytes[offset]
    var value: UInt32
    switch first {
    case ..<0x80: (value, length) = (UInt32(first), 1)
    case ..<0xE0: (value, length) = (UInt32(first & 0x1F), 2)
    case ..<0xF0: (value, length) = (UInt32(first & 0x0F), 3)
    default: (value, length) = (UInt32(first & 0x07), 4)
    }
    for index in offset + 1..<offset + length { value = value << 6 | UInt32(bytes[index] & 0x3F) }
    scalar = Unicode.Scalar(value) ?? "\u{FFFD}"
  }
}
