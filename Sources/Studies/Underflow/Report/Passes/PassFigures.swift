import JSON
import PortableMath
import Reporting
import Theory

/// The figures of passes.
struct PassFigures {
  let passes: PassResults

  /// The windows of loss scales, model by model and policy by policy.
  func windows() -> Figure? {
    guard let tokens = passes.tokens else { return nil }
    let policies = passes.policies.filter { policy in
      passes.entries.contains { entry in
        (passes.row(entry, "scale_max", policy: policy, tokens: tokens)?.value ?? .infinity)
          < 0x1p64
      }
    }
    var values: [JSONValue] = []
    for entry in passes.entries {
      for policy in policies {
        guard
          let least = passes.row(entry, "scale_min", policy: policy, tokens: tokens)?.value,
          let most = passes.row(entry, "scale_max", policy: policy, tokens: tokens)?.value,
          least <= most
        else { continue }
        values.append(
          WindowMarks.window(
            from: least, to: most, ["model": .string(entry.label), "policy": .string(policy)]))
      }
    }
    guard !values.isEmpty else { return nil }
    return Figure(
      name: "pass-windows",
      caption:
        "Loss scales that serve every gradient of a simulated pass, from cosine "
        + "\(Threshold.cosineText) to the first overflow, at \(UnderflowTables.power(tokens)) tokens per "
        + "loss; models by parameters, smallest on top; dashed: 2^16. No bar: no single scale serves. "
        + "Policies with binary32's range are left out.",
      alternative:
        "Floating bars of usable loss scales, one a model and policy, from simulated passes.",
      specification: [
        "data": ["values": .array(values)], "width": 420,
        "height": ["step": .integer(policies.count > 1 ? 9 : 14)],
        "layer": [
          WindowMarks.bars(
            passes.entries.map(\.label), by: "policy", policies,
            axis: ["labelExpr": "'2^' + datum.value", "tickCount": 8]),
          WindowMarks.usualScale,
        ],
      ])
  }

  /// Closed forms against passes.
  func moments() -> Figure? {
    let points = passes.moments.filter { $0.simulated.quantity == "rms" }.compactMap {
      pair -> JSONValue? in
      guard let expected = pair.predicted.value, let value = pair.simulated.value, expected > 0,
        value > 0
      else { return nil }
      return [
        "predicted": .number(FigureAxis.rounded(Portable.log2(expected))),
        "simulated": .number(FigureAxis.rounded(Portable.log2(value))),
        "tensor": .string(Self.kind(pair.simulated.site)),
      ]
    }
    guard points.count > 2 else { return nil }
    let tensors = passes.moments.filter { $0.simulated.quantity == "rms" }
      .map { Self.kind($0.simulated.site) }.distinct
    let ends = points.compactMap { $0["predicted"]?.double }
    return Figure(
      name: "pass-moments",
      caption:
        "The rms of gradients in simulated passes against the closed forms', a dot a tensor and layer; "
        + "the line: equal.",
      alternative: "Scatter plot of simulated against predicted rms on binary logarithmic axes.",
      specification: [
        "width": 380, "height": 320,
        "layer": [
          [
            "data": [
              "values": [
                ["at": .number((ends.min() ?? 0).rounded(.down))],
                ["at": .number((ends.max() ?? 0).rounded(.up))],
              ]
            ],
            "mark": ["type": "line", "color": "#999999"],
            "encoding": [
              "x": ["field": "at", "type": "quantitative"],
              "y": ["field": "at", "type": "quantitative"],
            ],
          ],
          [
            "data": ["values": .array(points)],
            "mark": ["type": "point", "filled": true, "size": 18, "opacity": 0.7],
            "encoding": [
              "x": [
                "field": "predicted", "type": "quantitative", "title": "predicted rms",
                "scale": ["zero": false], "axis": FigureAxis.exponents,
              ],
              "y": [
                "field": "simulated", "type": "quantitative", "title": "simulated rms",
                "scale": ["zero": false], "axis": FigureAxis.exponents,
              ],
              "color": Theme.colour("tensor", tensors),
            ],
          ],
        ],
      ])
  }

