import JSON
import Studies

/// What `show` says of a study.
enum StudyPage {
  /// Axes and columns.
  static func text(_ study: any Study) -> String {
    let axes = study.axes.map { axis in
      let defaults = axis.defaults.joined(separator: ", ")
      return (axis.name, "\(axis.help) Values: \(values(axis.kind)). Default: \(defaults).")
    }
    return Help.wrap("\(study.name): \(study.summary)", indent: 0)
      + "\naxes\n" + Help.definitions(axes)
      + "\ncolumns of results.csv\n"
      + Help.definitions(study.columns.map { ($0.name, $0.help) })
  }

  /// The same for programs.
  static func json(_ study: any Study) -> String {
    let axes = study.axes.map { axis -> JSONValue in
      [
        "name": .string(axis.name), "values": .string(values(axis.kind)),
        "defaults": .array(axis.defaults.map { .string($0) }), "help": .string(axis.help),
      ]
    }
    let columns = study.columns.map { column -> JSONValue in
      ["name": .string(column.name), "help": .string(column.help)]
    }
    let value: JSONValue = [
      "name": .string(study.name), "summary": .string(study.summary),
      "numericsVersion": .integer(study.numericsVersion), "axes": .array(axes),
      "columns": .array(columns),
    ]
    return value.indentedText + "\n"
  }

  private static func values(_ kind: Axis.Kind) -> String {
    switch kind {
    case .name(let known): known.joined(separator: ", ")
    case .text: "names"
    case .integer(let range): "whole numbers from \(range.lowerBound) to \(range.upperBound)"
    case .positive: "positive numbers"
    }
  }
}
