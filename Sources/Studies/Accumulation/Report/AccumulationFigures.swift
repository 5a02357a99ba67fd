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
    let accumulators = results.related(to: format)
    let own = AccumulationResults.own(format)
    var values: [JSONValue] = []
    for terms in panels {
      func point(_ count: Int, _ value: Double, _ kind: String, _ line: String) -> JSONValue {
        [
          "terms": .string(terms), "n": .integer(count), "error": .number(value),
          "kind": .string(kind), "line": .string(line),
        ]
      }
      for accumulator in accumulators {
        for row in results.series(terms, format, accumulator)?.rows ?? [] {
          guard let error = row.error, error > 0 else { continue }
          values.append(point(row.count, error, "sum", accumulator))
        }
      }
      for (line, bound) in [("n·u", \AccumulationRow.worst), ("√n·u", \AccumulationRow.probable)] {
        let points = (results.series(terms, format, own)?.rows ?? []).compactMap { row in
          row[keyPath: bound].map { (row.count, $0) }
        }.filter { $0.1 <= Self.highest }
        values += points.map { point($0, $1, "bound", line) }
        values += points.suffix(1).map { point($0, $1, "label", line) }
      }
    }
    guard values.contains(where: { $0["kind"] == "sum" }) else { return nil }
    let y: JSONValue = [
      "field": "error", "type": "quantitative", "title": "relative error",
      "scale": ["type": "log", "domain": [1e-8, .number(Self.highest)], "clamp": true],
      "axis": ["format": ".0e", "values": [1e-8, 1e-6, 1e-4, 1e-2, 1, 100]],
    ]
    func only(_ kind: String) -> JSONValue { [["filter": .string("datum.kind == '\(kind)'")]] }
    let bounds: JSONValue = [
      "transform": only("bound"),
      "mark": ["type": "line", "strokeDash": [2, 3], "color": "#555555", "strokeWidth": 1.2],
      "encoding": ["x": Self.count, "y": y, "detail": ["field": "line"]],
    ]
    let labels: JSONValue = [
      "transform": only("label"),
      "mark": [
        "type": "text", "align": "left", "baseline": "middle", "dx": 5, "dy": 4, "fontSize": 11,
        "color": "#333333",
      ],
      "encoding": ["x": Self.count, "y": y, "text": ["field": "line"]],
    ]
    let limit: JSONValue = [
      "mark": ["type": "rule", "color": "#999999", "strokeWidth": 0.8],
      "encoding": ["y": ["datum": .number(Threshold.error)]],
    ]
    let lines: JSONValue = [
      "transform": only("sum"),
      "mark": ["type": "line", "strokeWidth": 1.8],
      "encoding": .object(["x": Self.count, "y": y].merging(Self.lines(accumulators)) { $1 }),
    ]
    return Figure(
      name: "error",
      caption:
        "Error of sums of n terms in \(format), accumulator by accumulator. Dotted: the bounds n·u and √n·u of "
        + "\(own); grey line: \(Threshold.errorText). Sums without an error, or not finite, are "
        + "not drawn; lines that coincide hide one another.",
      alternative:
        "Line charts of the relative error against the number of terms on logarithmic axes, a panel for each kind of terms, "
        + "a line an accumulator; dotted bounds above.",
      specification: [
        "data": ["values": .array(values)],
        "facet": ["column": Self.facet("terms", panels)],
        "spacing": 24,
        "spec": ["width": 250, "height": 300, "layer": [limit, bounds, lines, labels]],
      ])
  }

  /// The end of the axis of errors.
  private static let highest = 100.0

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
        "facet": ["column": Self.facet("terms", panels)],
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
            "color": Theme.colour("format", formats),
          ],
        ],
      ])
  }

  /// A panel for each of these values of a field, in this order.
  static func facet(_ field: String, _ values: [String]) -> JSONValue {
    [
      "field": .string(field), "type": "nominal", "title": nil,
      "sort": .array(values.map { .string($0) }),
    ]
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
}
