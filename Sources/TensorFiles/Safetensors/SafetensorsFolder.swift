import SystemFiles

/// A model's tensors in a folder: in `model.safetensors`, or in several files that
/// `model.safetensors.index.json` lists.
public struct SafetensorsFolder: Sendable {
  /// The path of what says where the tensors are: the only file, or the index.
  public let path: String

  /// The files, in the order of their names.
  public let files: [SafetensorsFile]

  /// The tensors, file by file, each file's in the order of their bytes. What the index does not name
  /// is not among them.
  public let tensors: [SafetensorsTensor]

  private let byName: [String: SafetensorsTensor]

  /// The tensors in the folder at `path`, or those that the index at `path` lists (a name that ends
  /// in `.json`).
  ///
  /// Where a folder has both, `model.safetensors` is read and the index is not, as in transformers.
  /// Every file is mapped and its header checked.
  ///
  /// Throws ``FileError`` when there is neither, for an index that is not one, for a file of it that
  /// is missing or damaged, and for a tensor that is not in the file that the index tells.
  public init(_ path: String) throws(FileError) {
    guard let place = path.hasSuffix(".json") ? path : Self.weights(in: path) else {
      throw FileError(
        file: path, field: "folder", value: "without weights",
        valid: "a folder with \(Self.singleName) or \(Self.indexName)")
    }
    if place.hasSuffix(".json") {
      try self.init(index: place)
    } else {
      let file = try SafetensorsFile(place)
      self.init(path: place, files: [file], tensors: file.tensors)
    }
  }

  /// The path of what says where a folder's tensors are: the single file, else the index; nil where
  /// it has neither.
  public static func weights(in folder: String) -> String? {
    [singleName, indexName].map { folder + "/" + $0 }.first(where: isFile)
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

  static let singleName = "model.safetensors"
  static let indexName = "model.safetensors.index.json"

  private init(index path: String) throws(FileError) {
    let index = try SafetensorsIndex(reading: path)
    let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
    var files: [SafetensorsFile] = []
    for name in Set(index.fileOfTensor.values).sorted(by: utf8Precedes) {
      files.append(try SafetensorsFile(folder + name))
    }
    let tensors = files.flatMap { file in
      file.tensors.filter { tensor in
        index.fileOfTensor[tensor.name].map { folder + $0 == file.path } ?? false
      }
    }
    self.init(path: path, files: files, tensors: tensors)
    for (name, file) in index.fileOfTensor.sorted(by: { utf8Precedes($0.key, $1.key) })
    where byName[name] == nil {
      throw FileError(
        file: path, field: "weight_map '\(name)'", value: "'\(file)', which is without it",
        valid: "the file that has the tensor")
    }
  }

  private init(path: String, files: [SafetensorsFile], tensors: [SafetensorsTensor]) {
    self.path = path
    self.files = files
    self.tensors = tensors
    byName = Dictionary(uniqueKeysWithValues: tensors.map { ($0.name, $0) })
  }

  static func isFile(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
  }
}
