import JSON
import PortableMath
import Reporting

/// The figures of the accumulation report, as Vega-Lite specifications with their data inline.
struct AccumulationFigures {
  let results: AccumulationResults

  /// Terms that have a panel of their own: equal, with a weak signal, noise alone, as far as the run
  /// has them.
  private var panels: [String] {
    let wanted = [
      TermDistribution.constant, .gaussian(mean: 0.1), .gaussian(mean: 0),
    ].map(\.name).filter { results.distributions.contains($0) }
    return wanted.isEmpty ? Array(results.distributions.prefix(3)) : wanted
  }

  /// Error against n, accumulator by accumulator, with the bounds of the format's own sum.
  func errors() -> Figure? {
    guard let format = results.referenceFormat else { return nil }
    let accumulators = results.accumulators.filter { $0.contains(format) || $0 == "fp32" }
    var values: [JSONValue] = []
    var bounds: [JSONValue] = []
    for terms in panels {
      for accumulator in accumulators {
        for row in results.series(terms, format, accumulator)?.rows ?? [] {
          func point(_ value: Double, _ line: String) -> JSONValue {
            [
              "terms": .string(terms), "n": .integer(row.count), "error": .number(value),
              "line": .string(line),
            ]
          }
          if let error = row.error, error > 0 { values.append(point(error, accumulator)) }
          guard accumulator == AccumulationResults.own(format) else { continue }
          for (bound, line) in [(row.worst, "n·u"), (row.probable, "√n·u")] {
            if let bound, bound <= 100 { bounds.append(point(bound, line)) }
          }
        }
      }
    }
    guard !values.isEmpty else { return nil }
    let y: JSONValue = [
      "field": "error", "type": "quantitative", "title": "relative error",
      "scale": ["type": "log", "domain": [1e-8, 100], "clamp": true],
      "axis": ["format": ".0e", "values": [1e-8, 1e-6, 1e-4, 1e-2, 1, 100]],
    ]
    let dashed: JSONValue = [
      "transform": [["filter": "datum.line == 'n·u' || datum.line == '√n·u'"]],
      "mark": ["type": "line", "strokeDash": [2, 3], "color": "#555555", "strokeWidth": 1.2],
      "encoding": ["x": Self.count, "y": y, "detail": ["field": "line"]],
    ]
    let limit: JSONValue = [
      "mark": ["type": "rule", "color": "#999999", "strokeWidth": 0.8],
      "encoding": ["y": ["datum": .number(AccumulationVerdict.error)]],
    ]
    let lines: JSONValue = [
      "transform": [["filter": "datum.line != 'n·u' && datum.line != '√n·u'"]],
      "mark": ["type": "line", "strokeWidth": 1.8],
      "encoding": .object(["x": Self.count, "y": y].merging(Self.lines(accumulators)) { $1 }),
    ]
    return Figure(
      name: "error",
      caption:
        "Error of sums of n terms in \(format), accumulator by accumulator. Dotted: the bounds n·u and √n·u of "
        + "\(AccumulationResults.own(format)); grey line: 1 %. Sums without an error, or not finite, are "
        + "not drawn; lines that coincide hide one another.",
      alternative:
        "Line charts of the relative error against the number of terms on logarithmic axes, a panel for each kind of terms, "
        + "a line an accumulator; dotted bounds above.",
      specification: [
        "data": ["values": .array(values + bounds)],
        "facet": [
          "column": [
            "field": "terms", "type": "nominal", "title": nil,
            "sort": .array(panels.map { .string($0) }),
          ]
        ],
        "spacing": 24,
        "spec": ["width": 250, "height": 300, "layer": [limit, dashed, lines]],
      ])
  }

  /// The share of swamped additions against n, each format summed in itself.
  func swamped() -> Figure? {
    let formats = results.formats.filter { format in
      panels.contains { results.series($0, format, AccumulationResults.own(format)) != nil }
    }
    var values: [JSONValue] = []
    for terms in panels {
      for format in formats {
        for row in results.series(terms, format, AccumulationResults.own(format))?.rows ?? [] {
          guard let swamped = row.swamped else { continue }
          values.append([
            "terms": .string(terms), "format": .string(format), "n": .integer(row.count),
            "swamped": .number(swamped),
          ])
        }
      }
    }
    guard !values.isEmpty else { return nil }
    return Figure(
      name: "swamped",
      caption:
        "Additions that left the sum as it was, as a share of those between n/2 and n terms; each format added up in itself.",
      alternative:
        "Line charts of the share of swamped additions against the number of terms, a panel for each kind of terms, a line a "
        + "format.",
      specification: [
        "data": ["values": .array(values)],
        "facet": [
          "column": [
            "field": "terms", "type": "nominal", "title": nil,
            "sort": .array(panels.map { .string($0) }),
          ]
        ],
        "spacing": 24,
        "spec": [
          "width": 250, "height": 200,
          "mark": ["type": "line", "strokeWidth": 1.8],
          "encoding": [
            "x": Self.count,
            "y": [
              "field": "swamped", "type": "quantitative", "title": "swamped",
              "axis": ["format": "%"], "scale": ["domain": [0, 1]],
            ],
            "color": UnderflowFigures.colour("format", formats),
          ],
        ],
      ])
  }

