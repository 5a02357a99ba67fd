import FloatFormats
import Inspection
import JSON

/// The same for programs.
extension HookPage {
  var json: JSONValue {
    let reading = summary.reading
    return [
      "file": .string(path), "torch": .string(reading.torch), "steps": .integer(summary.steps),
      "lines": .integer(reading.lines), "unreadableLines": .integer(reading.unreadable),
      "isCut": .bool(reading.isCut),
      "stepsWithoutLossScale": .integer(summary.stepsWithoutScale),
      "firstNotFinite": summary.firstBad.map { tensor($0) } ?? .null,
      "passes": .object(
        Dictionary(
          uniqueKeysWithValues: summary.passes.map { pass, found in
            (
              pass.rawValue,
              [
                "counts": counts(found.counts), "largest": extreme(found.largest),
                "least": extreme(found.least),
                "firstNotFinite": found.firstBad.map { tensor($0) } ?? .null,
              ] as JSONValue
            )
          })),
      "modules": .array(summary.rows.map { module($0) }),
      "lossScales": .array(lossScales),
    ]
  }

  private func tensor(_ tensor: HookTensor) -> JSONValue {
    [
      "step": .integer(tensor.step), "pass": .string(tensor.pass.rawValue),
      "module": .string(tensor.module), "type": .string(tensor.type),
      "dtype": .string(tensor.dtype), "call": .integer(tensor.call),
      "output": .integer(tensor.output), "counts": counts(tensor.counts),
    ]
  }

  private func module(_ row: HookSummary.Row) -> JSONValue {
    [
      "module": .string(row.module), "pass": .string(row.pass.rawValue),
      "badTensors": .integer(row.badTensors), "counts": counts(row.counts),
      "formats": .array(
        formats.map { format in
          let format = (format.name, format.format)
          return [
            "format": .string(format.0), "flushed": range(row.counts.flushed(in: format.1)),
            "overflowed": range(row.counts.overflowed(in: format.1)),
            "subnormal": count(row.counts.subnormal(in: format.1)),
          ]
        }),
    ]
  }

  private var lossScales: [JSONValue] {
    formats.flatMap { format in
      HookPass.allCases.filter { $0.isScaled && summary.passes[$0] != nil }.map { pass in
        let scales = summary.lossScales(in: format.format, pass: pass)
        return [
          "format": .string(format.name), "pass": .string(pass.rawValue),
          "leastExponent": scales.map { .integer($0.exponents.lowerBound) } ?? .null,
          "largestExponent": scales.map { .integer($0.exponents.upperBound) } ?? .null,
          "leastModule": scales.map { .string($0.below.module) } ?? .null,
          "largestModule": scales.map { .string($0.above.module) } ?? .null,
        ]
      }
    }
  }

  private func counts(_ counts: BinadeCounts) -> JSONValue {
    [
      "elements": count(counts.elements), "zeros": count(counts.zeros), "nan": count(counts.nans),
      "positiveInfinities": count(counts.positiveInfinities),
      "negativeInfinities": count(counts.negativeInfinities),
      "largest": counts.nonzero > 0 ? .number(counts.largest) : .null,
      "least": counts.nonzero > 0 ? .number(counts.least) : .null,
    ]
  }

  private func extreme(_ extreme: HookSummary.Extreme?) -> JSONValue {
    guard let extreme else { return .null }
    return [
      "magnitude": .number(extreme.magnitude), "module": .string(extreme.module),
      "step": .integer(extreme.step),
    ]
  }

  private func count(_ count: UInt64) -> JSONValue { .integer(Int(clamping: count)) }

  private func range(_ range: ClosedRange<UInt64>) -> JSONValue {
    [count(range.lowerBound), count(range.upperBound)]
  }
}
