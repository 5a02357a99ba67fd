import JSON
import PortableMath
import Reporting

/// The figures of the underflow report, as Vega-Lite specifications with their data inline.
struct UnderflowFigures {
  let results: UnderflowResults
  let agreement: Agreement

  /// Labels of an axis of exponents.
  static let exponents: JSONValue = ["labelExpr": "'2^' + datum.value"]

  /// 1: the windows of loss scales, model by model.
  func windows() -> Figure {
    let models = results.entries.sorted {
      (results.parameters($0) ?? 0, $0.label) < (results.parameters($1) ?? 0, $1.label)
    }
    let formats = results.formats.filter { format in
      (try? UnderflowStudy.format(format)).map { !UnderflowStudy.isWide($0.format) } ?? false
    }
    var values: [JSONValue] = []
    for entry in models {
      for row in results.rows(entry) where row.quantity == "scale_min" {
        guard formats.contains(row.format), let tokens = row.tokens, let least = row.value,
          let greatest = results.row(
            entry, "scale_max",
            {
              $0.format == row.format && $0.tokens == tokens
            })?.value
        else { continue }
        values.append([
          "model": .string(entry.label), "format": .string(row.format),
          "tokens": .string("\(NumberText.powerOfTwo(tokens)) tokens per loss"),
          // A window of a single power of two is a bar, too.
          "from": .number(Portable.log2(min(least, greatest)) - (least <= greatest ? 0.4 : 0)),
          "to": .number(Portable.log2(max(least, greatest)) + (least <= greatest ? 0.4 : 0)),
          "usable": .string(least <= greatest ? "usable" : "no scale serves"),
        ])
      }
    }
    let order: JSONValue = .array(models.map { .string($0.label) })
    let colour = Self.colour("format", formats)
    let bars: JSONValue = [
      "mark": ["type": "bar", "height": ["band": 0.8]],
      "encoding": [
        "y": ["field": "model", "type": "nominal", "sort": order, "title": nil],
        "yOffset": ["field": "format", "sort": .array(formats.map { .string($0) })],
        "x": [
          "field": "from", "type": "quantitative", "title": "loss scale",
          "axis": Self.exponents,
        ],
        "x2": ["field": "to"],
        "color": colour,
        "opacity": [
          "field": "usable", "type": "nominal", "title": "window",
          "scale": ["domain": ["usable", "no scale serves"], "range": [1, 0.25]],
        ],
      ],
    ]
    let rule: JSONValue = [
      "mark": ["type": "rule", "strokeDash": [4, 3], "color": "#333333"],
      "encoding": ["x": ["datum": 16, "type": "quantitative"]],
    ]
    return Figure(
      name: "windows",
      caption:
        "Figure 1. From the smallest power-of-two loss scale that keeps every tensor's cosine at .99 to the "
        + "largest that lets nothing overflow; models by parameters, smallest on top; dashed: 2^16. "
        + "Formats with binary32's range are left out: their windows span more than 100 binades.",
      alternative:
        "Floating bars of usable loss scales, one a model and format, in one panel for each number of "
        + "tokens per loss; faint where no single scale serves. Table A has the numbers.",
      specification: [
        "data": ["values": .array(values)],
        "facet": [
          "column": [
            "field": "tokens", "type": "nominal", "title": nil,
            "sort": .array(
              results.tokens.map { .string("\(NumberText.powerOfTwo($0)) tokens per loss") }),
          ]
        ],
        "spec": [
          "width": 230, "height": ["step": .integer(formats.count > 1 ? 8 : 14)],
          "layer": [bars, rule],
        ],
      ])
  }

  /// 3: the onset in tokens against parameters.
  func onsets() -> Figure {
    let format = results.formats.first ?? ""
    let scale = results.scales.first
    func values(_ quantity: String, _ site: (UnderflowRow) -> Bool) -> [JSONValue] {
      var values: [JSONValue] = []
      func add(_ entry: UnderflowResults.Entry, _ line: String, _ grid: Bool) {
        guard let count = results.parameters(entry),
          let tokens = results.row(
            entry, quantity,
            {
              $0.format == format && $0.lossScale == scale && site($0)
            })?.value
        else { return }
        values.append([
          "model": .string(entry.model), "line": .string(line), "grid": .bool(grid),
          "parameters": .number(count), "tokens": .number(Self.rounded(Portable.log2(tokens))),
        ])
      }
      for factor in [UnderflowModel.Factor.width, .depth] {
        for point in results.grid(factor) { add(point.entry, "\(factor.rawValue) alone", true) }
      }
      for entry in results.fresh { add(entry, entry.family, false) }
      return values
    }
    func panel(_ title: String, _ values: [JSONValue]) -> JSONValue {
      [
        "title": ["text": .string(title), "fontSize": 13], "width": 330, "height": 300,
        "data": ["values": .array(values)],
        "mark": ["type": "line", "point": ["size": 45], "strokeWidth": 1.5],
        "encoding": [
          "x": [
            "field": "parameters", "type": "quantitative", "scale": ["type": "log", "nice": false],
            "axis": [
              "values": [1e8, 1e9, 1e10, 1e11], "format": "~s", "grid": true,
              "labelExpr": "replace(datum.label, 'G', 'B')",
            ],
            "title": "parameters",
          ],
          "y": [
            "field": "tokens", "type": "quantitative", "title": "tokens per loss at the onset",
            "scale": ["zero": false], "axis": Self.exponents,
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
    return Figure(
      name: "onset",
      caption:
        "Figure 3. Tokens per loss from which on unscaled \(format) does harm, against parameters: the worst "
        + "activation gradient falls below cosine .99 (left), 1 % of the gradients of non-target logits "
        + "are flushed (right; 2^0 and below: with the first token). Grey: \(UnderflowStudy.base) with its width or its depth alone changed.",
      alternative:
        "Two line charts of the onset in tokens against the number of parameters, a line a family, "
        + "with grey lines for width alone and depth alone.",
      specification: [
        "hconcat": [
          panel(
            "worst activation gradient: cosine .99",
            values("onset_cosine") {
              $0.role == "activation-gradient"
            }),
          panel(
            "non-target logits: 1 % flushed",
            values("onset_flushed") {
              $0.site == Site.nonTarget
            }),
        ]
      ])
  }

  private var lines: [String] {
    results.families + ["width alone", "depth alone"]
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

  /// A categorical colour with a fixed order.
  static func colour(_ field: String, _ domain: [String]) -> JSONValue {
    [
      "field": .string(field), "type": "nominal", "title": .string(field),
      "scale": [
        "domain": .array(domain.map { .string($0) }),
        "range": .array(
          domain.indices.map { .string(Theme.palette[$0 % Theme.palette.count]) }),
      ],
    ]
  }

  /// Points that lie on one another are drawn once.
  static func distinct(_ values: [JSONValue]) -> [JSONValue] {
    var seen: Set<JSONValue> = []
    return values.filter { seen.insert($0).inserted }
  }

  /// Enough digits for a picture.
  static func rounded(_ value: Double) -> Double { NumberText.rounded(value, digits: 5) }
}
