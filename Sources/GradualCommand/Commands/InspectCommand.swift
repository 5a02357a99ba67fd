import BlockFormats
import FloatFormats
import Inspection
import JSON
import SystemFiles
import TensorFiles

/// `gradual inspect FILE…`.
enum InspectCommand {
  static let formats = Option.value(
    "formats", "NAMES",
    "of what to round to, between commas: names, also of block formats, spellings or JSON files; "
      + standard.joined(separator: ",") + " by default")
  static let top = Option.value("top", "N", "how many arrays a table shows; 10 by default")
  static let csv = Option.value("csv", "OUT", "writes every array and format to a CSV file")
  static let markdown = Option.value(
    "markdown", "OUT", "writes the tables, of all arrays, as Markdown")
  static let figure = Option.value(
    "figure", "OUT", "writes a figure of all arrays as Vega-Lite, .vl.json")
  static let threads = Option.value(
    "threads", "N", "how many may work; as many as there are processors by default")

  private static let standard = ["fp16", "bf16", "e4m3fn", "e5m2"]

  static func run(_ arguments: Arguments) throws -> ExitCode {
    let names = arguments.value(formats).map { commaSeparated(Substring($0)) } ?? standard
    let formats = try names.map { try FormatArgument.arrayFormat($0) }
    let top = try arguments.integer(top, in: 0...1_000_000) ?? 10
    let threads = try arguments.integer(threads, in: 1...1024) ?? Machine.processors
    let files = arguments.positionals.map { (path: $0, isHook: HookFile.isOne($0)) }
    let hooks = try files.filter(\.isHook).map { file in
      let numbers = try formats.map { format in
        guard case .numbers(let named) = format else {
          throw UsageError(
            "--formats '\(format.name)': a hook's file, \(file.path), has binades and no blocks; valid: "
              + "formats of numbers")
        }
        return named
      }
      return HookPage(
        path: file.path, summary: try HookSummary(file.path), formats: numbers, top: top)
    }
    let others = files.filter { !$0.isHook }.map(\.path)
    if others.isEmpty {
      for option in [csv, markdown, figure] where arguments.has(option) {
        throw UsageError("--\(option.name): valid with a file of tensors")
      }
      try write(hooks, nil, arguments)
      return .done
    }
    let run = try InspectionRun(files: others, formats: formats)
    let progress = Progress("inspect: MiB")
    let result = try run.run(threads: threads) { progress.show(done: $0 >> 20, of: $1 >> 20) }
    progress.end()
    if let path = arguments.value(csv) { try writeAtomically(result.csv, to: path) }
    if let path = arguments.value(markdown) { try writeAtomically(result.markdown, to: path) }
    if let path = arguments.value(figure) { try writeAtomically(result.figure.vegaLite, to: path) }
    try write(hooks, InspectPage(result: result, top: top), arguments)
    return .done
  }

  private static func write(
    _ hooks: [HookPage], _ page: InspectPage?, _ arguments: Arguments
  ) throws {
    guard arguments.has(.json) else {
      let texts = hooks.map(\.text) + (page.map { [$0.text] } ?? [])
      try StandardOutput.write(texts.joined(separator: "\n"))
      return
    }
    var members = page?.json ?? [:]
    members["hooks"] = .array(hooks.map(\.json))
    try StandardOutput.write(JSONValue.object(members).indentedText + "\n")
  }
}
