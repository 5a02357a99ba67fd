import FloatFormats
import JSON

/// How results were rounded, as every page says it.
extension RoundingContext {
  /// `toward-zero`, and what else is not as usual: `toward-zero, overflow saturate`.
  var text: String {
    var text = "\(rounding)"
    if let overflow { text += ", overflow \(overflow.rawValue)" }
    if tininess == .beforeRounding { text += ", tininess before rounding" }
    return text
  }

  /// The members of a page's JSON; `overflow` is null where it is the format's own.
  var members: [String: JSONValue] {
    [
      "rounding": .string("\(rounding)"),
      "overflow": overflow.map { .string($0.rawValue) } ?? .null,
      "tininess": .string(tininess.rawValue),
    ]
  }
}
