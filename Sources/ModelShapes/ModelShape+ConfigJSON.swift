import Foundation
import JSON

extension ModelShape {
  /// The largest config.json that is read, in bytes.
  public static let largestConfigSize = 1 << 20

  /// The shape that a Hugging Face config.json describes.
  ///
  /// Model types `qwen2`, `llama`, `mistral` (its shape; sliding windows are not modelled), `gpt2` and
  /// `gpt_neox`. A scaling of the rotary angles is not read: it does not change a shape. The
  /// initialisation is the file's `initializer_range` (GPT-2's residual projections scaled by depth),
  /// which for some published models is not what they were trained from.
  ///
  /// - Parameters:
  ///   - bytes: the text of the file, in UTF-8.
  ///   - file: the file's name, for errors.
  ///   - name: the shape's name; `nil` for the last part of `_name_or_path` if the file has a plain
  ///     one, else the model type.
  /// - Throws: `ShapeError` if the text is not a JSON object, the model type is unknown, a size is
  ///   missing, not an integer, out of `ShapeField.range` or at odds with another.
  public init(
    configJSON bytes: some Sequence<UInt8>, file: String = "config.json", name: String? = nil
  ) throws(ShapeError) {
    let decoded: JSONValue
    do throws(JSONError) {
      decoded = try JSONValue(parsing: bytes)
    } catch {
      throw ShapeError(
        file: file, field: "text", value: "not JSON (\(error))", expected: "a JSON object")
    }
    guard case .object(let fields) = decoded else {
      throw ShapeError(
        file: file, field: "text", value: decoded.shown, expected: "a JSON object")
    }
    self = try ConfigFields(file: file, fields: fields).shape(name: name)
  }

  /// The shape in the file at a path, or in the file config.json of the folder at that path.
  ///
  /// - Throws: `ShapeError` as for `init(configJSON:file:name:)`, and if the file cannot be read or is
  ///   larger than `largestConfigSize`.
  public init(configAt path: String, name: String? = nil) throws(ShapeError) {
    var isFolder: ObjCBool = false
    let exists = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
    let file = exists && isFolder.boolValue ? path + "/config.json" : path
    guard let handle = FileHandle(forReadingAtPath: file),
      let data = try? handle.read(upToCount: Self.largestConfigSize + 1)
    else {
      throw ShapeError(
        file: file, field: "file", value: "unreadable", expected: "a Hugging Face config.json")
    }
    guard data.count <= Self.largestConfigSize else {
      throw ShapeError(
        file: file, field: "size", value: "more than \(Self.largestConfigSize) bytes",
        expected: "at most that")
    }
    try self.init(configJSON: data, file: file, name: name)
  }
}
