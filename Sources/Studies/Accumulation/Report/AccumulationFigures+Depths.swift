import JSON
import Reporting

/// The figures of depths, as numbers on colours.
extension AccumulationFigures {
  /// Safe depths: accumulator × terms, a panel a format.
  func depths() -> Figure? {
    var values: [JSONValue] = []
    for series in results.drawn {
      let verdict = series.verdict
      values.append([
        "format": .string("terms in \(series.first.format)"),
        "accumulator": .string(series.accumulator), "terms": .string(series.first.terms),
        "depth": .integer(Self.exponent(verdict.safe)),
        "text": .string(
          verdict.safe == 0 ? "–" : (verdict.isOpen ? "≥" : "") + "\(Self.exponent(verdict.safe))"),
      ])
    }
    guard !values.isEmpty, let deepest = results.deepest else { return nil }
    let accumulators = results.drawn.map(\.accumulator).distinct
    let hasGaps =
      values.count < results.formats.count * accumulators.count * results.distributions.count
    let rows: JSONValue = .array(accumulators.map { .string($0) })
    let place: [String: JSONValue] = [
      "y": [
        "field": "accumulator", "type": "nominal", "sort": rows, "title": nil,
        "scale": ["domain": rows], "axis": ["labelLimit": 460],
      ],
      "x": [
        "field": "terms", "type": "nominal", "title": nil,
        "sort": .array(results.distributions.map { .string($0) }),
        "axis": ["labelAngle": -60],
      ],
    ]
    return Figure(
      name: "depths",
      caption:
        "The most terms that keep the error at \(Threshold.errorText) or less, by accumulator, terms and format of the terms: "
        + "exponents of two; –: none; ≥: the most that was tried, of at most "
        + "\(AccumulationTables.power(deepest))."
        + (hasGaps ? " No cell: the accumulator does not take the format." : ""),
      alternative:
        "Heat map of safe depths, a row an accumulator, a column a kind of terms, a panel a format of the terms, "
        + "with the exponent of two in each cell.",
      specification: [
        "data": ["values": .array(values)],
        "facet": ["column": Self.facet("format", results.formats.map { "terms in \($0)" })],
        "spacing": 12,
        "spec": [
          "width": ["step": 26], "height": ["step": 20],
          "layer": Self.numbered(place, "depth", upTo: deepest, fontSize: 10),
        ],
      ])
  }

  /// Safe micro-batches of perceptrons, depth × width, a panel a layer.
  func networks() -> Figure? {
    let shapes = results.shapes(of: .perceptron)
    let layers = results.layers(of: .perceptron)
    guard let format = results.referenceNetworkFormat, shapes.count > 1 else { return nil }
    let accumulator = AccumulationResults.own(format)
    let sizes = shapes.map(\.microBatch).distinct
    let batch = sizes.min() ?? 1
    var values: [JSONValue] = []
    for shape in shapes where shape.microBatch == batch {
      for layer in layers {
        guard let verdict = results.series(shape, layer, format, accumulator)?.verdict else {
          continue
        }
        values.append([
          "layer": .string("\(layer) layer"), "depth": .integer(shape.depth),
          "width": .integer(shape.width), "safe": .integer(Self.exponent(verdict.safe)),
          "text": .string(verdict.text),
        ])
      }
    }
    guard !values.isEmpty else { return nil }
    let place: [String: JSONValue] = [
      "x": ["field": "width", "type": "ordinal", "title": "width", "axis": ["labelAngle": 0]],
      "y": ["field": "depth", "type": "ordinal", "title": "depth"],
    ]
    return Figure(
      name: "networks",
      caption:
        "Micro-batches whose gradients, in \(format), can be added up in \(format) with an error of at most "
        + "\(Threshold.errorText), by depth and width of the perceptron; one of two layers has no middle layer."
        + (sizes.count > 1
          ? " Micro-batches of \(ReportWords.counted(batch, "sample"))." : ""),
      alternative:
        "Heat maps of safe micro-batches, depth by width, a panel a layer, with the number in each cell.",
      specification: [
        "data": ["values": .array(values)],
        "facet": ["column": Self.facet("layer", layers.map { "\($0) layer" })],
        "spacing": 24,
        "spec": [
          "width": ["step": 52], "height": ["step": 32],
          "layer": Self.numbered(place, "safe", upTo: results.mostMicroBatches, fontSize: 11),
        ],
      ])
  }

  /// The exponent of a power of two of terms; 0 for none.
  private static func exponent(_ count: Int) -> Int { max(count, 1).trailingZeroBitCount }

  /// Squares by the exponents in a field, dark (none) to light (the most that was tried), with the texts
  /// of the field `text` on them.
  private static func numbered(
    _ place: [String: JSONValue], _ field: String, upTo most: Int, fontSize: Int
  ) -> JSONValue {
    let isDark = "datum.\(field) < \(most.trailingZeroBitCount) / 2"
    return [
      [
        "mark": "rect",
        "encoding": .object(place.merging(["color": depthColour(field, upTo: most)]) { $1 }),
      ],
      [
        "mark": ["type": "text", "fontSize": .integer(fontSize)],
        "encoding": .object(
          place.merging([
            "text": ["field": "text"],
            "color": [
              "condition": ["test": .string(isDark), "value": "#ffffff"], "value": "#222222",
            ],
          ]) { $1 }),
      ],
    ]
  }

  /// The legend has squares: a gradient's name in the picture would differ from one rendering to the
  /// next.
  private static func depthColour(_ field: String, upTo most: Int) -> JSONValue {
    let exponent = most.trailingZeroBitCount
    let step = max(1, (exponent + 5) / 6)
    let values = stride(from: 0, through: exponent, by: step).map { JSONValue.integer($0) }
    return [
      "field": .string(field), "type": "quantitative", "title": "terms",
      "scale": ["scheme": "viridis", "domain": [0, .integer(exponent)]],
      "legend": [
        "type": "symbol", "symbolType": "square", "symbolSize": 180, "symbolStrokeWidth": 0,
        "values": .array(values),
        "labelExpr": "datum.value == 0 ? 'none' : '2^' + datum.value",
      ],
    ]
  }
}
