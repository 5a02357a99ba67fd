extension Report {
  /// The report as Markdown (CommonMark with GitHub's tables), wide tables padded so that they can be
  /// read in a terminal as well. Figures are shown as `figures/NAME.svg`. Tables and figures are numbered
  /// in reading order.
  public var markdown: String {
    var blocks = ["# " + title]
    blocks.append(
      headlines.enumerated().map { "\($0.offset + 1). \($0.element)" }.joined(separator: "\n"))
    blocks.append("*Scope.* " + scope)
    var tables = 0
    var figures = 0
    for section in sections {
      blocks.append("## " + section.title)
      blocks += section.text
      for table in section.tables {
        tables += 1
        blocks.append("**Table \(tables). \(table.caption)**")
        blocks.append(table.markdown)
      }
      for figure in section.figures {
        figures += 1
        blocks.append("![\(Self.escaped(figure.alternative))](figures/\(figure.name).svg)")
        blocks.append(
          "*Figure \(figures). \(figure.caption)* ([Vega-Lite](figures/\(figure.name).vl.json))")
      }
    }
    if !notCovered.isEmpty {
      blocks.append("## What this does not cover")
      blocks.append(notCovered.map { "- " + $0 }.joined(separator: "\n"))
    }
    if !reproduce.isEmpty {
      blocks.append("## How to reproduce")
      blocks.append("```\n" + reproduce.joined(separator: "\n") + "\n```")
    }
    if !provenance.isEmpty {
      blocks.append("## Provenance")
      blocks.append(provenance.map { "- \($0.name): \($0.value)" }.joined(separator: "\n"))
    }
    return blocks.joined(separator: "\n\n") + "\n"
  }

  /// Square brackets would end a picture's text.
  private static func escaped(_ text: String) -> String {
    text.map { "[]".contains($0) ? "\\\($0)" : String($0) }.joined()
  }
}

extension Table {
  /// The table as GitHub's Markdown: columns padded to one width, columns of numbers to the right.
  public var markdown: String {
    let titles = columns.map {
      Self.escaped($0.unit.isEmpty ? $0.title : "\($0.title), \($0.unit)")
    }
    let texts = rows.map { row in
      zip(row, columns).map { field, column in Self.escaped(Self.text(field, column)) }
    }
    let isNumeric = columns.indices.map { index in
      !rows.contains { if case .text = $0[index] { true } else { false } }
    }
    let widths = columns.indices.map { index in
      max(3, titles[index].count, texts.map { $0[index].count }.max() ?? 0)
    }
    func line(_ fields: [String]) -> String {
      let padded = fields.indices.map { index in
        let space = String(repeating: " ", count: widths[index] - fields[index].count)
        return isNumeric[index] ? space + fields[index] : fields[index] + space
      }
      return "| " + padded.joined(separator: " | ") + " |"
    }
    let rule = columns.indices.map { index in
      let dashes = String(repeating: "-", count: widths[index] - 1)
      return isNumeric[index] ? dashes + ":" : dashes + "-"
    }
    return ([line(titles), line(rule)] + texts.map(line)).joined(separator: "\n")
  }

  /// How a field of a column is written, without what Markdown would need.
  public static func text(_ field: Field, _ column: Column) -> String {
    switch field {
    case .empty: ""
    case .text(let text): text
    case .integer(let value): value.description
    case .number(let value): NumberText.significant(value, digits: column.digits)
    case .powerOfTwo(let value): NumberText.powerOfTwo(value, digits: column.digits)
    case .fixed(let value, let places): NumberText.fixed(value, places: places)
    }
  }

  private static func escaped(_ text: String) -> String {
    text.map { $0 == "|" ? "\\|" : $0 == "\n" ? " " : String($0) }.joined()
  }
}
