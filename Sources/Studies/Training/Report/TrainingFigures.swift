import JSON
import Reporting

/// The figures of the training report.
struct TrainingFigures {
  let results: TrainingResults

  /// What a user sees above what is true, step by step: one run of each fault that does not train.
  func traces(_ objective: String) -> Figure? {
    let faults = results.faults.filter { fault in
      results.shown(fault, objective).map { setting in
        results.runs(fault, setting, objective: objective).contains {
          results.outcome($0) != .trains
        }
      } ?? false
    }
    let values = faults.flatMap { fault -> [JSONValue] in
      guard let setting = results.shown(fault, objective) else { return [] }
      let entries = results.entries.filter {
        $0.fault == fault && $0.objective == objective && $0.advice == TrainingStudy.noAdvice
          && TrainingResults.Setting($0) == setting
      }
      let seed = entries.first?.seed
      return entries.filter { $0.seed == seed }.flatMap { entry -> [JSONValue] in
        [
          ("printed loss", entry.printedLoss), ("true loss", entry.loss),
          ("eval_loss", entry.evaluationLoss),
        ].compactMap { name, value in
          guard let value, let step = entry.step else { return nil }
          return [
            "fault": .string(fault), "step": .integer(step), "what": .string(name),
            // NaN has no place on an axis: it is drawn at the bottom, as a cross.
            "value": value.isFinite ? .number(FigureAxis.rounded(value)) : .integer(0),
            "finite": .string(value.isFinite ? "a number" : "NaN"),
          ]
        }
      }
    }
    guard !values.isEmpty else { return nil }
    let names = ["printed loss", "true loss", "eval_loss"]
    return Figure(
      name: "training-traces",
      caption:
        "\(objective): what is printed, and what is true, by step; one run of each fault that does not train. "
        + "Crosses at 0 are NaN.",
      alternative:
        "Small panels, a fault each: the printed loss is 0 where the true loss and the evaluation are NaN.",
      specification: [
        "data": ["values": .array(values)],
        "facet": [
          "field": "fault", "type": "nominal", "title": nil,
          "sort": .array(faults.map { .string($0) }),
        ],
        "columns": 3,
        "resolve": ["scale": ["x": "independent"]],
        "spec": [
          "width": 200, "height": 130,
          "layer": [
            [
              "transform": [["filter": "datum.finite === 'a number'"]],
              "mark": ["type": "line", "point": ["size": 20], "strokeWidth": 1.5, "opacity": 0.85],
              "encoding": encoding(names),
            ],
            [
              "transform": [["filter": "datum.finite === 'NaN'"]],
              "mark": ["type": "point", "shape": "cross", "filled": true, "size": 45, "angle": 45],
              "encoding": encoding(names),
            ],
          ],
        ],
      ])
  }

  private func encoding(_ names: [String]) -> JSONValue {
    [
      "x": ["field": "step", "type": "quantitative", "title": "step"],
      "y": ["field": "value", "type": "quantitative", "title": "loss"],
      "yOffset": [
        "field": "what", "type": "nominal", "scale": ["range": [-4, 4]],
      ],
      "color": Theme.colour("what", names),
    ]
  }
}
