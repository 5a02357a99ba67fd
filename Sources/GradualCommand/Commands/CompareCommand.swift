import FloatFormats
import FormatComparison
import TensorFiles

/// `gradual compare FORMAT…`.
enum CompareCommand {
  static let figure = Option.value(
    "figure", "OUT", "writes the number lines of formats of up to 9 bits as Vega-Lite, .vl.json")

  static let command = Command(
    name: "compare", group: .formats,
    summary:
      "formats side by side: limits, density, differences, what happens at the edges",
    notes: [
      "At the edges are the largest number, the tie above it and a little more, twice the largest, and half the "
        + "least positive number, of every format, as each format has them, to nearest even and toward zero. "
        + "Below stands what others do with such numbers, as far as it is known."
    ],
    positionals: [
      Positional(name: "FORMAT", summary: "names, spellings or JSON files", isRepeatable: true)
    ],
    options: [figure, .json],
    examples: [
      "gradual compare e4m3fn e4m3fnuz e5m2", "gradual compare e4m3fn binary8p4se --json",
    ],
    run: run)

  static func run(_ arguments: Arguments) throws -> ExitCode {
    let comparison = FormatComparison(
      try arguments.positionals.map { try FormatArgument.format($0) })
    try writeFigure(arguments) { comparison.formats }
    let page = ComparePage(comparison: comparison)
    try StandardOutput.write(arguments.has(.json) ? page.json : page.text)
    return .done
  }

  /// Writes the number lines of formats, where they are asked for.
  static func writeFigure(_ arguments: Arguments, of formats: () throws -> [NamedFormat]) throws {
    guard let path = arguments.value(figure) else { return }
    guard let figure = FormatComparison(try formats()).figure else {
      throw UsageError(
        "--figure: valid with a format of up to \(FormatComparison.mostFigureBits) bits")
    }
    try writeAtomically(figure.vegaLite, to: path)
  }
}
