import Diagnosis
import PortableMath
import Reporting

/// The tables of the training report.
struct TrainingTables {
  let results: TrainingResults

  /// Every fault as its log shows it, beside what is true.
  func mechanisms(_ objective: String) -> Table {
    let rows = results.faults.compactMap { fault -> [Table.Field]? in
      guard let setting = results.shown(fault, objective) else { return nil }
      let runs = results.runs(fault, setting, objective: objective)
      guard let first = runs.first else { return nil }
      let sites = runs.map(\.firstNotFinite).filter { !$0.isEmpty }
      return [
        .text(fault), .text(setting.description),
        .text(TrainingResults.span(runs.map(\.printedLoss))),
        .text(TrainingResults.span(runs.map(\.loss))),
        .text(TrainingResults.span(runs.map(\.gradientNorm))),
        .text(TrainingResults.span(runs.map(\.evaluationLoss))),
        .text(TrainingResults.span(runs.map { $0.skipped.map(Double.init) })),
        .text(first.scaling == "none" ? "–" : Self.scales(runs)),
        .text(sites.isEmpty ? "–" : sites.distinct.prefix(2).joined(separator: "; ")),
        .text(Self.diagnoses(runs)),
      ]
    }
    return Table(
      caption:
        "\(objective): the end of runs with each fault, in a setting where most do not train",
      columns: [
        .init("fault"), .init("setting"), .init("printed loss"), .init("true loss"),
        .init("grad_norm"), .init("eval_loss"), .init("steps skipped"), .init("loss scale"),
        .init("first not finite"), .init("its log is diagnosed as"),
      ], rows: rows)
  }

  /// Loss scales as powers of two.
  private static func scales(_ runs: [TrainingResults.Run]) -> String {
    let scales = runs.compactMap(\.lossScale)
    guard let least = scales.min(), let greatest = scales.max() else { return "" }
    // A scale is a power of two, of which the rows have six digits.
    func text(_ scale: Double) -> String {
      scale > 0 ? "2^\(Int(Portable.log2(scale).rounded()))" : "0"
    }
    let (low, high) = (text(least), text(greatest))
    return low == high ? low : "\(low) – \(high)"
  }

  /// What is done in each fault.
  func faults() -> Table {
    Table(
      caption: "Faults", columns: [.init("fault"), .init("what is done")],
      rows: results.faults.compactMap { name in
        (try? TrainingFault.named(name)).map { [.text(name), .text($0.summary)] }
      })
  }

  /// `forward-not-finite-scaler 5`, the most frequent first.
  static func diagnoses(_ runs: [TrainingResults.Run]) -> String {
    let names = runs.map { $0.name.isEmpty ? "cannot tell" : $0.name }
    let counts = names.distinct.map { name in (name, names.filter { $0 == name }.count) }
      .sorted { $0.1 > $1.1 }
    return counts.count == 1
      ? counts[0].0 : counts.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
  }

  /// What becomes of every fault in every setting.
  func outcomes() -> Table {
    Table(
      caption: "What becomes of runs, all objectives and seeds",
      columns: [.init("fault")] + results.settings.map { .init($0.description) },
      rows: results.faults.map { fault in
        [.text(fault)]
          + results.settings.map { setting in
            let outcomes = results.runs(fault, setting).compactMap(results.outcome)
            guard !outcomes.isEmpty else { return .empty }
            let counts = outcomes.map(\.rawValue).distinct.map { name in
              (name, outcomes.filter { $0.rawValue == name }.count)
            }
            return .text(
              counts.count == 1
                ? counts[0].0 : counts.map { "\($0.0) \($0.1)" }.joined(separator: ", "))
          }
      })
  }

  /// What each advice does to each fault.
  func advice() -> Table {
    let verdicts = AdviceVerdicts(results)
    let advice = TrainingAdvice.all.filter { $0.name != TrainingStudy.noAdvice }
    let faults = results.faults.filter { fault in
      advice.contains { !verdicts.verdicts($0, fault: fault).isEmpty }
    }
    return Table(
      caption: "Every advice alone, in fp16-mixed with a loss scaler and eager attention",
      columns: [.init("advice"), .init("what it is")] + faults.map { .init($0) },
      rows: advice.map { advice in
        [.text(advice.name), .text(advice.summary)]
          + faults.map { .text(verdicts.text(advice, fault: $0)) }
      })
  }

  /// How often a log alone told what was done.
  func diagnosed() -> Table {
    Table(
      caption: "What logs alone are diagnosed as, all settings without advice",
      columns: [
        .init("fault"), .init("outcome"), .init("runs"), .init("diagnosed as"), .init("sure"),
      ],
      rows: results.faults.flatMap { fault -> [[Table.Field]] in
        let runs = results.runs.filter {
          $0.fault == fault && $0.advice == TrainingStudy.noAdvice
        }
        let outcomes = runs.compactMap(results.outcome).distinct
        return outcomes.map { outcome in
          let those = runs.filter { results.outcome($0) == outcome }
          return [
            .text(fault), .text(outcome.rawValue), .integer(those.count),
            .text(Self.diagnoses(those)),
            .integer(those.filter { $0.diagnosis.certainty == .sure }.count),
          ]
        }
      })
  }
}
