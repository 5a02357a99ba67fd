import JSON

extension SafetensorsFolder {
  /// Writes tensors to an existing folder: to `model.safetensors`, or where they are more bytes than
  /// `largestFile` to `model-00001-of-00002.safetensors` and so on, and then the index.
  ///
  /// The files are filled in the order of `tensors`, one after the other; a tensor that is larger than
  /// `largestFile` has a file of its own. In each the notes are the same (transformers wants one,
  /// `format`: `pt`), and `body` is called as by ``SafetensorsFile/write(_:metadata:to:_:)``. Each file
  /// is written whole or not at all, the index last.
  ///
  /// Throws ``FileError`` as that does, for a name that is there twice, and where the folder has a
  /// `model.safetensors` but needs an index, which readers would not look at.
  public static func write(
    _ tensors: [SafetensorsEntry], metadata: [String: String] = [:], to folder: String,
    largestFile: Int = 5_000_000_000,
    _ body: (SafetensorsEntry, inout SafetensorsWriter) throws(FileError) -> Void
  ) throws(FileError) {
    let single = folder + "/" + singleName
    // Finds what is wrong with any tensor before a file is begun.
    let whole = try SafetensorsLayout(tensors, metadata: metadata, file: single)
    let parts = try split(tensors, largestFile: largestFile, file: single)
    guard parts.count > 1 else { return try SafetensorsWriter.write(whole, to: single, body) }
    guard !isFile(single) else {
      throw FileError(
        file: single, field: "file", value: "in the way of an index",
        valid: "a folder without it, since readers take it first")
    }
    var fileOfTensor: [String: JSONValue] = [:]
    for (index, part) in parts.enumerated() {
      let name = "model-\(fiveDigits(index + 1))-of-\(fiveDigits(parts.count)).safetensors"
      try SafetensorsFile.write(part, metadata: metadata, to: folder + "/" + name, body)
      for tensor in part { fileOfTensor[tensor.name] = .string(name) }
    }
    let index: JSONValue = [
      "metadata": ["total_size": .integer(whole.byteCount)], "weight_map": .object(fileOfTensor),
    ]
    try writeAtomically(index.indentedText + "\n", to: folder + "/" + indexName)
  }

  /// The tensors of each file: never none, and one or more tensors in each if there are any.
  private static func split(
    _ tensors: [SafetensorsEntry], largestFile: Int, file: String
  ) throws(FileError) -> [[SafetensorsEntry]] {
    var parts: [[SafetensorsEntry]] = [[]]
    var room = largestFile
    for tensor in tensors {
      let size = try tensor.size(file: file).bytes
      if size > room, parts != [[]] {
        parts.append([])
        room = largestFile
      }
      parts[parts.count - 1].append(tensor)
      room -= size
    }
    return parts
  }

  private static func fiveDigits(_ number: Int) -> String {
    String(repeating: "0", count: max(0, 5 - String(number).count)) + String(number)
  }
}