  /// Safe depths: accumulator × terms, a panel a format.
  func depths() -> Figure? {
    var values: [JSONValue] = []
    for format in results.formats {
      for accumulator in results.accumulators {
        for terms in results.distributions {
          guard let verdict = results.series(terms, format, accumulator)?.verdict else { continue }
          values.append([
            "format": .string("terms in \(format)"), "accumulator": .string(accumulator),
            "terms": .string(terms),
            "depth": .integer(max(verdict.safe, 1).trailingZeroBitCount),
          ])
        }
      }
    }
    guard !values.isEmpty, let deepest = results.deepest else { return nil }
    let hasGaps =
      values.count < results.formats.count * results.accumulators.count
      * results.distributions.count
    let rows: JSONValue = .array(results.accumulators.map { .string($0) })
    return Figure(
      name: "depths",
      caption:
        "The most terms that keep the error at 1 % or less, by accumulator, terms and format of the terms; "
        + "2^0: none. \(AccumulationTables.power(deepest)) is the most that was tried."
        + (hasGaps ? " No cell: the accumulator does not take the format." : ""),
      alternative:
        "Heat map of safe depths, a row an accumulator, a column a kind of terms, a panel a format of the terms.",
      specification: [
        "data": ["values": .array(values)],
        "facet": [
          "column": [
            "field": "format", "type": "nominal", "title": nil,
            "sort": .array(results.formats.map { .string("terms in \($0)") }),
          ]
        ],
        "spacing": 12,
        "spec": [
          "width": ["step": 20], "height": ["step": 20], "mark": "rect",
          "encoding": [
            "y": [
              "field": "accumulator", "type": "nominal", "sort": rows, "title": nil,
              "scale": ["domain": rows], "axis": ["labelLimit": 460],
            ],
            "x": [
              "field": "terms", "type": "nominal", "title": nil,
              "sort": .array(results.distributions.map { .string($0) }),
              "axis": ["labelAngle": -60],
            ],
            "color": Self.depthColour("depth", upTo: deepest),
          ],
        ],
      ])
  }

  /// Safe micro-batches of networks, depth × width, a panel a layer.
  func networks() -> Figure? {
    guard let format = results.referenceFormat, results.shapes.count > 1 else { return nil }
    let accumulator = AccumulationResults.own(format)
    let batch = results.shapes.map(\.microBatch).min()
    var values: [JSONValue] = []
    for shape in results.shapes where shape.microBatch == batch {
      for layer in results.layers {
        guard let verdict = results.series(shape, layer, format, accumulator)?.verdict else {
          continue
        }
        values.append([
          "layer": .string("\(layer) layer"), "depth": .integer(shape.depth),
          "width": .integer(shape.width),
          "safe": .integer(max(verdict.safe, 1).trailingZeroBitCount),
          "text": .string(verdict.text),
        ])
      }
    }
    guard !values.isEmpty else { return nil }
    let most = results.networks.compactMap(\.rows.last?.count).max() ?? 1
    let place: [String: JSONValue] = [
      "x": ["field": "width", "type": "ordinal", "title": "width", "axis": ["labelAngle": 0]],
      "y": ["field": "depth", "type": "ordinal", "title": "depth"],
    ]
    return Figure(
      name: "networks",
      caption:
        "Micro-batches whose gradients, in \(format), can be added up in \(format) with an error of at most 1 %, by "
        + "depth and width of the network; one of two layers has no middle layer.",
      alternative:
        "Heat maps of safe micro-batches, depth by width, a panel a layer, with the number in each cell.",
      specification: [
        "data": ["values": .array(values)],
        "facet": [
          "column": [
            "field": "layer", "type": "nominal", "title": nil,
            "sort": .array(results.layers.map { .string("\($0) layer") }),
          ]
        ],
        "spacing": 24,
        "spec": [
          "width": ["step": 52], "height": ["step": 32],
          "layer": [
            [
              "mark": "rect",
              "encoding": .object(
                place.merging(["color": Self.depthColour("safe", upTo: most)]) { $1 }),
            ],
            [
              "mark": ["type": "text", "fontSize": 11],
              "encoding": .object(
                place.merging([
                  "text": ["field": "text"],
                  "color": [
                    "condition": [
                      "test": .string("datum.safe < \(most.trailingZeroBitCount) / 2"),
                      "value": "#ffffff",
                    ], "value": "#222222",
                  ],
                ]) { $1 }),
            ],
          ],
        ],
      ])
  }

  /// n on a logarithmic axis of base 2.
  private static let count: JSONValue = [
    "field": "n", "type": "quantitative", "title": "terms n",
    "scale": ["type": "log", "base": 2],
    "axis": [
      "values": [1, 16, 256, 4096, 65536, 1_048_576, 16_777_216],
      "labelExpr": "'2^' + round(log(datum.value) / log(2))",
    ],
  ]

  /// A colour and a dash a line.
  private static func lines(_ names: [String]) -> [String: JSONValue] {
    let domain: JSONValue = .array(names.map { .string($0) })
    let legend: JSONValue = [
      "orient": "bottom", "columns": 3, "labelLimit": 440, "symbolSize": 400,
    ]
    func encoding(_ range: [JSONValue]) -> JSONValue {
      [
        "field": "line", "type": "nominal", "title": nil, "legend": legend,
        "scale": ["domain": domain, "range": .array(range)],
      ]
    }
    return [
      "color": encoding(
        names.indices.map { .string(Theme.palette[$0 % Theme.palette.count]) }),
      "strokeDash": encoding(
        names.indices.map { $0 < Theme.palette.count ? [1, 0] : [6, 3] }),
    ]
  }

  /// Depths from dark (none) to light (the most that was tried). The legend has squares: a gradient's
  /// name in the picture would differ from one rendering to the next.
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
