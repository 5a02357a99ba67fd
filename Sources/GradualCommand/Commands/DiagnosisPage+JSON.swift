import Diagnosis
import JSON

extension DiagnosisPage {
  /// The page for programs.
  var json: String { value.indentedText + "\n" }

  /// The same in one line.
  var jsonLine: String { value.canonicalText + "\n" }

  private var value: JSONValue {
    let summary = log.summary
    let row = diagnosis.verdict
    return [
      "log": .string(log.path),
      "kinds": .array(log.account.entries.keys.sorted().map { .string($0.description) }),
      "trainingRecords": .integer(summary.trainingRecords),
      "evaluationRecords": .integer(summary.evaluationRecords),
      "firstStep": summary.steps.map { .integer($0.lowerBound) } ?? .null,
      "lastStep": summary.steps.map { .integer($0.upperBound) } ?? .null,
      "isTruncated": .bool(log.account.isTruncated),
      "unreadable": .integer(log.account.unreadable), "cut": .integer(log.account.cut),
      "otherLogs": .integer(otherLogs),
      "verdict": .string(row?.kind.rawValue ?? "cannot-tell"),
      "title": row.map { .string($0.title) } ?? .null,
      "isFailure": .bool(hasFailure),
      "hook": hook.map { ["file": .string($0.path), "finding": Self.json($0.finding)] } ?? .null,
      "certainty": .string(diagnosis.certainty.rawValue),
      "printedZeroIsNaN": diagnosis.printedZeroIsNaN.map { .string($0.rawValue) } ?? .null,
      "evidence": .array(diagnosis.evidence.map(Self.json)),
      "missing": .array(diagnosis.missing.map { .string($0.subject) }),
      "ruledOut": .array(
        diagnosis.ruledOut.map {
          ["verdict": .string($0.failure.kind.rawValue), "by": Self.json($0.by)]
        }),
      "stillPossible": .array(
        diagnosis.possible.map {
          [
            "verdict": .string($0.failure.kind.rawValue),
            "wouldTell": .array($0.missing.map { .string($0.subject) }),
          ]
        }),
      "open": .array((row?.open ?? []).map { .string($0) }),
      "next": .array((row?.next ?? []).map { .string($0) }),
      "cure": row.map { .string($0.cure) } ?? .null,
      "willNotHelp": row.map { .string($0.useless) } ?? .null,
    ]
  }

  private static func json(_ finding: Finding) -> JSONValue {
    [
      "subject": .string(finding.subject), "seen": .string(finding.seen),
      "meaning": .string(finding.meaning), "isInferred": .bool(finding.isInferred),
      "line": finding.line.map { .integer($0) } ?? .null,
    ]
  }
}
