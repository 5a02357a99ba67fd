import BlockFormats
import FloatFormats
import JSON
import SystemFiles

/// A format in a JSON file: an object with the fields of `FloatFormat`, of which only `exponentWidth` and
/// `precision` must be there.
///
///     {"exponentWidth": 3, "precision": 5, "bias": 5, "nan": "none", "infinity": false}
///
/// A block format's has the parts of its spelling, and `tensorScale` is false where it is left out:
///
///     {"element": "e2m1fn", "shape": "1x16", "scale": "ue5m3", "rule": "amax", "tensorScale": true}
public enum FormatFile {
  /// The most bytes that are read: a format is a dozen fields.
  public static let largestSize = 1 << 16

  /// The format of a name or a spelling, or in the file at a path (`isPath`), which is named as the file
  /// is, without `.json`.
  ///
  /// - Throws: `FormatNameError`, or ``FormatFileError``.
  public static func format(named text: String) throws -> NamedFormat {
    guard isPath(text) else { return try FormatCatalogue.format(named: text) }
    return NamedFormat(name: name(of: text), format: try read(text), summary: "from \(text)")
  }

  /// The same, or the block format of a name, a spelling or a file.
  ///
  /// - Throws: `ArrayFormatError`, or ``FormatFileError``.
  public static func arrayFormat(named text: String) throws -> ArrayFormat {
    guard isPath(text) else { return try ArrayFormat(named: text) }
    let fields = try fields(text)
    return BlockFields.isMeant(fields)
      ? .blocks(try BlockFields(file: text, fields: fields).format(name: name(of: text)))
      : .numbers(try format(named: text))
  }

  private static func name(of path: String) -> String {
    let last = path.split(separator: "/").last.map(String.init) ?? path
    return last.hasSuffix(".json") ? String(last.dropLast(5)) : last
  }

  /// The format in the file at a path.
  public static func read(_ path: String) throws(FormatFileError) -> FloatFormat {
    try FormatFields(file: path, fields: fields(path)).format()
  }

  private static func fields(_ path: String) throws(FormatFileError) -> [String: JSONValue] {
    let bytes: [UInt8]
    do throws(SmallFileError) {
      bytes = try SmallFile.contents(of: path, limit: largestSize)
    } catch {
      throw FormatFileError(path, "file is \(error); valid: a JSON file with a format's fields")
    }
    let json: JSONValue
    do throws(JSONError) {
      json = try JSONValue(parsing: bytes)
    } catch {
      throw FormatFileError(path, "not JSON: \(error)")
    }
    guard let fields = json.object else { throw FormatFileError(path, "not a JSON object") }
    return fields
  }
}

/// Why a file is not a format's: one line that names the file, the field, its value, and what would be
/// valid.
public struct FormatFileError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The path as it was given.
  public let file: String
  /// What is wrong in it.
  public let reason: String

  init(_ file: String, _ reason: String) {
    self.file = file
    self.reason = reason
  }

  /// `my.json: precision is 4.5; valid: a whole number`.
  public var description: String { "\(file): \(reason)" }
}
