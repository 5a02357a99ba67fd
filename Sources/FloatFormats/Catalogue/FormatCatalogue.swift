/// A format with the name by which people ask for it.
public struct NamedFormat: Hashable, Sendable {
  /// The canonical name: ml_dtypes' without `float8_` and the like, where it has one.
  public let name: String

  /// The format.
  public let format: FloatFormat

  /// What it is and where it comes from, in one line.
  public let summary: String

  /// Where the format's standard is silent and implementations disagree: what is left open, and who
  /// does what. A law that judges somebody's hardware calls none of these wrong.
  public let unspecified: [String]

  /// A named format.
  public init(name: String, format: FloatFormat, summary: String, unspecified: [String] = []) {
    self.name = name
    self.format = format
    self.summary = summary
    self.unspecified = unspecified
  }
}

/// The formats that are known by name. A new one is an entry in a file of the folder Formats, and its name
/// in this list.
public enum FormatCatalogue {
  /// Every format with a name of its own. P3109's formats and custom spellings have names by rule:
  /// ``format(named:)`` knows these too.
  public static let all: [NamedFormat] = [
    .binary16, .bfloat16, .tf32, .binary32, .binary64, .e4m3fn, .e5m2, .e4m3fnuz, .e5m2fnuz,
    .e4m3b11fnuz, .e4m3, .e3m4, .e3m2fn, .e2m3fn, .e2m1fn, .e8m0fnu,
    .ue5m3,
  ]

  /// The row with this canonical name.
  static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })
}
