import JSON
import PortableMath
import Reporting

/// What the figures of usable loss scales are drawn with: a bar a window, binary logarithms across.
enum WindowMarks {
  /// One window of powers of two with the names that it is drawn by.
  static func window(
    from least: Double, to greatest: Double, _ names: [String: JSONValue]
  ) -> JSONValue {
    var members = names
    // A window of a single power of two is a bar, too.
    members["from"] = .number(Portable.log2(least) - 0.4)
    members["to"] = .number(Portable.log2(greatest) + 0.4)
    return .object(members)
  }

  /// The bars of all windows: a line a model, and beside one another those of a field's values.
  static func bars(
    _ models: [String], by field: String, _ values: [String], axis: JSONValue
  ) -> JSONValue {
    let order: JSONValue = .array(models.map { .string($0) })
    let domain: JSONValue = .array(values.map { .string($0) })
    return [
      "mark": ["type": "bar", "height": ["band": 0.8]],
      "encoding": [
        "y": [
          "field": "model", "type": "nominal", "sort": order, "title": nil,
          "scale": ["domain": order],
        ],
        "yOffset": ["field": .string(field), "sort": domain, "scale": ["domain": domain]],
        "x": ["field": "from", "type": "quantitative", "title": "loss scale", "axis": axis],
        "x2": ["field": "to"], "color": Theme.colour(field, values),
      ],
    ]
  }

  /// The scale that trainers start with, 2^16, as a rule.
  ///
  /// Data of its own: one mark a panel, not one for every bar.
  static let usualScale: JSONValue = [
    "data": ["values": [["scale": 16]]],
    "mark": ["type": "rule", "strokeDash": [4, 3], "color": "#333333"],
    "encoding": ["x": ["field": "scale", "type": "quantitative"]],
  ]
}
