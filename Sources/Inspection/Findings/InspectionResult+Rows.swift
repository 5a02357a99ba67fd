import JSON
import Reporting

/// The findings as rows: one for every format and array, the worst first, and before these one of all arrays.
extension InspectionResult {
  /// The names of a row's fields.
  static let header = [
    "format", "array", "file", "type", "shape", "elements", "zeros", "nans", "infinities",
    "largest",
    "least", "flushed", "subnormal", "overflowed", "headroom_above", "headroom_below",
    "energy_lost", "cosine", "sqnr_db", "best_scale_log2", "best_flushed", "best_subnormal",
    "best_energy_lost", "best_cosine", "best_sqnr_db", "nan_blocks", "worst_block",
    "worst_block_sqnr_db",
  ]

  private func row(_ array: TensorFinding, _ format: Int) -> [JSONValue] {
    func number(_ value: Double?) -> JSONValue { value.map { .number($0) } ?? .null }
    func count(_ value: UInt64) -> JSONValue { .integer(Int(clamping: value)) }
    let finding = array.formats[format]
    let (plain, scaled) = (finding.unscaled, finding.scaled)
    return [
      .string(formats[format].name), .string(array.name), .string(array.file), .string(array.type),
      .string(array.shapeText), count(array.elements), count(array.zeros), count(array.nans),
      count(array.infinities), array.nonzero > 0 ? .number(array.largest) : .null,
      array.nonzero > 0 ? .number(array.least) : .null, count(plain.flushed),
      count(plain.subnormal), count(plain.overflowed), number(finding.headroomAbove),
      number(finding.headroomBelow), number(plain.energyLost), number(plain.cosine),
      number(plain.signalToNoise), finding.bestScaleExponent.map { .integer($0) } ?? .null,
      scaled.map { count($0.flushed) } ?? .null, scaled.map { count($0.subnormal) } ?? .null,
      number(scaled?.energyLost), number(scaled?.cosine), number(scaled?.signalToNoise),
      finding.blocks.map { count($0.nanBlocks) } ?? .null,
      finding.blocks?.worst.map { .integer($0.block) } ?? .null,
      number(finding.blocks?.worst?.signalToNoise),
    ]
  }

  private var rows: [[JSONValue]] {
    formats.indices.flatMap { format in
      [row(all, format)] + worstFirst(in: format).map { row(arrays[$0], format) }
    }
  }

  /// All rows as comma-separated values; a signal-to-noise ratio of what does not change is `inf`.
  public var csv: String { CSV.text(header: Self.header, rows: rows) }

  /// All rows as objects, under `rows`.
  public var json: JSONValue {
    let rows = rows.map { JSONValue.object(Dictionary(uniqueKeysWithValues: zip(Self.header, $0))) }
    return ["formats": .array(formats.map { .string($0.name) }), "rows": .array(rows)]
  }
}

extension TensorFinding {
  /// The shape as `2×3`, empty for a scalar.
  public var shapeText: String { shape.map(String.init).joined(separator: "×") }
}
