extension LawReport: CustomStringConvertible {
  /// A table of the laws, the failures of those that are broken, what was not tested, and what the
  /// standard leaves open of what was found.
  public var description: String {
    let tested = results.filter { $0.cases > 0 }
    let names = tested.map(\.law.name) + ["law"]
    let width = names.map(\.count).max() ?? 0
    let counts = tested.map { Self.grouped($0.cases) } + ["cases"]
    let countWidth = counts.map(\.count).max() ?? 0
    var text = "\(implementation), \(format.name): \(headline)\n\n"
    text += Self.left("law", width) + "  " + Self.right("cases", countWidth) + "  result\n"
    for result in tested {
      text += Self.left(result.law.name, width) + "  "
      text += Self.right(Self.grouped(result.cases), countWidth) + "  \(result.verdict)\n"
    }
    for result in results where result.outcome == .broken { text += "\n" + result.failureText }
    var isFirst = true
    for result in results {
      guard case .notTested(let reason) = result.outcome else { continue }
      text += (isFirst ? "\n" : "") + "not tested: \(result.law.name): \(reason)\n"
      isFirst = false
    }
    for (index, place) in unspecifiedPlaces.enumerated() {
      text += (index == 0 ? "\n" : "") + "unspecified: \(place.note) (\(place.reference))\n"
    }
    return text
  }

  /// `24 laws hold`, or which are broken.
  private var headline: String {
    let count = results.count { $0.outcome == .holds }
    let isOne = broken.count == 1
    let untested = notTested.isEmpty ? "" : ", \(notTested.count) not tested"
    if broken.isEmpty { return "\(count) law\(count == 1 ? " holds" : "s hold")\(untested)" }
    return "\(broken.count) law\(isOne ? " is" : "s are") broken, \(count) hold\(untested)"
  }

  /// Where the standard leaves open what was answered, each place once.
  private var unspecifiedPlaces: [UnspecifiedPlace] {
    var places: [UnspecifiedPlace] = []
    for place in results.flatMap(\.unspecifiedPlaces) where !places.contains(place) {
      places.append(place)
    }
    return places
  }

  static func grouped(_ count: Int) -> String {
    var text = ""
    for (index, digit) in String(count).reversed().enumerated() {
      if index > 0, index % 3 == 0 { text.append(",") }
      text.append(digit)
    }
    return String(text.reversed())
  }

  static func left(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }

  static func right(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
  }
}

extension LawResult {
  /// `holds`, or how many cases are wrong; how many are unspecified.
  var verdict: String {
    let open = unspecified == 0 ? "" : ", \(LawReport.grouped(unspecified)) unspecified"
    return wrong == 0 ? "holds\(open)" : "\(LawReport.grouped(wrong)) wrong\(open)"
  }

  /// The law, its classes of failures, and the first failures.
  var failureText: String {
    var text = "\(law.name): \(law.statement)\n  (\(law.reference))\n"
    let width = classes.map { LawReport.grouped($0.count).count }.max() ?? 0
    for (failureClass, count) in classes {
      text += "  " + LawReport.right(LawReport.grouped(count), width) + "  \(failureClass.text)\n"
    }
    for failure in failures { text += failure.text }
    return text
  }
}

extension LawFailure {
  /// The function and the rounding, then a line a number.
  var text: String {
    let rounding = rounding.map { ", \($0)" } ?? ""
    var text = "  \(function)\(rounding): \(difference)\n"
    let labels = rows.map(\.label.count).max() ?? 0
    let codes = rows.map(\.hexadecimal.count).max() ?? 0
    let values = rows.filter { $0.flags != nil }.map(\.value.count).max() ?? 0
    for row in rows {
      text += "    " + LawReport.left(row.label, labels) + "  "
      text += LawReport.left(row.hexadecimal, codes) + "  "
      guard let flags = row.flags else {
        text += row.value + "\n"
        continue
      }
      text += LawReport.left(row.value, values) + "  \(flags)\n"
    }
    return text
  }
}
