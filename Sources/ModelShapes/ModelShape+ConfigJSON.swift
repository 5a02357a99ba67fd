import JSON
import SystemFiles

extension ModelShape {
  /// The largest config.json that is read, in bytes.
  public static let largestConfigSize = 1 << 20

  /// The shape that a Hugging Face config.json describes; of the family `custom`, since a file tells an
  /// architecture, and not whose model it is.
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
    self = try ConfigFields(configJSON: bytes, file: file).shape(name: name, orElse: nil)
  }

  /// The shape in the file at a path, or in the file config.json of the folder at that path.
  ///
  /// - Parameter name: the shape's name; `nil` as for `init(configJSON:file:name:)`, but where the file
  ///   does not name its model, the path does: the folder of `…/config.json`, or the file's name without
  ///   `.json`, in lower case, with `-` for what is neither letter, digit, `.`, `_` nor `-`.
  /// - Throws: `ShapeError` as for `init(configJSON:file:name:)`, and if the file is missing, empty,
  ///   unreadable or larger than `largestConfigSize`.
  public init(configAt path: String, name: String? = nil) throws(ShapeError) {
    var file = path
    let bytes: [UInt8]
    do throws(SmallFileError) {
      do throws(SmallFileError) {
        bytes = try SmallFile.contents(of: path, limit: Self.largestConfigSize)
      } catch {
        guard error == .folder else { throw error }
        file = path + "/config.json"
        bytes = try SmallFile.contents(of: file, limit: Self.largestConfigSize)
      }
    } catch {
      throw ShapeError(
        file: file, field: "file", value: "\(error)", expected: "a Hugging Face config.json")
    }
    let fields = try ConfigFields(configJSON: bytes, file: file)
    self = try fields.shape(name: name, orElse: ConfigFields.name(ofFile: file))
  }
}
