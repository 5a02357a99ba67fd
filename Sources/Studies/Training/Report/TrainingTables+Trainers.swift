import Reporting
import Training

extension TrainingTables {
  /// What a version of Trainer prints, computed by the module that writes logs as it does.
  static func trainers() -> Table {
    Table(
      caption: "One window under each version of transformers",
      columns: [.init("a window of ten losses")]
        + versions.map { .init("transformers \($0.rawValue)") },
      rows: windows.map { name, losses, isFiltered in
        [.text(name)] + versions.map { .text(printed(losses, isFiltered, $0)) }
      }
        + others.map { name, field, value in
          [.text(name)] + versions.map { .text(printed(field, value, $0)) }
        })
  }

  private static let versions = TrainerLog.Version.allCases

  private static let windows: [(name: String, losses: [Double], isFiltered: Bool)] = {
    let (fine, bad) = ([Double](repeating: 2, count: 9), [Double.nan])
    let all = [Double](repeating: .nan, count: 10)
    return [
      ("NaN throughout", all, true), ("NaN throughout, filter off", all, false),
      ("nine finite, then NaN", fine + bad, true), ("NaN, then nine finite", bad + fine, true),
      ("nine finite, then NaN, filter off", fine + bad, false),
      ("all 1e-5", [Double](repeating: 1e-5, count: 10), true),
    ]
  }()

  private static let others: [(name: String, field: String, value: Double)] = [
    ("a gradient norm that is NaN", "grad_norm", .nan),
    ("an evaluation of 2 and 1/3", "eval_loss", 2 + 1 / 3.0),
  ]

  private static func printed(
    _ losses: [Double], _ isFiltered: Bool, _ version: TrainerLog.Version
  ) -> String {
    var window = LossWindow(filtersNonFinite: isFiltered)
    for loss in losses { window.add([loss]) }
    return window.close().map { printed("loss", version.logged($0), version) } ?? ""
  }

  /// The line that one field makes.
  private static func printed(
    _ field: String, _ value: Double, _ version: TrainerLog.Version
  ) -> String {
    let entry = TrainerLog.Entry(step: 10, fields: [(field, value)])
    let line = TrainerLog([entry], steps: 10, every: 10, version: version).console
    return "`\(line.prefix { $0 != "\n" })`"
  }
}
