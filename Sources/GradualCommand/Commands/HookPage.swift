import FloatFormats
import Inspection
import JSON
import Reporting

/// What `inspect` says of a file that the script of `gradual hook` wrote.
struct HookPage {
  let path: String
  let summary: HookSummary
  let formats: [NamedFormat]
  /// Rows of a table.
  let top: Int

  var text: String {
    let reading = summary.reading
    var text =
      "\(shown(path)): torch \(shown(reading.torch)), \(summary.steps) steps ended, "
      + "\(reading.lines) lines, \(summary.rows.count) modules and passes\n"
    if reading.isCut { text += "the last line is cut off: the run was ended, or goes on\n" }
    if let first = reading.firstUnreadable {
      text +=
        "\(reading.unreadable) lines are left out, the first is \(first.number): "
        + shown(first.reason) + "\n"
    }
    text += "\nfirst not finite  \(firstBad)\n"
    for pass in HookPass.allCases {
      if let found = summary.passes[pass] {
        text += "\n\(pass.rawValue)\n" + self.text(pass, found)
      }
    }
    return text + "\n" + scales
  }

  private var firstBad: String {
    guard let bad = summary.firstBad else { return "nothing: every number is finite" }
    let counts = bad.counts
    return "step \(bad.step), \(bad.pass.rawValue), \(name(bad.module)) (\(shown(bad.type)), "
      + "\(shown(bad.dtype))): \(counts.nans) NaN, \(counts.positiveInfinities) +inf and "
      + "\(counts.negativeInfinities) -inf of \(counts.elements)"
      + (counts.nonzero > 0 ? ", the largest other \(number(counts.largest))" : "")
  }

  private func text(_ pass: HookPass, _ found: HookSummary.PassSummary) -> String {
    func place(_ extreme: HookSummary.Extreme?) -> String {
      guard let extreme else { return "none" }
      return "\(number(extreme.magnitude)) (\(name(extreme.module)), step \(extreme.step))"
    }
    let counts = found.counts
    var text =
      "  \(counts.elements) numbers, \(counts.zeros) zeros, \(counts.nans) NaN, "
      + "\(counts.positiveInfinities + counts.negativeInfinities) infinities; "
      + "least \(place(found.least)), largest \(place(found.largest))\n"
    let rows = summary.rows.filter { $0.pass == pass }
    for format in formats {
      let worst = rows.map { ($0, share(of: $0.counts, in: format.format)) }
        .filter { $0.1.overflowed.upperBound > 0 || $0.1.flushed.upperBound > 0 }
        .enumerated().sorted {
          ($0.1.1.overflowed.upperBound, $0.1.1.flushed.upperBound, $1.0)
            > ($1.1.1.overflowed.upperBound, $1.1.1.flushed.upperBound, $0.0)
        }.map(\.1)
      if worst.isEmpty {
        text += "  \(format.name): nothing overflows or is flushed in any of \(rows.count)\n"
        continue
      }
      text += "  \(format.name): \(worst.count) of \(rows.count) lose numbers\n"
      var table = TextTable([
        ("module", .left), ("overflowed", .right), ("flushed", .right), ("subnormal", .right),
      ])
      for (row, share) in worst.prefix(top) {
        table.append([
          name(row.module), range(share.overflowed), range(share.flushed),
          "about \(number(share.subnormal))",
        ])
      }
      text += table.text(indent: 4)
    }
    return text
  }

  private struct Shares {
    let overflowed: ClosedRange<Double>
    let flushed: ClosedRange<Double>
    let subnormal: Double
  }

  /// Shares of the finite numbers other than 0.
  private func share(of counts: BinadeCounts, in format: FloatFormat) -> Shares {
    let all = Double(max(counts.nonzero, 1))
    func share(_ range: ClosedRange<UInt64>) -> ClosedRange<Double> {
      Double(range.lowerBound) / all...Double(range.upperBound) / all
    }
    return Shares(
      overflowed: share(counts.overflowed(in: format)), flushed: share(counts.flushed(in: format)),
      subnormal: Double(counts.subnormal(in: format)) / all)
  }

  private var scales: String {
    let hasGradients = summary.rows.contains { $0.pass.isScaled && $0.unscaled.nonzero > 0 }
    guard hasGradients else { return "loss scales       no gradients in the file\n" }
    var text =
      "loss scales that keep 99 % of every module's gradients from 0 and overflow none, to within a "
      + "binade\n"
    for format in formats {
      for pass in HookPass.allCases where pass.isScaled && summary.passes[pass] != nil {
        text += "  \(format.name), \(pass.rawValue): \(scales(format.format, pass))\n"
      }
    }
    if summary.stepsWithoutScale > 0 {
      text += "  of \(summary.stepsWithoutScale) steps no loss scale was told: it is taken as 1\n"
    }
    return text
  }

  private func scales(_ format: FloatFormat, _ pass: HookPass) -> String {
    guard let scales = summary.lossScales(in: format, pass: pass) else {
      return "no single scale serves all"
    }
    return "2^\(scales.exponents.lowerBound) (\(name(scales.below.module))) to "
      + "2^\(scales.exponents.upperBound) (\(name(scales.above.module)))"
  }

  private func range(_ range: ClosedRange<Double>) -> String {
    range.lowerBound == range.upperBound
      ? number(range.lowerBound) : "\(number(range.lowerBound)) to \(number(range.upperBound))"
  }

  private func number(_ value: Double) -> String { NumberText.significant(value, digits: 3) }

  private func name(_ module: String) -> String { module.isEmpty ? "(the model)" : shown(module) }

  /// What a file says, so that it cannot steer the terminal.
  private func shown(_ text: String) -> String { ErrorLine.text(text, cuts: false) }
}
