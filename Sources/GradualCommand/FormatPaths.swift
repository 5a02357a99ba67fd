import FormatFiles
import SystemFiles

/// Formats' files in the values of a study's axes.
enum FormatPaths {
  /// The axes whose values are formats, or have formats in parentheses.
  static let axes: Set<String> = ["format", "network_format", "accumulator"]

  /// The value with each path of a JSON file replaced by the spelling of the format in it, so that a run's
  /// cells say what the format is and need no file.
  /// - Throws: `FormatFileError`.
  static func spelled(_ value: String) throws -> String {
    var result = ""
    var word = ""
    for character in value + "," {
      guard "(), ".contains(character) else {
        word.append(character)
        continue
      }
      result += word.hasSuffix(".json") ? try FormatFile.read(word).spelling : word
      result.append(character)
      word = ""
    }
    return String(result.dropLast())
  }
}
