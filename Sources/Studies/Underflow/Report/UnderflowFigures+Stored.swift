import JSON
import PortableMath
import Reporting

extension UnderflowFigures {
  /// The gradient's rms by layer; nil where the run has none.
  func layers() -> Figure? {
    let wanted = ["qwen2.5-0.5b", "qwen2.5-7b", "qwen2.5-72b", "gpt2-xl", "pythia-12b"]
    let all = results.entries
    let some = all.filter { wanted.contains($0.model) }
    let entries = some.isEmpty ? Array(all.prefix(6)) : some
    var values: [JSONValue] = []
    var falling = 0
    for entry in entries {
      let count = results.value(entry, "layers") ?? 1
      let stream = results.rows(entry).filter { $0.quantity == "rms" && $0.site == "residual" }
      if (stream.last?.value ?? 0) < (stream.first?.value ?? 0) { falling += 1 }
      for row in stream {
        guard let layer = row.layer, let rms = row.value, let tokens = row.tokens else { continue }
        values.append([
          "model": .string(entry.label),
          "depth": .number(FigureAxis.rounded(Double(layer) / count)),
          "rms": .number(FigureAxis.rounded(Portable.log2(rms * tokens))),
        ])
      }
    }
    guard !values.isEmpty else { return nil }
    return Figure(
      name: "layers",
      caption:
        "Where in the network the gradient is smallest: rms of the residual stream's gradient, times "
        + "the tokens per loss, from the embedding (0) to the head's norm (1). Predicted.",
      alternative:
        "Line chart of the gradient's rms against relative depth, a line a model: it is smaller at the "
        + "head than at the embedding in \(falling) of \(entries.count).",
      specification: [
        "width": 560, "height": 300, "data": ["values": .array(values)],
        "mark": ["type": "line", "strokeWidth": 1.8],
        "encoding": [
          "x": [
            "field": "depth", "type": "quantitative",
            "title": "relative depth: layer ÷ number of layers",
          ],
          "y": [
            "field": "rms", "type": "quantitative", "title": "tokens × rms of the gradient",
            "scale": ["zero": false], "axis": FigureAxis.exponents,
          ],
          "color": Theme.colour("model", entries.map(\.label)),
          // Lines can lie on one another: every second one is dashed.
          "strokeDash": [
            "field": "model", "type": "nominal", "title": "model",
            "scale": [
              "domain": .array(entries.map { .string($0.label) }),
              "range": .array(
                entries.indices.map { $0.isMultiple(of: 2) ? [1, 0] : [6, 5] }),
            ],
          ],
        ],
      ])
  }

  /// Sampled against predicted; nil where nothing was compared.
  func agreementFigure() -> Figure? {
    guard let worst = agreement.worst else { return nil }
    func panel(_ quantity: String, _ title: String, _ least: Double) -> JSONValue {
      var values: [JSONValue] = []
      for comparison in agreement.comparisons where comparison.row.quantity == quantity {
        let value = comparison.row.value ?? 0
        let (x, y) =
          quantity == "cosine"
          ? (1 - comparison.predicted, 1 - value) : (comparison.predicted, value)
        guard x >= least, y >= least else { continue }
        values.append([
          "format": .string(comparison.row.format),
          "predicted": .number(NumberText.rounded(x, digits: 2)),
          "sampled": .number(NumberText.rounded(y, digits: 2)),
        ])
      }
      let domain: JSONValue = [.number(least), 1]
      func axis(_ field: String) -> JSONValue {
        [
          "field": .string(field), "type": "quantitative", "title": .string(field),
          "scale": ["type": "log", "domain": domain],
          "axis": ["format": ".0e", "values": [1e-8, 1e-6, 1e-4, 1e-2, 1], "labelBound": true],
        ]
      }
      let diagonal: JSONValue = [
        "data": ["values": [["v": .number(least)], ["v": 1]]],
        "mark": ["type": "line", "color": "#999999", "strokeWidth": 1],
        "encoding": [
          "x": ["field": "v", "type": "quantitative"], "y": ["field": "v", "type": "quantitative"],
        ],
      ]
      return [
        "title": ["text": .string(title), "fontSize": 13], "width": 190, "height": 190,
        "layer": [
          diagonal,
          [
            "data": ["values": .array(values.distinct)],
            "mark": ["type": "point", "filled": true, "size": 22, "opacity": 0.55],
            "encoding": [
              "x": axis("predicted"), "y": axis("sampled"),
              "color": Theme.colour("format", results.formats),
            ],
          ],
        ],
      ]
    }
    return Figure(
      name: "agreement",
      caption:
        "Sampled against predicted: every distinct comparison of the run that the panel's range holds. A draw of "
        + "normal numbers (exponentials of them for the logits), cast and counted, against the closed forms; right: their "
        + "differences in standard errors.",
      alternative:
        "Three scatter plots of sampled against predicted values on logarithmic axes, with the diagonal, "
        + "and a histogram of the deviations, the largest of which is "
        + "\(NumberText.fixed(worst.deviation.magnitude, places: 1)) standard errors.",
      specification: [
        "spacing": 30,
        "hconcat": [
          panel("flushed", "flushed share", 1e-5), panel("energy_lost", "energy lost", 1e-9),
          panel("cosine", "1 - cosine", 1e-8), deviations(),
        ],
      ])
  }

