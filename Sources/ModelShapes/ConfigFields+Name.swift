import JSON
import SystemFiles

/// What a model of a user's own is called: a plain name, of `a`–`z`, `0`–`9`, `.`, `_` and `-`, at most
/// 64 characters, since tables and figures carry it.
extension ConfigFields {
  private static let longestName = 64

  /// The last part of `_name_or_path` if it is a plain name: what a file says of itself, whatever
  /// folder it lies in.
  var ownName: String? {
    guard case .string(let path) = self["_name_or_path"] else { return nil }
    let last = path.split(separator: "/").last?.lowercased() ?? ""
    return last == Self.plain(last) && !last.isEmpty ? last : nil
  }

  /// The name that a path gives: of `…/mine/config.json` the folder's, `mine`; of `…/mine.json` the
  /// file's own, `mine`. What is not plain in it becomes `-`; `nil` if nothing else is left.
  static func name(ofFile file: String) -> String? {
    var parts = file.split(separator: "/")
    guard let last = parts.popLast() else { return nil }
    if last != "config.json" {
      return named(last.hasSuffix(".json") ? last.dropLast(5) : last)
    }
    if let folder = parts.last, folder != ".", folder != ".." { return named(folder) }
    // The folder is written as a way from here, or not at all.
    let way = file.dropLast(last.count)
    guard let resolved = realpath(way.isEmpty ? "." : String(way), nil) else { return nil }
    defer { free(resolved) }
    return String(cString: resolved).split(separator: "/").last.flatMap(named)
  }

  private static func named(_ text: Substring) -> String? {
    let name = plain(text.lowercased())
    return name.contains { $0 != "-" } ? name : nil
  }

  private static func plain(_ text: String) -> String {
    let isPlain = { (scalar: Unicode.Scalar) in
      ("a"..."z").contains(scalar) || ("0"..."9").contains(scalar)
        || "._-".unicodeScalars.contains(scalar)
    }
    return text.unicodeScalars.prefix(longestName)
      .map { isPlain($0) ? String($0) : "-" }.joined()
  }
}
