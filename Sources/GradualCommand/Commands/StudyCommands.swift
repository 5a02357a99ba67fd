import Studies
import SystemFiles

/// `gradual study NAME`.
enum StudyCommand {
  static let set = Option.value(
    "set", "AXIS=VALUES", repeatable: true,
    "values of an axis, with commas between: a,b,c or a series, 2^6..2^20*4; may be repeated; a "
      + "format may be a JSON file")
  static let config = Option.value(
    "config", "FILE",
    "a JSON object of axes and values, or a run's manifest.json; --set overrides it")
  static let out = Option.value("out", "RUN", "the run's folder; runs/NAME by default")
  static let dryRun = Option.flag("dry-run", "say how many cells there are, and write nothing")
  static let shard = Option.value("shard", "I/N", "only the cells whose place modulo N is I")
  static let threads = Option.value(
    "threads", "N", "how many; as many as the machine has by default")
  static let limit = Option.value("limit", "N", "stop after that many cells")

  static func run(_ arguments: Arguments) throws -> ExitCode {
    let study = try StudyCatalogue.study(named: arguments.positionals[0])
    let settings = try settings(arguments.values(set))
    let configuration =
      if let file = arguments.value(config) {
        try Configuration(axes: study.axes, file: file, overriding: settings)
      } else {
        try Configuration(axes: study.axes, settings: settings)
      }
    let shard = try arguments.value(shard).map { try Shard(parsing: $0) } ?? .whole
    let threads = try arguments.integer(threads, in: 1...1024) ?? Machine.processors
    let limit = try arguments.integer(limit, in: 1...Int.max) ?? .max
    let folder = arguments.value(out) ?? "runs/\(study.name)"
    if arguments.has(dryRun) {
      let count = try study.plan(configuration).count
      try StandardOutput.write("\(study.name): \(count) cells\n")
      return .done
    }
    let run = try RunFolder(planning: study, configuration, at: folder)
    StopSignal.install()
    let progress = Progress(study.name)
    let outcome = try run.run(
      shard: shard, threads: threads, limit: limit,
      shouldStop: { StopSignal.isRequested },
      progress: { progress.show(done: $0, of: $1, share: $2) })
    progress.end()
    try StandardOutput.write(
      "\(folder): \(run.cells.count) cells; done before \(outcome.alreadyDone), "
        + "computed \(outcome.computed), left \(outcome.remaining)"
        + (shard == .whole ? "" : " of shard \(shard)") + "\n")
    if StopSignal.isRequested, outcome.remaining > 0 {
      StandardError.write(line: "gradual: stopped; the same command computes what is left")
      return .incomplete
    }
    return .done
  }

  /// The values of every axis that was set; an axis that is set twice has all of them.
  private static func settings(_ assignments: [String]) throws -> [String: [String]] {
    var settings: [String: [String]] = [:]
    for assignment in assignments {
      guard let equals = assignment.firstIndex(of: "="), equals > assignment.startIndex else {
        throw UsageError("--set '\(assignment)': valid: AXIS=VALUES, such as format=e4m3fn,e5m2")
      }
      let axis = String(assignment[..<equals])
      let values = commaSeparated(assignment[assignment.index(after: equals)...])
      settings[axis, default: []] +=
        FormatPaths.axes.contains(axis) ? try values.map(FormatPaths.spelled) : values
    }
    return settings
  }
}

/// `gradual merge RUN`.
enum MergeCommand {
  static func run(_ arguments: Arguments) throws -> ExitCode {
    let run = try RunFolder(opening: arguments.positionals[0])
    let results = try run.merge().results
    try StandardOutput.write(
      "\(run.path)/results.csv: \(results.rows.count) rows of \(run.cells.count) cells\n")
    return .done
  }
}

/// `gradual report RUN`.
enum ReportCommand {
  static let out = Option.value(
    "out", "FOLDER", "where the report goes; RUN/report by default")

  static func run(_ arguments: Arguments) throws -> ExitCode {
    let run = try RunFolder(opening: arguments.positionals[0])
    let folder = arguments.value(out) ?? "\(run.path)/report"
    for path in try ReportFolder.write(run, to: folder) {
      try StandardOutput.write("\(folder)/\(path)\n")
    }
    StandardError.write(
      line: "gradual: for the pictures: python3 Scripts/render-figures.py "
        + shellQuoted(folder))
    return .done
  }
}
