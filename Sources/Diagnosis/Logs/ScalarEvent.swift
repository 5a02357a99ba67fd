/// A TensorBoard event's scalars: `Event` of tensorflow's event.proto, as far as they need it.
struct ScalarEvent {
  /// The step.
  var step = 0
  /// Names (tags) with their values.
  var scalars: [(tag: String, value: Double)] = []

  /// Reads an event: step is field 2, the summary field 5.
  init(_ bytes: ArraySlice<UInt8>) {
    for (number, value) in ProtobufFields(bytes) {
      switch (number, value) {
      case (2, .varint(let step)): self.step = Int(exactly: step) ?? 0
      case (5, .bytes(let summary)):
        for case (1, .bytes(let value)) in ProtobufFields(summary) { add(value) }
      default: break
      }
    }
  }

  /// Of a value the tag is field 1, a `simple_value` field 2, a tensor field 8.
  private mutating func add(_ bytes: ArraySlice<UInt8>) {
    var tag: String?
    var scalar: Double?
    for (number, value) in ProtobufFields(bytes) {
      switch (number, value) {
      case (1, .bytes(let name)) where name.count <= 200: tag = name.text
      case (2, .fixed32(let bits)): scalar = Self.decimal(bits)
      case (8, .bytes(let tensor)): scalar = Self.scalar(ofTensor: tensor)
      default: break
      }
    }
    if let tag, let scalar { scalars.append((tag, scalar)) }
  }

  /// The one element of a tensor of float32 or float64: as its content (field 4) or as a list (5, 6), packed
  /// or not.
  private static func scalar(ofTensor bytes: ArraySlice<UInt8>) -> Double? {
    var type: UInt64 = 0
    var content: ArraySlice<UInt8> = []
    for (number, value) in ProtobufFields(bytes) {
      switch (number, value) {
      case (1, .varint(let number)): type = number
      case (4, .bytes(let bytes)), (5, .bytes(let bytes)), (6, .bytes(let bytes)): content = bytes
      case (5, .fixed32(let bits)): return decimal(bits)
      case (6, .fixed64(let bits)): return Double(bitPattern: bits)
      default: break
      }
    }
    switch (type, content.count) {
    case (1, 4): return decimal(UInt32(truncatingIfNeeded: content.littleEndian))
    case (2, 8): return Double(bitPattern: content.littleEndian)
    default: return nil
    }
  }

  /// The number that the shortest digits of a binary32 number stand for: 1e-5 is logged, not
  /// 9.999999747378752e-06, and the digits of a learning rate are evidence.
  private static func decimal(_ bits: UInt32) -> Double? {
    Double(Float(bitPattern: bits).description)
  }
}
