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
    let named = try baseFormat(base, of: name)
    guard !suffixes.isEmpty else { return named }
    var fields = FormatFields(named.format)
    var changed: Set<String> = []
    for suffix in suffixes {
      try fields.apply(suffix, of: name)
      let field = fieldName(of: suffix)
      guard changed.insert(field).inserted else {
        throw FormatNameError(name: name, reason: "suffix \"\(suffix)\": \(field) is given twice")
      }
    }
    do {
      return NamedFormat(
        name: "\(named.name):\(suffixes.joined(separator: ","))", format: try fields.format(),
        summary: "custom, from \(named.name)")
    } catch {
      throw FormatNameError(name: name, reason: error.description)
    }
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

  /// The field that a valid suffix changes: `infinity` of `no-infinity`, `bias` of `bias=8`.
  private static func fieldName(of suffix: String) -> String {
    var field = suffix.prefix { $0 != "=" }
    if !field.removePrefix("no-"), field == "unsigned" { field.removeFirst(2) }
    return String(field)
  }

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
          format: try FloatFormat.validated(exponentWidth: exponent, precision: trailing + 1),
          summary: "custom, IEEE-style: \(exponent) bits of exponent, \(trailing) of significand")
      }
    } catch {
      throw FormatNameError(name: name, reason: error.description)
    }
    let nearest = nearestNames(to: base, among: all.map(\.name) + FormatAlias.all.map(\.alias))
    throw FormatNameError(
      name: name,
      reason: "unknown; "
        + (nearest.isEmpty ? "" : "did you mean \(nearest.joined(separator: ", "))? ")
        + "valid: `gradual list formats`, or a spelling such as e5m7, binary8p3se, e4m3:bias=8")
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

/// The fields of a format while suffixes change them.
struct FormatFields {
  var exponentWidth: Int
  var precision: Int
  var bias: Int
  var signed: Bool
  var nan: NaNEncoding
  var infinity: Bool
  var zero: Bool
  /// nil is the rule of ``FloatFormat/init(exponentWidth:precision:bias:signed:nan:infinity:zero:subnormals:overflow:ties:nanSubstitute:)``.
  var subnormals: Bool?
  var overflow: OverflowPolicy
  var ties: TieRule
  var nanSubstitute: NaNSubstitute

  init(_ format: FloatFormat) {
    exponentWidth = format.exponentWidth
    precision = format.precision
    bias = format.bias
    signed = format.isSigned
    nan = format.nan
    infinity = format.hasInfinity
    zero = format.hasZero
    subnormals = format.hasSubnormals == format.hasZero ? nil : format.hasSubnormals
    overflow = format.overflow
    ties = format.ties
    nanSubstitute = format.nanSubstitute
  }

  func format() throws(FormatError) -> FloatFormat {
    try FloatFormat.validated(
      exponentWidth: exponentWidth, precision: precision, bias: bias, signed: signed, nan: nan,
      infinity: infinity, zero: zero, subnormals: subnormals, overflow: overflow, ties: ties,
      nanSubstitute: nanSubstitute)
  }

  /// Applies one suffix.
  mutating func apply(_ suffix: String, of name: String) throws(FormatNameError) {
    let parts = suffix.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let value = parts.count == 2 ? String(parts[1]) : nil
    func refuse(_ valid: String) -> FormatNameError {
      FormatNameError(name: name, reason: "suffix \"\(suffix)\": \(valid)")
    }
    func choice<Choice: RawRepresentable<String> & CaseIterable>(
      _: Choice.Type
    ) throws(FormatNameError) -> Choice {
      guard let choice = value.flatMap(Choice.init(rawValue:)) else {
        throw refuse("valid: \(Choice.allCases.map(\.rawValue).joined(separator: ", "))")
      }
      return choice
    }
    switch (parts.first.map(String.init) ?? "", value != nil) {
    case ("bias", true):
      guard let bias = value.flatMap(Int.init) else { throw refuse("the bias is an integer") }
      self.bias = bias
    case ("nan", true): nan = try choice(NaNEncoding.self)
    case ("overflow", true): overflow = try choice(OverflowPolicy.self)
    case ("ties", true): ties = try choice(TieRule.self)
    case ("nan-substitute", true): nanSubstitute = try choice(NaNSubstitute.self)
    case ("infinity", false): infinity = true
    case ("no-infinity", false): infinity = false
    case ("subnormals", false): subnormals = true
    case ("no-subnormals", false): subnormals = false
    case ("signed", false): signed = true
    case ("unsigned", false): signed = false
    case ("zero", false): zero = true
    case ("no-zero", false): zero = false
    default:
      throw refuse(
        "unknown; valid: bias=N, nan=…, [no-]infinity, [no-]subnormals, [un]signed, [no-]zero, "
          + "overflow=…, ties=…, nan-substitute=…")
    }
  }
}
