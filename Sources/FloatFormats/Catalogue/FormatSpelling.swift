import NearestNames

/// Why a name is not a format's: one line that names it and what would be valid.
public struct FormatNameError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The name that was asked for.
  public let name: String
  /// What is wrong with it.
  public let reason: String

  /// `format "NAME": reason`.
  public var description: String { "format \"\(name)\": \(reason)" }
}

extension FormatCatalogue {
  /// The format that a name stands for.
  ///
  /// A name is, without regard to case,
  /// - a catalogue name or an alias of one (``FormatAlias``);
  /// - a P3109 name, `binary8p3se`;
  /// - a custom spelling, `e5m7`: IEEE-style with that many bits of exponent and of trailing
  ///   significand;
  /// - any of these with suffixes that change fields, behind a colon or in parentheses:
  ///   `e4m3:bias=8,nan=negative-zero,no-subnormals`, `e4m3(bias=8)`. Suffixes: `bias=N`,
  ///   `nan=ieee|maximum|negative-zero|none`, `infinity`, `no-infinity`, `subnormals`,
  ///   `no-subnormals`, `signed`, `unsigned`, `zero`, `no-zero`,
  ///   `overflow=ieee|saturate|saturate-finite|nan`, `ties=even-code|up`,
  ///   `nan-substitute=zero|zero-of-opposite-sign|largest`.
  ///
  /// - Throws: ``FormatNameError`` for an unknown name (with the nearest known ones), a suffix that is
  ///   unknown or gives a field again, or an impossible format (with the field and what would be possible).
  public static func format(named name: String) throws(FormatNameError) -> NamedFormat {
    let (base, suffixes) = try split(name)
    var named = try baseFormat(base, of: name)
    if !suffixes.isEmpty {
      var format = named.format
      try format.apply(suffixes, of: name)
      named = NamedFormat(
        name: "\(named.name):\(suffixes.joined(separator: ","))", format: format,
        summary: "custom, from \(named.name)")
    }
    // Checked last: a suffix may make a format of a base that is none.
    if let error = named.format.impossibility {
      throw FormatNameError(name: name, reason: error.description)
    }
    return named
  }

  /// The base name and the suffixes of a name in either spelling.
  private static func split(_ name: String) throws(FormatNameError) -> (String, [String]) {
    let text = name.lowercased()
    guard let separator = text.firstIndex(where: { $0 == ":" || $0 == "(" }) else {
      return (text, [])
    }
    var list = text[text.index(after: separator)...]
    if text[separator] == "(" {
      guard list.last == ")" else {
        throw FormatNameError(name: name, reason: "the parenthesis is not closed")
      }
      list.removeLast()
    }
    let suffixes = list.split(separator: ",", omittingEmptySubsequences: false)
      .map { String($0.drop { $0 == " " }) }
    return (String(text[..<separator]), suffixes)
  }

  /// The format of a name without suffixes; a custom spelling's may be impossible.
  private static func baseFormat(
    _ base: String, of name: String
  ) throws(FormatNameError) -> NamedFormat {
    if let row = byName[base] ?? FormatAlias.names[base].flatMap({ byName[$0] }) { return row }
    do {
      if let p3109 = P3109Format(name: base) {
        return NamedFormat(
          name: p3109.name, format: try p3109.format(), summary: "P3109 draft, by its naming rule")
      }
      if let (exponent, trailing) = custom(base) {
        return NamedFormat(
          name: base,
          format: FloatFormat(unchecked: exponent, precision: trailing + 1),
          summary: "custom, IEEE-style: \(exponent) bits of exponent, \(trailing) of significand")
      }
    } catch {
      throw FormatNameError(name: name, reason: error.description)
    }
    let error = UnknownNameError(
      kind: "format", name: base, among: all.map(\.name) + FormatAlias.all.map(\.alias))
    throw FormatNameError(
      name: name,
      reason:
        "unknown\(error.advice.isEmpty ? ";" : error.advice) valid: `gradual list formats`, or a "
        + "spelling such as e5m7, binary8p3se, e4m3:bias=8")
  }

  /// The widths of a spelling `e5m7`.
  private static func custom(_ text: String) -> (Int, Int)? {
    var rest = Substring(text)
    guard rest.removePrefix("e"), let exponent = rest.removeInteger(), rest.removePrefix("m"),
      let trailing = rest.removeInteger(), rest.isEmpty
    else { return nil }
    return (exponent, trailing)
  }
}
