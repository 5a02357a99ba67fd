import FloatFormats
import JSON
import SystemFiles

/// A format in a JSON file: an object with the fields of `FloatFormat`, of which only `exponentWidth` and
/// `precision` must be there.
///
///     {"exponentWidth": 3, "precision": 5, "bias": 5, "nan": "none", "infinity": false}
public enum FormatFile {
  /// The most bytes that are read: a format is a dozen fields.
  public static let largestSize = 1 << 16

  /// The format of a name or a spelling, or in the file at a path (`isPath`), which is named as the file
  /// is, without `.json`.
  ///
  /// - Throws: `FormatNameError`, or ``FormatFileError``.
  public static func format(named text: String) throws -> NamedFormat {
    guard isPath(text) else { return try FormatCatalogue.format(named: text) }
    let last = text.split(separator: "/").last.map(String.init) ?? text
    return NamedFormat(
      name: last.hasSuffix(".json") ? String(last.dropLast(5)) : last,
      format: try read(text), summary: "from \(text)")
  }

  /// The format in the file at a path.
  public static func read(_ path: String) throws(FormatFileError) -> FloatFormat {
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
    return try FormatFields(file: path, fields: fields).format()
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
