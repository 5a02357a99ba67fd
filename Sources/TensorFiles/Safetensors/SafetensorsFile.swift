/// A safetensors file: named tensors and notes.
///
///     let file = try SafetensorsFile("model.safetensors")
///     let embedding = try file.tensor(named: "model.embed_tokens.weight")
///     var row = [Float](repeating: 0, count: embedding.shape[1])
///     try row.withUnsafeMutableBufferPointer { (row) throws(FileError) in
///       try embedding.read(0..<row.count, into: row)
///     }
public struct SafetensorsFile: Sendable {
  /// The path as it was given.
  public let path: String

  /// The tensors in the order of their bytes in the file.
  public let tensors: [SafetensorsTensor]

  /// The notes (`__metadata__`), such as `format`: `pt`.
  public let metadata: [String: String]

  private let byName: [String: SafetensorsTensor]

  /// The tensors in the file at `path`, which is mapped: its elements take memory when they are read.
  ///
  /// Throws ``FileError`` for a header that the reference implementation refuses, or that the
  /// format's description forbids, and for data that are not exactly what the header tells.
  public init(_ path: String) throws(FileError) {
    let header = try SafetensorsHeader(parsing: MappedFile(path))
    self.path = path
    tensors = header.tensors
    metadata = header.metadata
    byName = Dictionary(uniqueKeysWithValues: tensors.map { ($0.name, $0) })
  }

  /// The tensor of that name.
  ///
  /// Throws ``FileError`` when there is none.
  public func tensor(named name: String) throws(FileError) -> SafetensorsTensor {
    guard let tensor = byName[name] else {
      throw FileError(
        file: path, field: "tensor '\(name)'", value: "missing",
        valid: "one of its \(tensors.count) tensors")
    }
    return tensor
  }
}

extension SafetensorsFile {
  /// Writes tensors, and notes if there are any, to the file at `path`, whole or not at all.
  ///
  /// The file is laid out as by the reference implementation, and `body` is called for one tensor
  /// after the other in that order (the largest dtype first, then by name), to append its elements:
  ///
  ///     let entry = SafetensorsEntry(name: "w", dtype: .bf16, shape: [2])
  ///     let numbers: [Float] = [1, 0.5]
  ///     try SafetensorsFile.write([entry], to: "w.safetensors") { (entry, file) throws(FileError) in
  ///       try file.append(numbers.span)
  ///     }
  ///
  /// Throws ``FileError`` for tensors that no file can hold, what `body` throws, when it appends fewer
  /// or more elements than a tensor has, and when the file cannot be written
  /// (see ``writeAtomically(to:_:)``).
  public static func write(
    _ tensors: [SafetensorsEntry], metadata: [String: String] = [:], to path: String,
    _ body: (SafetensorsEntry, inout SafetensorsWriter) throws(FileError) -> Void
  ) throws(FileError) {
    let layout = try SafetensorsLayout(tensors, metadata: metadata, file: path)
    try SafetensorsWriter.write(layout, to: path, body)
  }
}
