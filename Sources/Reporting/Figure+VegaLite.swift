import JSON

extension Figure {
  /// NAME.vl.json: the specification with the shared theme and the text alternative, as text.
  public var vegaLite: String {
    var members = specification
    members["$schema"] = "https://vega.github.io/schema/vega-lite/v5.json"
    members["description"] = .string(alternative)
    members["config"] = Theme.config
    return JSONValue.object(members).indentedText + "\n"
  }
}

/// How every figure looks: one Vega-Lite configuration.
public enum Theme {
  /// Okabe and Ito's palette ("Color Universal Design", 2008), which people with the common kinds of
  /// colour blindness tell apart; black and yellow left out (yellow is too light on white).
  public static let palette = [
    "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9",
  ]

  /// The encoding of a field by colour: a colour of the palette for each of its values, in this order.
  public static func colour(_ field: String, _ domain: [String]) -> JSONValue {
    [
      "field": .string(field), "type": "nominal", "title": .string(field),
      "scale": [
        "domain": .array(domain.map { .string($0) }),
        "range": .array(domain.indices.map { .string(palette[$0 % palette.count]) }),
      ],
    ]
  }

  /// Liberation Sans comes with vl-convert, so that widths do not depend on the fonts of a machine; the
  /// others, which have its metrics or stand in for it, are for browsers that show the SVG.
  public static let font = "Liberation Sans, Arial, Helvetica, sans-serif"

  /// Vega-Lite's `config`: an explicit light background, so that figures read on dark pages too.
  public static let config: JSONValue = [
    "background": "#ffffff",
    "font": .string(font),
    "padding": 12,
    "title": [
      "anchor": "start", "fontSize": 15, "subtitleFontSize": 12, "subtitleColor": "#444444",
      "offset": 10,
    ],
    "axis": [
      "labelFontSize": 12, "titleFontSize": 12, "titleFontWeight": "normal", "gridColor": "#e6e6e6",
      "domainColor": "#888888", "tickColor": "#888888", "labelColor": "#333333",
      "titleColor": "#333333",
    ],
    "legend": [
      "labelFontSize": 12, "titleFontSize": 12, "titleFontWeight": "normal",
      "labelColor": "#333333",
      "titleColor": "#333333",
    ],
    "header": ["labelFontSize": 12, "titleFontSize": 12, "titleFontWeight": "normal"],
    "range": ["category": .array(palette.map { .string($0) })],
    "view": ["stroke": "#cccccc"],
  ]
}
