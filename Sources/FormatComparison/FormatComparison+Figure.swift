import FloatFormats
import JSON
import Reporting

extension FormatComparison {
  /// Formats of more bits have more numbers than a figure has room for.
  public static let mostFigureBits = 9

  /// A number line of every format of up to ``mostFigureBits`` bits, one below the other: a tick for each positive
  /// number, on a scale of powers of two; nil where there is none.
  public var figure: Figure? {
    let drawn = formats.filter { $0.format.bitWidth <= Self.mostFigureBits }
    guard !drawn.isEmpty else { return nil }
    let values = drawn.flatMap { named -> [JSONValue] in
      let format = named.format
      return (format.leastPositiveCode...format.largestFiniteCode).map { code in
        let isSubnormal = code < format.leastNormalCode
        return [
          "format": .string(named.name), "value": .number(format.decode(code)),
          "code": .string("0x" + String(code, radix: 16)),
          "kind": .string(isSubnormal ? "subnormal" : "normal"),
        ]
      }
    }
    let names = drawn.map { JSONValue.string($0.name) }
    let tooltip = ["format", "value", "code", "kind"].map { field -> JSONValue in
      ["field": .string(field)]
    }
    return Figure(
      name: "number-line", caption: "The positive numbers of formats, a tick each.",
      alternative: "Number lines of " + drawn.map(\.name).joined(separator: ", ")
        + ", each from its least to its largest number, on a scale of powers of two.",
      specification: [
        "data": ["values": .array(values)], "width": 720, "height": ["step": 36],
        "mark": ["type": "tick", "thickness": 1, "size": 22],
        "encoding": [
          "x": [
            "field": "value", "type": "quantitative", "scale": ["type": "log", "base": 2],
            "title": "value",
          ],
          "y": ["field": "format", "type": "nominal", "title": nil, "sort": .array(names)],
          "color": Theme.colour("kind", ["normal", "subnormal"]), "tooltip": .array(tooltip),
        ],
      ])
  }
}
