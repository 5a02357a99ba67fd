/// The fields of a protocol buffer's message, one after the other, every length checked.
struct ProtobufFields: Sequence, IteratorProtocol {
  /// A field's value by its wire type.
  enum Value {
    case varint(UInt64)
    case fixed64(UInt64)
    case fixed32(UInt32)
    case bytes(ArraySlice<UInt8>)
  }

  private var rest: ArraySlice<UInt8>

  init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

  /// The next field; nil at the end, and where the bytes are no message.
  mutating func next() -> (number: Int, value: Value)? {
    guard let tag = varint(), let number = Int(exactly: tag >> 3), number > 0 else { return nil }
    switch tag & 7 {
    case 0: return varint().map { (number, .varint($0)) }
    case 1: return fixed(8).map { (number, .fixed64($0)) }
    case 2:
      guard let length = varint(), length <= UInt64(rest.count) else { return nil }
      defer { rest = rest.dropFirst(Int(length)) }
      return (number, .bytes(rest.prefix(Int(length))))
    case 5: return fixed(4).map { (number, .fixed32(UInt32(truncatingIfNeeded: $0))) }
    default: return nil
    }
  }

  private mutating func varint() -> UInt64? {
    var value: UInt64 = 0
    for shift in stride(from: UInt64(0), to: 64, by: 7) {
      guard let byte = rest.popFirst() else { return nil }
      value |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { return value }
    }
    return nil
  }

  /// A little-endian number of some bytes.
  private mutating func fixed(_ count: Int) -> UInt64? {
    guard rest.count >= count else { return nil }
    defer { rest = rest.dropFirst(count) }
    return rest.prefix(count).littleEndian
  }
}

extension ArraySlice<UInt8> {
  /// The number of at most eight bytes, the least significant first.
  var littleEndian: UInt64 { reversed().reduce(0) { $0 << 8 | UInt64($1) } }
}
