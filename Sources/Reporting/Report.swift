import JSON

/// What a study found, as data: Markdown, figures and other faces are made from it.
public struct Report: Sendable {
  /// The question, as a title.
  public var title: String
  /// The findings, the most important first, each one sentence with its numbers.
  public var headlines: [String]
  /// What was and was not computed, in one paragraph.
  public var scope: String
  /// Tables and figures in reading order.
  public var sections: [Section]
  /// Commands that compute this report again.
  public var reproduce: [String]
  /// What this does not cover, and what would.
  public var notCovered: [String]
  /// Name and value: study, numerics version, configuration, hashes, sources of data.
  public var provenance: [(name: String, value: String)]

  /// A titled part of a report.
  public struct Section: Sendable {
    /// Its heading.
    public var title: String
    /// Paragraphs before the tables and figures.
    public var text: [String]
    /// Its tables.
    public var tables: [Table]
    /// Its figures.
    public var figures: [Figure]

    /// A section; see the properties.
    public init(title: String, text: [String] = [], tables: [Table] = [], figures: [Figure] = []) {
      self.title = title
      self.text = text
      self.tables = tables
      self.figures = figures
    }
  }

  /// A report; see the properties.
  public init(
    title: String, headlines: [String], scope: String, sections: [Section], reproduce: [String],
    notCovered: [String], provenance: [(name: String, value: String)]
  ) {
    self.title = title
    self.headlines = headlines
    self.scope = scope
    self.sections = sections
    self.reproduce = reproduce
    self.notCovered = notCovered
    self.provenance = provenance
  }

  /// Every figure, in reading order.
  public var figures: [Figure] { sections.flatMap(\.figures) }
}

/// A table of a report.
public struct Table: Sendable {
  /// A column: its title, its unit (empty for none) and how its numbers are written.
  public struct Column: Sendable {
    /// The title.
    public var title: String
    /// The unit, shown in the title; empty for none.
    public var unit: String
    /// Significant digits of its numbers.
    public var digits: Int

    /// A column; see the properties.
    public init(_ title: String, unit: String = "", digits: Int = 3) {
      self.title = title
      self.unit = unit
      self.digits = digits
    }
  }

  /// One field.
  public enum Field: Sendable {
    /// Nothing to say: an empty denominator, a quantity that does not apply.
    case empty
    /// Text as it stands.
    case text(String)
    /// A whole number, all its digits.
    case integer(Int)
    /// A number to the column's significant digits.
    case number(Double)
    /// A number that is shown as `2^k` when it is a power of two.
    case powerOfTwo(Double)
    /// A number to some places after the point (binades, logarithms).
    case fixed(Double, places: Int)
  }

  /// What the table shows, one line, without its number.
  public var caption: String
  /// The columns, left to right.
  public var columns: [Column]
  /// The rows, each with a field a column.
  public var rows: [[Field]]

  /// A table; see the properties.
  public init(caption: String, columns: [Column], rows: [[Field]]) {
    self.caption = caption
    self.columns = columns
    self.rows = rows
  }
}

/// A figure: a Vega-Lite 5 specification with its data inline.
public struct Figure: Sendable {
  /// The file's name without its extension: lower case, digits and hyphens.
  public var name: String
  /// What it shows, one or two sentences, without its number.
  public var caption: String
  /// What a reader who cannot see it should know.
  public var alternative: String
  /// The specification, without `$schema`, `config` and `description`.
  public var specification: [String: JSONValue]

  /// A figure; see the properties.
  public init(
    name: String, caption: String, alternative: String, specification: [String: JSONValue]
  ) {
    self.name = name
    self.caption = caption
    self.alternative = alternative
    self.specification = specification
  }
}
