extension Diagnosis {
  /// What a run's log says.
  public init(of summary: RunSummary) {
    let rows = Failure.table.map { Row($0, summary) }
    let left = rows.filter { !$0.isContradicted }
    let met = left.filter(\.isMet)
    let healthy = left.first { $0.failure.kind == .healthy }
    let verdict: Row?
    if met.count == 1 {
      verdict = met.first
    } else if !met.isEmpty {
      verdict = nil
    } else if let healthy, summary.trainingRecords > 0 {
      verdict = healthy
    } else {
      verdict = left.count == 1 ? left.first : nil
    }
    let rivals = left.filter { row in
      guard let verdict else { return true }
      return row.failure.kind != verdict.failure.kind
        && row.failure.general != verdict.failure.kind
        && verdict.failure.general != row.failure.kind
    }
    self.verdict = verdict?.failure
    certainty = Self.certainty(of: verdict, rivals, rows)
    printedZeroIsNaN = Self.printedZero(summary, left, rows)
    let shown = verdict ?? left.first
    evidence = unique((shown?.findings ?? []).filter { $0.holds != nil && !$0.meaning.isEmpty })
    missing = unique(verdict?.missing ?? left.flatMap(\.missing))
    // The general case of the verdict is not ruled out: the log knows more.
    ruledOut = rows.filter { $0.failure.kind != verdict?.failure.general }.compactMap { row in
      row.contradiction.map { Exclusion(failure: row.failure, by: $0) }
    }
    let kinds = Set(rivals.map(\.failure.kind))
    possible = rivals.filter { row in
      // A case of what is possible as a whole, and health beside a verdict, are not told apart.
      row.failure.general.map { !kinds.contains($0) } ?? true
        && (row.failure.kind != .healthy || verdict == nil)
    }.map {
      Possibility(failure: $0.failure, missing: unique($0.missing))
    }
  }

  private static func certainty(of verdict: Row?, _ rivals: [Row], _ rows: [Row]) -> Certainty {
    guard let verdict else { return .cannotTell }
    guard verdict.isMet else { return .consistent }
    let isInferred =
      verdict.isInferred
      || rows.contains { $0.contradiction?.isInferred == true && !$0.isContradictedByReading }
    return rivals.isEmpty && !isInferred ? .sure : .strong
  }

  /// Whether what is left all says that a printed 0 is NaN.
  private static func printedZero(_ summary: RunSummary, _ left: [Row], _ rows: [Row]) -> Certainty?
  {
    guard summary[.loss].zeros > 0, !left.isEmpty,
      left.allSatisfy(\.knowsZeroIsNaN), left.contains(where: \.isMet)
    else { return nil }
    let others = rows.filter { !$0.knowsZeroIsNaN }
    return others.allSatisfy(\.isContradictedByReading) ? .sure : .strong
  }
}

/// A row of the table beside a run's log.
private struct Row {
  let failure: Failure
  /// Each condition with whether it is met, decisive ones first.
  private let decisive: [(condition: Condition, isMet: Bool?)]
  private let all: [(condition: Condition, isMet: Bool?)]
  private let summary: RunSummary

  init(_ failure: Failure, _ summary: RunSummary) {
    self.failure = failure
    self.summary = summary
    decisive = failure.decisive.map { ($0, $0.isMet(in: summary)) }
    all = decisive + failure.expected.map { ($0, $0.isMet(in: summary)) }
  }

  /// Whether a printed 0 stands for NaN, if the row is what happened.
  var knowsZeroIsNaN: Bool {
    failure.printedZeroIsNaN?.allSatisfy { $0.isMet(in: summary) == true } ?? false
  }

  var isContradicted: Bool { all.contains { $0.isMet == false } }
  var isMet: Bool { !isContradicted && decisive.allSatisfy { $0.isMet == true } }

  /// Whether a decisive condition is met by a rule of thumb.
  var isInferred: Bool {
    decisive.contains { $0.condition.findings(in: summary).contains { $0.isInferred } }
  }

  /// What contradicts it, first of all something read.
  var contradiction: Finding? {
    let findings = contradictions
    return findings.first { !$0.isInferred } ?? findings.first
  }

  var isContradictedByReading: Bool { contradictions.contains { !$0.isInferred } }

  private var contradictions: [Finding] {
    all.filter { $0.isMet == false }.flatMap { entry in
      switch entry.condition {
      // Known, where it should not be: the general row of a known case, which is no contradiction to show.
      case .isUnknown(let observation): [summary.finding(observation)]
      default: entry.condition.findings(in: summary)
      }
    }
  }

  /// What was found of the conditions that are met.
  var findings: [Finding] {
    all.filter { $0.isMet == true }.flatMap { $0.condition.findings(in: summary) }
  }

  /// What the log does not say of its conditions.
  var missing: [Finding] {
    decisive.filter { $0.isMet == nil }.flatMap { $0.condition.findings(in: summary) }
      .filter { $0.holds == nil }
  }
}

/// Without what stands there already: of a quantity each sight once.
private func unique(_ findings: [Finding]) -> [Finding] {
  var seen: Set<[String]> = []
  return findings.filter { seen.insert([$0.subject, $0.seen]).inserted }
}
