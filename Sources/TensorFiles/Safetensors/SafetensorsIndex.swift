import JSON
import SystemFiles

/// What a `model.safetensors.index.json` says: which file of its folder has which tensor.
///
/// Its other member, `metadata` with the `total_size`, is not read: published ones are wrong at times,
/// and nothing depends on it.
struct SafetensorsIndex {
  /// The file's name for every tensor's; never empty.
  let fileOfTensor: [String: String]

  /// The largest index that is read, in bytes: as long as a header may be.
  static let largest = SafetensorsHeader.longest

  init(reading path: String) throws(FileError) {
    func invalid(_ field: String, _ value: String, _ valid: String) -> FileError {
      FileError(file: path, field: field, value: value, valid: valid)
    }
    let root: JSONValue
    do {
      root = try JSONValue(parsing: SmallFile.contents(of: path, limit: Self.largest))
    } catch let error as JSONError {
      throw invalid("file", "not JSON (\(error))", "an index of safetensors files")
    } catch {
      throw invalid("file", "\(error)", "an index of safetensors files")
    }
    guard let map = root["weight_map"]?.object, !map.isEmpty else {
      throw invalid(
        "weight_map", root["weight_map"]?.canonicalText ?? "missing",
        "an object of tensor and file names, one at least")
    }
    var fileOfTensor: [String: String] = [:]
    for (tensor, value) in map.sorted(by: { utf8Precedes($0.key, $1.key) }) {
      guard let file = value.string, Self.isName(file) else {
        throw invalid(
          "weight_map '\(tensor)'", value.canonicalText, "the name of a file in the same folder")
      }
      fileOfTensor[tensor] = file
    }
    self.fileOfTensor = fileOfTensor
  }

  /// Whether a text names a file in a folder, and nothing outside of it.
  private static func isName(_ text: String) -> Bool {
    !text.isEmpty && text != "." && text != ".." && !text.utf8.contains { $0 == 0x2F || $0 == 0 }
  }
}
