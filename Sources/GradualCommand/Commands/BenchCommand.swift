import Benchmarks
import JSON
import Reporting

/// `gradual bench`.
enum BenchCommand {
  static let only = Option.value(
    "only", "NAME,…",
    "what to measure: names of the table, or their beginnings up to a slash; model:NAME for passes of "
      + "a model, which are measured only where they are asked for")
  static let threads = Option.value(
    "threads", "N", "how many the rows of several threads have; 2 by default")
  static let repeats = Option.value(
    "repeats", "N", "how many samples are taken of each; 5 by default, with --quick 1")
  static let tokens = Option.value(
    "tokens", "N", "tokens of a model's pass; 32 by default, with --quick 2")
  static let quick = Option.flag("quick", "short samples and small products: a test, no figures")
  static let arrays = Option.value(
    "arrays", "FOLDER", "write the float32 arrays that are worked on there, as .npy")

  static func run(_ arguments: Arguments) throws -> ExitCode {
    let isQuick = arguments.has(quick)
    let names = arguments.value(only).map { commaSeparated($0[...]) } ?? []
    let benchmark = try Benchmark(
      only: names, threads: try arguments.integer(threads, in: 1...1024) ?? 2,
      repeats: try arguments.integer(repeats, in: 1...1000) ?? (isQuick ? 1 : 5),
      tokens: try arguments.integer(tokens, in: 1...1_048_576),
      isQuick: isQuick, writingArraysTo: arguments.value(arrays))
    let progress = Progress("bench")
    let figures = try benchmark.run { progress.show(done: $0, of: $1) }
    progress.end()
    try StandardOutput.write(
      arguments.has(.json) ? figures.json.indentedText + "\n" : text(figures))
    return .done
  }

  private static func text(_ figures: Figures) -> String {
    let machine = figures.machine
    var table = TextTable([
      ("work", .left), ("size", .right), ("threads", .right), ("10⁹/s", .right),
      ("least–most", .right), ("of memcpy", .right), ("of peak", .right), ("target", .left),
    ])
    for measurement in figures.measurements where measurement.workload.pass == nil {
      let workload = measurement.workload
      let verdicts = figures.verdicts(measurement).map(text)
      table.append([
        workload.name, workload.size, "\(workload.threads)", billions(measurement.median),
        "\(billions(measurement.least))–\(billions(measurement.most))",
        ratio(measurement.copyRatio), ratio(measurement.peakRatio), verdicts.first ?? "",
      ])
      for verdict in verdicts.dropFirst() {
        table.append(["", "", "", "", "", "", "", verdict])
      }
    }
    var text = "\(machine.processor), \(machine.cores) cores, \(machine.level)\n"
    if figures.measurements.contains(where: { $0.workload.pass == nil }) {
      text += """
        elements, and of dot and matmul multiply-accumulates, a second: medians, least and most of the
        samples, and ratios to memcpy and to the peak of binary32's fused multiply-adds, by as many threads


        """ + table.text()
    }
    return text + passes(figures)
  }

  /// The table of models' passes; empty without any.
  private static func passes(_ figures: Figures) -> String {
    var table = TextTable([
      ("pass", .left), ("parameters", .right), ("tokens", .right), ("threads", .right),
      ("seconds", .right), ("least–most", .right), ("peak GB", .right), ("of peak", .right),
      ("target", .left),
    ])
    var isEmpty = true
    for measurement in figures.measurements {
      let workload = measurement.workload
      guard let pass = workload.pass else { continue }
      isEmpty = false
      let seconds = measurement.seconds.sorted()
      table.append([
        workload.name, "\(pass.parameters)", "\(pass.tokens)", "\(workload.threads)",
        digits(Double(workload.count) / measurement.median),
        "\(digits(seconds[0]))–\(digits(seconds[seconds.count - 1]))",
        measurement.peakBytes.map { digits(Double($0) / 1e9) } ?? "",
        ratio(measurement.peakRatio), figures.verdicts(measurement).map(text).first ?? "",
      ])
    }
    guard !isEmpty else { return "" }
    return """

      forward and backward passes: medians, least and most of the samples, the most memory that the process
      had in a sample, and multiply-accumulates as a ratio to the peak of binary32's fused multiply-adds

      \(table.text())
      """
  }

  private static func digits(_ value: Double) -> String {
    NumberText.significant(value, digits: 3)
  }

  private static func billions(_ rate: Double) -> String {
    digits(rate / 1e9)
  }

  private static func ratio(_ ratio: Double?) -> String {
    ratio.map { NumberText.significant($0, digits: 2) } ?? ""
  }

  private static func text(_ verdict: Verdict) -> String {
    let base =
      switch verdict.target.base {
      case .copy: "of memcpy"
      case .peak: "of peak"
      case .oneThread: "of one thread"
      case .uncounted: "of uncounted"
      }
    let least = "≥ \(NumberText.significant(verdict.target.least, digits: 2)) \(base)"
    switch verdict.isMet {
    case true?: return "\(least): met"
    case false?: return "\(least): missed (\(ratio(verdict.ratio)))"
    case nil: return "\(least): no base"
    }
  }
}
