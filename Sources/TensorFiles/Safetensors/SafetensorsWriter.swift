/// Takes the elements of one tensor after the other and puts them in a safetensors file.
///
/// Made by ``SafetensorsFile/write(_:metadata:to:_:)``; no more than a piece is held in memory.
public struct SafetensorsWriter: ~Copyable {
  private let file: AtomicFile
  private let path: String
  private var entry: SafetensorsEntry
  private var byteCount = 0
  private var written = 0

  /// A writer of the tensors of a layout, each of which `body` appends the elements of.
  static func write(
    _ layout: SafetensorsLayout, to path: String,
    _ body: (SafetensorsEntry, inout SafetensorsWriter) throws(FileError) -> Void
  ) throws(FileError) {
    let file = try AtomicFile(replacing: path)
    try file.append(layout.header.span.bytes)
    guard let first = layout.parts.first else { return try file.commit() }
    var writer = SafetensorsWriter(file: file, path: path, entry: first.entry)
    for part in layout.parts {
      (writer.entry, writer.byteCount, writer.written) = (part.entry, part.byteCount, 0)
      try body(part.entry, &writer)
      guard writer.written == part.byteCount else { throw writer.wrongLength(writer.written) }
    }
    try writer.commit()
  }

  private init(file: consuming AtomicFile, path: String, entry: SafetensorsEntry) {
    self.file = file
    self.path = path
    self.entry = entry
  }

  private consuming func commit() throws(FileError) { try file.commit() }

  /// Appends elements of the tensor, in C order, to a tensor of BF16, F16, F32 or F64.
  ///
  /// Nothing is rounded; a NaN stays a NaN of its sign, and in F32 keeps its bits.
  ///
  /// Throws ``FileError`` about the first number that the dtype does not hold exactly, for another
  /// dtype, for more elements than the tensor has, and when the system does not take the bytes.
  public mutating func append(_ values: Span<Float>) throws(FileError) {
    try append(values, single: { $0 }, double: { Double($0) })
  }

  /// Appends elements of the tensor, in C order, to a tensor of BF16, F16, F32 or F64.
  ///
  /// Nothing is rounded; a NaN stays a NaN of its sign, and in F64 keeps its bits.
  ///
  /// Throws ``FileError`` about the first number that the dtype does not hold exactly, for another
  /// dtype, for more elements than the tensor has, and when the system does not take the bytes.
  public mutating func append(_ values: Span<Double>) throws(FileError) {
    try append(values, single: { exactly($0) }, double: { $0 })
  }

  /// Appends bytes of the tensor's elements, of any dtype, as they are to be in the file.
  ///
  /// Throws ``FileError`` for more bytes than the tensor has, and when the system does not take them.
  public mutating func append(bytes: RawSpan) throws(FileError) {
    guard bytes.byteCount <= byteCount - written else {
      throw wrongLength(written + bytes.byteCount)
    }
    try file.append(bytes)
    written += bytes.byteCount
  }

  @inline(__always)
  private mutating func append<Number>(
    _ values: Span<Number>, single: (Number) -> Float?, double: (Number) -> Double
  ) throws(FileError) {
    switch entry.dtype {
    case .bf16: try encode(values) { single($0).flatMap(bfloat16(binary32:)) }
    case .f16: try encode(values) { single($0).flatMap(binary16(binary32:)) }
    case .f32: try encode(values) { single($0)?.bitPattern }
    case .f64: try encode(values) { double($0).bitPattern }
    default:
      throw FileError(
        file: path, field: entry.field("dtype"), value: entry.dtype.rawValue,
        valid: "BF16 F16 F32 F64 here")
    }
  }

  /// Appends the codes of the numbers, piece by piece.
  @inline(__always)
  private mutating func encode<Number, Code: FixedWidthInteger & BitwiseCopyable>(
    _ values: Span<Number>, _ code: (Number) -> Code?
  ) throws(FileError) {
    var start = 0
    while start < values.count {
      let piece = start..<min(start + pieceLength, values.count)
      let codes = [Code](unsafeUninitializedCapacity: piece.count) { codes, count in
        for index in piece {
          guard let code = code(values[index]) else { return }
          codes.initializeElement(at: count, to: code)
          count += 1
        }
      }
      guard codes.count == piece.count else {
        let place = written / MemoryLayout<Code>.size + codes.count
        throw FileError(
          file: path, field: entry.field("element \(place)"),
          value: "\(values[start + codes.count])",
          valid: "numbers that \(entry.dtype.rawValue) holds exactly (round them first)")
      }
      try append(bytes: codes.span.bytes)
      start = piece.upperBound
    }
  }

  private func wrongLength(_ count: Int) -> FileError {
    FileError(
      file: path, field: "tensor '\(entry.name)'", value: "given \(count) bytes",
      valid: "\(byteCount) bytes, which shape \(entry.shape) of \(entry.dtype.rawValue) needs")
  }
}

/// How many numbers are encoded at a time: their codes stay in the processor's caches.
private let pieceLength = 1 << 14

/// The code of a bfloat16 number; nil for a number between two.
private func bfloat16(binary32 value: Float) -> UInt16? {
  let code = UInt16(value.bitPattern >> 16)
  // Of a NaN the payload is cut; the bit that makes it quiet keeps it from becoming an infinity.
  if value.isNaN { return code | 0x40 }
  return value.bitPattern & 0xFFFF == 0 ? code : nil
}

/// The code of a binary16 number; nil for a number between two, or beyond the largest.
private func binary16(binary32 value: Float) -> UInt16? {
  let half = Float16(value)
  return Float(half) == value || value.isNaN ? half.bitPattern : nil
}
