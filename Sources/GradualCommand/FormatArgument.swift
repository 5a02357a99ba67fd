import BlockFormats
import FloatFormats
import FormatFiles

/// A format as a user writes it: a name, a spelling, or the path of a JSON file.
enum FormatArgument {
  /// The format that `text` says. A bare `e4m3` is noted on stderr: most who write it mean e4m3fn.
  static func format(_ text: String) throws -> NamedFormat {
    note(text)
    guard !BlockCatalogue.isName(text) else {
      throw UsageError(
        "format '\(text)': is one of blocks; valid here: a format of numbers, such as e4m3fn")
    }
    return try FormatFile.format(named: text)
  }

  /// The same, or a block format.
  static func arrayFormat(_ text: String) throws -> ArrayFormat {
    note(text)
    return try FormatFile.arrayFormat(named: text)
  }

  private static func note(_ text: String) {
    if text.lowercased() == "e4m3" {
      StandardError.writeOnce(
        line:
          "gradual: note: e4m3 is IEEE-style, largest 240; OCP's and NVIDIA's E4M3, largest 448, "
          + "is e4m3fn")
    }
  }
}
