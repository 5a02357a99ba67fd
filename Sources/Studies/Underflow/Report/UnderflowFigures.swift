import JSON
import PortableMath
import Reporting

/// The figures of the underflow report, as Vega-Lite specifications with their data inline.
struct UnderflowFigures {
  let results: UnderflowResults
  let agreement: Agreement

  /// The windows of loss scales, model by model; nil where no format of the run needs a scale.
  func windows() -> Figure? {
    let models = results.entries.sorted {
      (results.parameters($0) ?? 0, $0.label) < (results.parameters($1) ?? 0, $1.label)
    }
    let formats = results.formats.filter { format in
      (try? UnderflowStudy.format(format)).map { !UnderflowStudy.isWide($0.format) } ?? false
    }
    var values: [JSONValue] = []
    var without = 0
    for entry in models {
      for row in results.rows(entry) where row.quantity == "scale_min" {
        guard formats.contains(row.format), let tokens = row.tokens else { continue }
        let greatest = results.value(entry, "scale_max", row.format, tokens: tokens)
        guard let least = row.value, let greatest, least <= greatest else {
          without += 1
          continue
        }
        values.append(
          WindowMarks.window(
            from: least, to: greatest,
            [
              "model": .string(entry.label), "format": .string(row.format),
              "tokens": .string("\(NumberText.powerOfTwo(tokens)) tokens per loss"),
            ]))
      }
    }
    guard !values.isEmpty else { return nil }
    let label: JSONValue = [
      "data": ["values": [["scale": 16, "label": "2^16"]]],
      "mark": [
        "type": "text", "align": "center", "baseline": "bottom", "fontSize": 11, "dy": -2,
        "color": "#333333",
      ],
      "encoding": [
        "x": ["field": "scale", "type": "quantitative"], "y": ["value": 0],
        "text": ["field": "label"],
      ],
    ]
    return Figure(
      name: "windows",
      caption:
        "From the smallest power-of-two loss scale that keeps every tensor's cosine at \(Threshold.cosineText) to the "
        + "largest that lets nothing overflow; models by parameters, smallest on top; dashed: 2^16."
        + (without > 0 ? " No bar: no single scale serves." : "")
        + (formats.count < results.formats.count
          ? " Formats with binary32's range are left out." : ""),
      alternative:
        "Floating bars of usable loss scales, one a model and format, in one panel for each number of "
        + "tokens per loss\(without > 0 ? "; no bar where no single scale serves" : "").",
      specification: [
        "data": ["values": .array(values)],
        "facet": [
          "column": [
            "field": "tokens", "type": "nominal", "title": nil, "header": ["labelPadding": 18],
            "sort": .array(
              results.tokens.map { .string("\(NumberText.powerOfTwo($0)) tokens per loss") }),
          ]
        ],
        "spacing": 30,
        "spec": [
          "width": 230, "height": ["step": .integer(formats.count > 1 ? 8 : 14)],
          "layer": [
            WindowMarks.bars(
              models.map(\.label), by: "format", formats,
              axis: ["labelExpr": "'2^' + datum.value", "tickCount": 5, "labelBound": true]),
            WindowMarks.usualScale, label,
          ],
        ],
      ])
  }

  /// The onset in tokens against parameters; nil for fewer than two models.
  func onsets() -> Figure? {
    guard results.sized.count > 1 else { return nil }
    let format = results.formats.first ?? ""
    let scale = results.scales.first
    func values(_ onset: (UnderflowResults.Entry) -> Double?) -> [JSONValue] {
      var values: [JSONValue] = []
      func add(_ entry: UnderflowResults.Entry, _ line: String) {
        guard let count = results.parameters(entry), let tokens = onset(entry) else { return }
        // A loss has one token at least.
        let shown = Portable.log2(max(1, tokens))
        values.append([
          "model": .string(entry.model), "line": .string(line), "parameters": .number(count),
          "tokens": .number(FigureAxis.rounded(shown)),
        ])
      }
      for factor in grids {
        for point in results.grid(factor) { add(point.entry, Self.line(factor)) }
      }
      for entry in results.fresh { add(entry, entry.family) }
      return values
    }
    func panel(_ title: String, _ values: [JSONValue], from least: Int? = nil) -> JSONValue {
      let scale: JSONValue =
        least.map { ["zero": false, "domainMin": .integer($0)] } ?? ["zero": false]
      return [
        "title": ["text": .string(title), "fontSize": 13], "width": 250, "height": 300,
        "data": ["values": .array(values)],
        "mark": ["type": "line", "point": ["size": 40], "strokeWidth": 1.5],
        "encoding": [
          "x": [
            "field": "parameters", "type": "quantitative", "scale": ["type": "log", "nice": false],
            "axis": [
              "values": [1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12], "format": "~s", "grid": true,
              "labelExpr": "replace(datum.label, 'G', 'B')",
            ],
            "title": "parameters",
          ],
          "y": [
            "field": "tokens", "type": "quantitative", "title": "tokens per loss at the onset",
            "scale": scale, "axis": FigureAxis.exponents,
          ],
          "color": lineColour,
          "strokeDash": [
            "field": "line", "type": "nominal", "title": nil,
            "scale": [
              "domain": .array(lines.map { .string($0) }),
              "range": .array(lines.map { $0.hasSuffix("alone") ? [4, 3] : [1, 0] }),
            ],
          ],
        ],
      ]
    }
    let first = values { results.onset($0, format, scale) }
    let activations = values { results.onset($0, format, scale, role: .activation) }
    let logits = values { entry in
      results.value(entry, "onset_flushed", format, scale: scale, site: SiteName.nonTarget)
    }
    let grey = grids.map { "its \($0.rawValue)" }.joined(separator: " or ")
    return Figure(
      name: "onset",
      caption:
        "Tokens per loss from which on \(format) \(UnderflowResults.scaleText(scale)) does harm, "
        + "against parameters (predicted): the first of all activation and parameter gradients falls below "
        + "cosine \(Threshold.cosineText) (left), the first activation gradient does (middle), \(Threshold.flushedText) of the gradients of "
        + "non-target logits are flushed (right; at 2^0 with the first token)."
        + (grids.isEmpty ? "" : " Grey: \(UnderflowStudy.base) with \(grey) alone changed."),
      alternative:
        "Three line charts of the onset in tokens against the number of parameters, a line a family"
        + (grids.isEmpty ? "." : ", with grey lines for one size changed alone."),
      specification: [
        "spacing": 28,
        "hconcat": [
          panel("first of all tensors: cosine \(Threshold.cosineText)", first),
          panel("first activation gradient: cosine \(Threshold.cosineText)", activations),
          panel("non-target logits: \(Threshold.flushedText) flushed", logits, from: 0),
        ],
      ])
  }

  /// The grids of the run that the onset is drawn for.
  private var grids: [UnderflowModel.Factor] {
    [.width, .depth].filter { !results.grid($0).isEmpty }
  }

  private static func line(_ factor: UnderflowModel.Factor) -> String {
    "\(factor.rawValue) alone"
  }

  private var lines: [String] {
    results.families + grids.map(Self.line)
  }

  private var lineColour: JSONValue {
    let colours = lines.indices.map { index -> JSONValue in
      switch lines[index] {
      case "width alone": "#777777"
      case "depth alone": "#b0b0b0"
      default: .string(Theme.palette[index % Theme.palette.count])
      }
    }
    return [
      "field": "line", "type": "nominal", "title": nil,
      "scale": ["domain": .array(lines.map { .string($0) }), "range": .array(colours)],
    ]
  }
}
