import Diagnosis

/// What `diagnose` says.
struct DiagnosisPage {
  let log: RunLog
  /// Logs in the folder beside the one that was read.
  let otherLogs: Int
  /// What a hook's file beside the log says.
  let hook: HookEvidence?
  let diagnosis: Diagnosis

  init(log: RunLog, otherLogs: Int = 0, hook: HookEvidence? = nil) {
    self.hook = hook
    self.log = log
    self.otherLogs = otherLogs
    diagnosis = Diagnosis(of: log.summary)
  }

  private static let indent = 17

  var text: String {
    var text = ErrorLine.text("\(log.path): \(heading)", cuts: false) + "\n\n" + verdict
    var table = TextTable([.left, .left, .left])
    for finding in diagnosis.evidence + [hook?.finding].compactMap(\.self) {
      table.append([finding.subject, finding.seen, finding.meaning].map { ErrorLine.text($0) })
    }
    text += table.text(indent: 2)
    guard log.summary.trainingRecords > 0 else { return text }
    text += line("not known", diagnosis.missing.map(missing))
    text += line("ruled out", exclusions)
    text += line(
      "still possible", (diagnosis.verdict?.open ?? []) + diagnosis.possible.map(possibility))
    guard let row = diagnosis.verdict else { return text + line("next, cheapest", nextTests) }
    text += line("next, cheapest", numbered(row.next))
    text += line("cure, once known", row.cure.isEmpty ? [] : [row.cure])
    text += line("will not help", row.useless.isEmpty ? [] : [row.useless])
    return text
  }

  /// What was read.
  private var heading: String {
    let summary = log.summary
    let sorts = log.account.entries.keys.sorted().map(\.description).joined(separator: " with ")
    var parts = [
      "\(sorts), \(count(summary.trainingRecords, "training record"))"
        + (summary.evaluationRecords > 0
          ? ", \(count(summary.evaluationRecords, "evaluation record"))" : "")
    ]
    if let steps = summary.steps { parts[0] += ", steps \(steps.lowerBound)–\(steps.upperBound)" }
    let missing = [Quantity.loss, .gradNorm, .learningRate, .evalLoss, .lossScale].filter {
      summary[$0].count == 0
    }
    if !missing.isEmpty {
      parts.append(missing.map { "no \($0.rawValue)" }.joined(separator: ", "))
    }
    parts += troubles
    return parts.joined(separator: "; ")
  }

  private var troubles: [String] {
    let account = log.account
    var troubles: [String] = []
    if account.isTruncated { troubles.append("it ends inside an entry") }
    if account.unreadable > 0, let line = account.firstUnreadable {
      troubles.append(
        "\(count(account.unreadable, "entry", "entries")) unreadable, the first in line \(line)")
    }
    if account.cut > 0 { troubles.append("\(count(account.cut, "line")) beyond 1 MiB cut") }
    if otherLogs > 0 { troubles.append("\(count(otherLogs, "other log")) in the folder") }
    return troubles
  }

  /// Whether the run does not train as it should, as far as log and hook tell.
  var hasFailure: Bool {
    log.summary.trainingRecords > 0 ? diagnosis.hasFailure : hook?.isForward ?? false
  }

  private var verdict: String {
    guard log.summary.trainingRecords > 0 else {
      return "CANNOT TELL  there is no loss in this log\n"
    }
    guard let row = diagnosis.verdict else {
      let kinds = diagnosis.possible.map(\.failure.short)
      return kinds.isEmpty
        ? "CANNOT TELL  nothing in the table of failures has a log like this\n"
        : "CANNOT TELL  the log lacks what would tell apart: " + kinds.joined(separator: ", ")
          + "\n"
    }
    let word =
      switch row.kind {
      case .healthy: "HEALTHY"
      default: row.severity == .failure ? "FAILURE" : "NO FAILURE"
      }
    let masked = diagnosis.printedZeroIsNaN.map {
      "the loss is NaN and is printed as 0.0 (\($0.rawValue)); "
    }
    return "\(word)  \(masked ?? "")\(row.title) (\(diagnosis.certainty.rawValue))\n"
  }

  /// What is ruled out, together where one sight does it.
  private var exclusions: [String] {
    var groups: [(by: Finding, names: [String])] = []
    for exclusion in diagnosis.ruledOut where exclusion.failure.kind != .healthy {
      if let index = groups.firstIndex(where: {
        $0.by.subject == exclusion.by.subject && $0.by.seen == exclusion.by.seen
      }) {
        groups[index].names.append(exclusion.failure.short)
      } else {
        groups.append((exclusion.by, [exclusion.failure.short]))
      }
    }
    return groups.map {
      "\($0.names.joined(separator: ", ")) (\($0.by.subject): \($0.by.seen))"
    }
  }

  private func missing(_ finding: Finding) -> String {
    finding.subject + (finding.seen.isEmpty ? "" : " (\(finding.seen))")
  }

  private func possibility(_ possibility: Diagnosis.Possibility) -> String {
    let missing = possibility.missing.filter(\.seen.isEmpty).map(\.subject)
    return possibility.failure.short
      + (missing.isEmpty ? "" : " (\(missing.joined(separator: ", ")) would tell)")
  }

  /// The first tests of everything that is left.
  private var nextTests: [String] {
    var seen: Set<String> = []
    return numbered(
      diagnosis.possible.compactMap(\.failure.next.first).filter { seen.insert($0).inserted })
  }

  private func numbered(_ items: [String]) -> [String] {
    items.count < 2 ? items : items.enumerated().map { "\($0 + 1) \($1)" }
  }

  /// A labelled paragraph, nothing without items.
  private func line(_ label: String, _ items: [String]) -> String {
    guard !items.isEmpty else { return "" }
    let text = Help.wrap(
      ErrorLine.text(items.joined(separator: " · "), cuts: false), indent: Self.indent)
    let padded = label + String(repeating: " ", count: Self.indent - label.count)
    return padded + text.dropFirst(Self.indent)
  }

  private func count(_ number: Int, _ one: String, _ several: String? = nil) -> String {
    "\(number) " + (number == 1 ? one : several ?? one + "s")
  }
}
