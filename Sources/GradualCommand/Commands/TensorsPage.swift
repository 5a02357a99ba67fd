import JSON
import SystemFiles
import TensorFiles

/// What `show` says of safetensors files.
struct TensorsPage {
  /// The path of the single file, or of the index.
  private let path: String
  private let files: [SafetensorsFile]
  private let tensors: [SafetensorsTensor]

  /// The page of the file or of the index at a path, or of a folder with either; nil for another path.
  init?(at path: String) throws {
    if path.hasSuffix(".safetensors") {
      let file = try SafetensorsFile(path)
      (self.path, files, tensors) = (path, [file], file.tensors)
    } else if path.hasSuffix(".safetensors.index.json")
      || isPath(path) && SafetensorsFolder.weights(in: path) != nil
    {
      let folder = try SafetensorsFolder(path)
      (self.path, files, tensors) = (folder.path, folder.files, folder.tensors)
    } else {
      return nil
    }
  }

  /// The files with their notes, totals by dtype, and every tensor.
  func text() -> String {
    let counts: [(heading: String, alignment: TextTable.Alignment)] = [
      ("tensors", .right), ("elements", .right), ("bytes", .right),
    ]
    var fileRows = TextTable([("file", .left)] + counts + [("metadata", .left)])
    for file in files {
      let notes = file.metadata.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
      fileRows.append(
        [shown(name(file.path))] + sums { $0.path == file.path } + [
          shown(notes.joined(separator: " "))
        ])
    }
    var dtypeRows = TextTable([("dtype", .left)] + counts)
    for dtype in SafetensorsDtype.allCases where tensors.contains(where: { $0.dtype == dtype }) {
      dtypeRows.append([dtype.rawValue] + sums { $0.dtype == dtype })
    }
    dtypeRows.append(["total"] + sums { _ in true })
    var tensorRows = TextTable([
      ("tensor", .left), ("dtype", .left), ("shape", .left), ("elements", .right),
      ("bytes", .right), (files.count > 1 ? "file" : "", .left),
    ])
    for tensor in tensors {
      tensorRows.append([
        shown(tensor.name), tensor.dtype.rawValue,
        tensor.shape.isEmpty ? "scalar" : tensor.shape.map(String.init).joined(separator: "×"),
        grouped(tensor.count), grouped(tensor.byteCount),
        files.count > 1 ? shown(name(tensor.path)) : "",
      ])
    }
    return "\(shown(path))\n\n\(fileRows.text())\n\(dtypeRows.text())\n\(tensorRows.text())"
  }

  /// The same for programs.
  func json() -> String {
    let value: JSONValue = [
      "path": .string(path),
      "files": .array(
        files.map {
          [
            "file": .string(name($0.path)),
            "metadata": .object($0.metadata.mapValues { .string($0) }),
          ]
        }),
      "tensors": .array(
        tensors.map {
          [
            "name": .string($0.name), "dtype": .string($0.dtype.rawValue),
            "shape": .array($0.shape.map { .integer($0) }), "elements": .integer($0.count),
            "bytes": .integer($0.byteCount), "file": .string(name($0.path)),
          ]
        }),
      "elements": .integer(tensors.reduce(0) { $0 + $1.count }),
      "bytes": .integer(tensors.reduce(0) { $0 + $1.byteCount }),
    ]
    return value.indentedText + "\n"
  }

  /// How many tensors there are, with how many elements and bytes.
  private func sums(where isCounted: (SafetensorsTensor) -> Bool) -> [String] {
    let counted = tensors.filter(isCounted)
    return [
      counted.count, counted.reduce(0) { $0 + $1.count }, counted.reduce(0) { $0 + $1.byteCount },
    ].map(grouped)
  }

  private func name(_ path: String) -> String {
    String(path[(path.lastIndex(of: "/").map(path.index(after:)) ?? path.startIndex)...])
  }

  /// What a file says, so that it cannot steer the terminal.
  private func shown(_ text: String) -> String { ErrorLine.text(text, cuts: false) }
}
