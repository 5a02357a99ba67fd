import PortableMath
import Reporting

/// What the reports of all studies are worded with.
enum ReportWords {
  /// `1 model`, `23 models`.
  static func counted(_ count: Int, _ noun: String, plural: String? = nil) -> String {
    "\(count) \(count == 1 ? noun : plural ?? noun + "s")"
  }

  /// Whether a control holds.
  static func verdict(_ holds: Bool) -> Table.Field { .text(holds ? "yes" : "NO") }

  /// A slope with its sign, two places.
  static func signed(_ value: Double) -> String {
    let text = NumberText.fixed(value, places: 2)
    return text.hasPrefix("-") || text == "0.00" ? text : "+" + text
  }

  /// A cosine, to three digits of its distance from 1: `.99987`; `0` where all was flushed.
  static func cosineText(_ cosine: Double?) -> String {
    guard let cosine else { return "" }
    guard cosine >= 0.005 else { return "0" }
    let distance = max(1 - cosine, Agreement.cosineAccuracy)
    let places = min(9, max(2, 1 - Int(Portable.log10(distance).rounded(.down))))
    return NumberText.fixed(cosine, places: places)
  }
}

extension Sequence where Element: Hashable {
  /// The elements in their order, each once.
  var distinct: [Element] {
    var seen: Set<Element> = []
    return filter { seen.insert($0).inserted }
  }
}