  /// What a tensor is coloured as.
  private static func kind(_ site: String) -> String {
    site.hasPrefix("mlp.")
      ? "MLP's matrices" : site.hasPrefix("attention.") ? "attention's matrices" : site
  }

  /// Every gradient of one model: how far the unscaled gradient is from needing a scale.
  func map() -> Figure? {
    let rows = passes.rows.filter {
      $0.policy == SimulationName.sites && $0.quantity == "scale_min" && $0.layer != nil
        && $0.profile == ResidualProfile.initialisation.name
    }
    let values = rows.compactMap { row -> JSONValue? in
      guard let value = row.value, let layer = row.layer else { return nil }
      return [
        "layer": .integer(layer), "site": .string(Self.label(row)),
        "headroom": .number(-Portable.log2(value)),
      ]
    }
    guard let model = rows.first?.model, let format = rows.first?.format, values.count > 2 else {
      return nil
    }
    let sites = rows.map(Self.label).distinct
    return Figure(
      name: "pass-map",
      caption:
        "Every gradient of \(model) at initialisation in \(format) without a loss scale, at "
        + "\(UnderflowTables.power(passes.tokens)) tokens per loss: by how many binades it lies above "
        + "what cosine \(Threshold.cosineText) needs (blue), or below (red: it needs a loss scale). "
        + "Rows in the order of the backward pass.",
      alternative: "Heat map of layer against gradient, coloured by headroom in binades.",
      specification: [
        "data": ["values": .array(values)], "width": ["step": 14], "height": ["step": 11],
        "mark": ["type": "rect"],
        "encoding": [
          "x": [
            "field": "layer", "type": "ordinal", "axis": ["labelAngle": 0, "labelOverlap": true],
          ],
          "y": [
            "field": "site", "type": "nominal", "title": nil,
            "sort": .array(sites.map { .string($0) }),
          ],
          "color": [
            "field": "headroom", "type": "quantitative", "title": "binades",
            // Steps: a continuous legend has names that no two renderings share.
            "scale": [
              "type": "threshold", "domain": [-6, -4, -2, 0, 2, 4, 6],
              "range": [
                "#67001f", "#b2182b", "#d6604d", "#fddbc7", "#d1e5f0", "#92c5de", "#4393c3",
                "#2166ac",
              ],
            ],
          ],
        ],
      ])
  }

  private static func label(_ row: UnderflowRow) -> String {
    row.role == GradientSite.Role.parameter.rawValue ? row.site : "d " + row.site
  }

  /// The scores' gradient against the context.
  func scores() -> Figure? {
    let scores = passes.scores
    guard scores.count > 1 else { return nil }
    func value(_ context: Int, _ rms: Double) -> JSONValue {
      [
        "context": .number(Portable.log2(Double(context))),
        "rms": .number(FigureAxis.rounded(Portable.log2(rms))),
      ]
    }
    let values = scores.flatMap { point in
      point.rms.filter { $0 > 0 }.map { value(point.context, $0) }
    }
    let line = scores.compactMap { point in point.predicted.map { value(point.context, $0) } }
    let encoding: JSONValue = [
      "x": [
        "field": "context", "type": "quantitative", "scale": ["zero": false],
        "axis": FigureAxis.exponents,
      ],
      "y": [
        "field": "rms", "type": "quantitative", "scale": ["zero": false],
        "axis": FigureAxis.exponents,
      ],
    ]
    return Figure(
      name: "pass-scores",
      caption:
        "The rms of the gradient of attention's scores against the context, for a gradient from above of "
        + "rms 1: heads of \(UnderflowStudy.base) at initialisation, every seed; the line: predicted.",
      alternative: "Points of the scores' gradient falling with the context on logarithmic axes.",
      specification: [
        "width": 320, "height": 240, "encoding": encoding,
        "layer": [
          [
            "data": ["values": .array(line)],
            "mark": ["type": "line", "color": "#999999"],
          ],
          [
            "data": ["values": .array(values)],
            "mark": ["type": "point", "filled": true, "size": 30],
          ],
        ],
      ])
  }
}