  /// How often a comparison deviates by how many standard errors.
  private func deviations() -> JSONValue {
    var counts: [Int: Int] = [:]
    for comparison in agreement.comparisons {
      counts[Int((2 * comparison.deviation).rounded(.down)), default: 0] += 1
    }
    let values = counts.sorted { $0.key < $1.key }.map { bin, count -> JSONValue in
      let start = Double(bin) / 2
      return ["from": .number(start), "to": .number(start + 0.5), "count": .integer(count)]
    }
    return [
      "title": ["text": "deviation", "fontSize": 13], "width": 190, "height": 190,
      "data": ["values": .array(values)], "mark": ["type": "rect", "color": "#888888"],
      "encoding": [
        "x": ["field": "from", "type": "quantitative", "title": "standard errors"],
        "x2": ["field": "to"],
        "y": ["field": "count", "type": "quantitative", "title": "comparisons"],
        "y2": ["datum": 0],
      ],
    ]
  }

  /// The flushed share against the energy lost; nil where nothing is flushed.
  func harm() -> Figure? {
    var values: [JSONValue] = []
    for entry in results.entries {
      let rows = results.rows(entry).filter { $0.source == .predicted && $0.unit == "share" }
      for (flushed, lost) in zip(
        rows.filter { $0.quantity == "flushed" }, rows.filter { $0.quantity == "energy_lost" })
      {
        guard let x = flushed.value, let y = lost.value, x >= 1e-4, y >= 1e-9 else { continue }
        values.append([
          "tensor": .string(
            flushed.site == SiteName.nonTarget
              ? "logits, non-target (log-normal)" : "other tensors (Gaussian)"),
          "flushed": .number(NumberText.rounded(x, digits: 2)),
          "lost": .number(NumberText.rounded(y, digits: 2)),
        ])
      }
    }
    guard !values.isEmpty else { return nil }
    // Whole decades only: the grid has a line for every tick.
    func axis(_ ticks: JSONValue) -> JSONValue { ["format": ".0e", "values": ticks] }
    return Figure(
      name: "harm",
      caption:
        "Why a flushed share alone is no measure of harm: the share of the energy that was in the flushed "
        + "values against their share, for every predicted tensor of the run.",
      alternative:
        "Scatter plot on logarithmic axes of the share of energy lost against the share of values flushed, a dot "
        + "a predicted tensor: logits in one colour, all others in another.",
      specification: [
        "width": 460, "height": 320, "data": ["values": .array(values.distinct)],
        "mark": ["type": "point", "filled": true, "size": 26, "opacity": 0.6],
        "encoding": [
          "x": [
            "field": "flushed", "type": "quantitative", "title": "share of values flushed",
            "scale": ["type": "log", "domain": [1e-4, 1]],
            "axis": axis([1e-4, 1e-3, 1e-2, 1e-1, 1]),
          ],
          "y": [
            "field": "lost", "type": "quantitative", "title": "share of energy lost",
            "scale": ["type": "log", "domain": [1e-9, 1]],
            "axis": axis([1e-8, 1e-6, 1e-4, 1e-2, 1]),
          ],
          "color": Theme.colour(
            "tensor", ["other tensors (Gaussian)", "logits, non-target (log-normal)"]),
        ],
      ])
  }
}
