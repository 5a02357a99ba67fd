import Benchmarks
import JSON
import Reporting

/// `gradual bench`.
enum BenchCommand {
  static let only = Option.value(
    "only", "NAME,…", "what to measure: names of the table, or their beginnings up to a slash")
  static let threads = Option.value(
    "threads", "N", "how many the rows of several threads have; 2 by default")
  static let repeats = Option.value(
    "repeats", "N", "how many samples are taken of each; 5 by default, with --quick 1")
  static let quick = Option.flag("quick", "short samples and small products: a test, no figures")
  static let arrays = Option.value(
    "arrays", "FOLDER", "write the float32 arrays that are worked on there, as .npy")

  static func run(_ arguments: Arguments) throws -> ExitCode {
    let isQuick = arguments.has(quick)
    let names = arguments.value(only).map { commaSeparated($0[...]) } ?? []
    let benchmark = try Benchmark(
      only: names, threads: try arguments.integer(threads, in: 1...1024) ?? 2,
      repeats: try arguments.integer(repeats, in: 1...1000) ?? (isQuick ? 1 : 5),
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
    for measurement in figures.measurements {
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
    return """
      \(machine.processor), \(machine.cores) cores, \(machine.level)
      elements, and of dot and matmul multiply-accumulates, a second: medians, least and most of the
      samples, and ratios to memcpy and to the peak of binary32's fused multiply-adds, by as many threads


      """ + table.text()
  }

  private static func billions(_ rate: Double) -> String {
    NumberText.significant(rate / 1e9, digits: 3)
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
