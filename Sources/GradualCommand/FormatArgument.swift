import FloatFormats
import Foundation
import JSON

/// A format as a user writes it: a name, a spelling, or the path of a JSON file.
enum FormatArgument {
  /// The format that `text` says. A bare `e4m3` is noted on stderr: most who write it mean e4m3fn.
  static func format(_ text: String) throws -> NamedFormat {
    if text.hasSuffix(".json") || text.contains("/") { return try read(text) }
    if text.lowercased() == "e4m3" {
      StandardError.writeOnce(
        line:
          "gradual: note: e4m3 is IEEE-style, largest 240; OCP's and NVIDIA's E4M3, largest 448, "
          + "is e4m3fn")
    }
    return try FormatCatalogue.format(named: text)
  }

  /// Larger files are refused: a format is a dozen fields.
  private static let largestFile = 1 << 16

  private static func read(_ path: String) throws -> NamedFormat {
    let data: Data
    do throws(SmallFileError) {
      data = Data(try SmallFile.contents(of: path, limit: largestFile))
    } catch {
      throw UsageError("\(path): file is \(error); valid: a JSON file with a format's fields")
    }
    let fields: JSONValue
    do {
      fields = try JSONValue(parsing: data)
    } catch {
      throw UsageError("\(path): not JSON: \(error)")
    }
    // The decoder has no key to name for a number that does not fit an integer.
    for key in ["exponentWidth", "precision", "bias"] {
      if let value = fields[key], value.integer == nil {
        throw UsageError("\(path): \(key) is \(value.canonicalText); valid: a whole number")
      }
    }
    do {
      let format = try JSONDecoder().decode(FloatFormat.self, from: data)
      let name = URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent
      return NamedFormat(name: name, format: format, summary: "from \(path)")
    } catch let error as DecodingError {
      throw UsageError("\(path): \(explain(error, in: fields))")
    }
  }

  /// A decoding error as one line that names key and value.
  private static func explain(_ error: DecodingError, in fields: JSONValue) -> String {
    func place(_ context: DecodingError.Context, _ expected: String) -> String {
      guard let key = context.codingPath.first?.stringValue else {
        return fields.object == nil ? "not a JSON object" : context.debugDescription
      }
      let value = fields[key]?.canonicalText ?? "missing"
      return "\(key) is \(value); valid: \(choices[key] ?? expected)"
    }
    switch error {
    case .keyNotFound(let key, _):
      return "\(key.stringValue) is missing; needed: exponentWidth, precision"
    case .typeMismatch(let type, let context), .valueNotFound(let type, let context):
      return place(context, type == Bool.self ? "true or false" : "a whole number")
    case .dataCorrupted(let context): return place(context, "a whole number")
    @unknown default: return "\(error)"
    }
  }

  /// The values of the keys that have a list of them.
  private static let choices: [String: String] = [
    "nan": list(NaNEncoding.self), "overflow": list(OverflowPolicy.self),
    "ties": list(TieRule.self),
    "nanSubstitute": list(NaNSubstitute.self),
  ]

  private static func list<Choice: RawRepresentable<String> & CaseIterable>(_: Choice.Type)
    -> String
  {
    Choice.allCases.map(\.rawValue).joined(separator: ", ")
  }
}
