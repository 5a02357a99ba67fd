import JSON

/// What a run measured, and on which machine.
public struct Figures: Sendable {
  /// The machine.
  public let machine: MachineDescription
  /// A measurement of every workload, in their order.
  public let measurements: [Measurement]

  /// How a measurement stands to its workload's targets.
  public func verdicts(_ measurement: Measurement) -> [Verdict] {
    measurement.workload.targets.map {
      Verdict(target: $0, ratio: ratio(of: measurement, to: $0.base))
    }
  }

  /// The ratio to a base; nil where this run has not measured it.
  private func ratio(of measurement: Measurement, to base: Target.Base) -> Double? {
    let workload = measurement.workload
    switch base {
    case .copy: return measurement.copyRatio
    case .peak: return measurement.peakRatio
    case .oneThread:
      let one = measurements.first {
        $0.workload.name == workload.name && $0.workload.size == workload.size
          && $0.workload.threads == 1
      }
      return one.map { measurement.median / $0.median }
    case .uncounted:
      // Of any size: rates are for each element.
      let name = workload.uncountedName
      let same = measurements.first {
        $0.workload.name == name && $0.workload.threads == workload.threads
      }
      return same.map { measurement.median / $0.median }
    }
  }

  /// The run as JSON: the machine, and of each workload the samples and what follows from them.
  public var json: JSONValue {
    [
      "machine": [
        "processor": .string(machine.processor), "cores": .integer(machine.cores),
        "memoryBytes": .integer(machine.memory), "level": .string(machine.level),
      ],
      "rows": .array(measurements.map(json)),
    ]
  }

  private func json(_ measurement: Measurement) -> JSONValue {
    let workload = measurement.workload
    func numbers(_ values: [Double]) -> JSONValue { .array(values.map { .number($0) }) }
    func number(_ value: Double?) -> JSONValue { value.map { .number($0) } ?? .null }
    var fields: [String: JSONValue] = [
      "name": .string(workload.name), "size": .string(workload.size),
      "count": .integer(workload.count), "unit": .string(workload.unit.rawValue),
      "threads": .integer(workload.threads),
      "rates": numbers(measurement.rates), "copyRates": numbers(measurement.copyRates),
      "peakRates": numbers(measurement.peakRates),
      "median": .number(measurement.median), "least": .number(measurement.least),
      "most": .number(measurement.most), "copyRatio": number(measurement.copyRatio),
      "peakRatio": number(measurement.peakRatio),
      "checksum": .string(String(measurement.checksum, radix: 16)),
      "targets": .array(
        verdicts(measurement).map { verdict in
          [
            "work": .string(verdict.target.work.rawValue),
            "base": .string(verdict.target.base.rawValue),
            "least": .number(verdict.target.least), "ratio": number(verdict.ratio),
            "met": verdict.isMet.map { .bool($0) } ?? .null,
          ]
        }),
    ]
    if let pass = workload.pass {
      fields["policy"] = .string(pass.policy)
      fields["accumulator"] = pass.accumulator.map { .string($0) } ?? .null
      fields["tokens"] = .integer(pass.tokens)
      fields["parameters"] = .integer(pass.parameters)
      fields["seconds"] = numbers(measurement.seconds)
      fields["peak_bytes"] = measurement.peakBytes.map { .integer($0) } ?? .null
    }
    return .object(fields)
  }
}
