import FloatFormats
import JSON
import PortableMath
import Reporting
import Theory

/// The figures of the depth report.
struct DepthFigures {
  let results: DepthResults

  private static let layersBack: JSONValue = [
    "field": "back", "type": "quantitative", "title": "layers back from the end",
  ]

  /// The gradients' rms by layer, the widest networks.
  func gradients() -> Figure? {
    guard let width = results.widths.last, let upstream = results.rows.first?.upstream else {
      return nil
    }
    func values(_ source: DepthRow.Source) -> [JSONValue] {
      results.networks.flatMap { network in
        results.gradients(network, width: width, source).map { point in
          [
            "network": .string(network), "back": .integer(point.back),
            "rms": .number(FigureAxis.rounded(Portable.log2(point.rms))),
          ]
        }
      }
    }
    let simulated = values(.simulated)
    guard simulated.count > 2 else { return nil }
    let formats = results.formats.compactMap { name -> JSONValue? in
      guard let format = try? DepthStudy.format(name).format, !UnderflowStudy.isWide(format) else {
        return nil
      }
      let flushed = GaussianUnderflow.deviation(flushedShare: 0.5, in: FormatLimits(format))
      return [
        "rms": .number(FigureAxis.rounded(Portable.log2(flushed))), "format": .string(name),
      ]
    }
    let colour = Theme.colour("network", results.networks)
    let rms: JSONValue = [
      "field": "rms", "type": "quantitative", "title": "rms of the gradient",
      "axis": FigureAxis.exponents, "scale": ["zero": false],
    ]
    return Figure(
      name: "depth-gradients",
      caption:
        "The rms of gradients by layers back from the end, width \(width), "
        + "\(ReportWords.counted(results.deepest, "layer")), upstream \(NumberText.powerOfTwo(upstream)): "
        + "predicted (lines) and simulated (dots). Dashed: half of the gradients are zeros in a format "
        + "without a loss scale.",
      alternative: "Lines and dots of gradients by layers back on a binary logarithmic axis.",
      specification: [
        "width": 460, "height": 300,
        "layer": [
          [
            "data": ["values": .array(values(.predicted))], "mark": ["type": "line"],
            "encoding": ["x": Self.layersBack, "y": rms, "color": colour],
          ],
          [
            "data": ["values": .array(simulated)],
            "mark": ["type": "point", "filled": true, "size": 30],
            "encoding": ["x": Self.layersBack, "y": rms, "color": colour],
          ],
          [
            "data": ["values": .array(formats)],
            "mark": ["type": "rule", "strokeDash": [4, 3], "color": "#333333"],
            "encoding": ["y": rms],
          ],
          [
            "data": ["values": .array(formats)],
            "mark": [
              "type": "text", "align": "right", "baseline": "top", "dx": -4, "dy": 2,
              "color": "#333333",
            ],
            "encoding": ["x": ["value": 460], "y": rms, "text": ["field": "format"]],
          ],
        ],
      ])
  }

  /// The share of zeros by layer in the networks whose gradients come to be zeros.
  func zeros() -> Figure? {
    guard let width = results.widths.last else { return nil }
    func values(_ source: DepthRow.Source) -> [JSONValue] {
      let found = results.networks.flatMap { results.series($0) }.filter {
        results.halfZeros($0, width: width).simulated != nil
      }
      return found.flatMap { series in
        results.rows(series, .zeros, source, width: width).compactMap { row in
          guard let back = row.back, let value = row.value else { return nil }
          return [
            "network": .string(series.network), "back": .integer(back),
            "format": .string(
              "\(series.format) at \(NumberText.powerOfTwo(series.lossScale))"),
            "share": .number(FigureAxis.rounded(value)),
          ]
        }
      }
    }
    let simulated = values(.simulated)
    guard !simulated.isEmpty else { return nil }
    let formats = simulated.compactMap { $0["format"]?.string }.distinct
    let networks = simulated.compactMap { $0["network"]?.string }.distinct
    let share: JSONValue = [
      "field": "share", "type": "quantitative", "title": "share of zeros",
      "axis": ["format": ".0%"],
    ]
    func layer(_ mark: JSONValue, _ source: String) -> JSONValue {
      [
        "transform": [["filter": .string("datum.source === '\(source)'")]], "mark": mark,
        "encoding": [
          "x": Self.layersBack, "y": share, "color": Theme.colour("format", formats),
        ],
      ]
    }
    func tagged(_ values: [JSONValue], _ source: String) -> [JSONValue] {
      values.map { value in
        var members = value.object ?? [:]
        members["source"] = .string(source)
        return .object(members)
      }
    }
    return Figure(
      name: "depth-zeros",
      caption:
        "The share of gradients that are zeros by layers back from the end, width \(width): predicted "
        + "(lines) and simulated (dots), of the networks where it reaches one half.",
      alternative: "Lines and dots of shares that rise from 0 to 1 with the layers back.",
      specification: [
        "data": [
          "values": .array(
            tagged(values(.predicted), "predicted") + tagged(simulated, "simulated"))
        ],
        "facet": [
          "column": [
            "field": "network", "type": "nominal", "title": nil,
            "sort": .array(networks.map { .string($0) }),
          ]
        ],
        "spec": [
          "width": 260, "height": 220,
          "layer": [
            layer(["type": "line"], "predicted"),
            layer(["type": "point", "filled": true, "size": 30], "simulated"),
          ],
        ],
      ])
  }
}
