import FloatFormats
import FormatComparison
import JSON

/// What `compare` says.
struct ComparePage {
  let comparison: FormatComparison

  private var formats: [NamedFormat] { comparison.formats }

  var text: String {
    [limits, differences, edges, practices].filter { !$0.isEmpty }.joined(separator: "\n")
  }

  private func table(_ rows: [(String, (FloatFormat) -> String)]) -> String {
    var table = TextTable(
      [("", .left)] + formats.map { (heading: $0.name, alignment: TextTable.Alignment.right) })
    for (label, cell) in rows { table.append([label] + formats.map { cell($0.format) }) }
    return table.text()
  }

  private var limits: String {
    func value(_ code: UInt64, _ format: FloatFormat) -> String {
      ShortNumber.text(format.decode(code))
    }
    return table([
      ("bits", { "\($0.bitWidth)" }), ("precision", { "\($0.precision)" }),
      ("exponents", { "\($0.minimumExponent) … \($0.maximumExponent)" }),
      ("largest", { value($0.largestFiniteCode, $0) }),
      ("least normal", { value($0.leastNormalCode, $0) }),
      ("least positive", { value($0.leastPositiveCode, $0) }),
      ("infinity", { $0.infinityCode.map(String.init(hex:)) ?? "none" }),
      ("NaN", { $0.nanCode.map(String.init(hex:)) ?? "none" }),
      ("−0", { $0.hasNegativeZero ? "yes" : "no" }), ("overflow", { $0.overflow.rawValue }),
      ("positive numbers", { grouped(Int(clamping: FormatComparison.density($0).positive)) }),
      ("of these below 1", { grouped(Int(clamping: FormatComparison.density($0).belowOne)) }),
      ("in a binade", { grouped(Int(clamping: FormatComparison.density($0).perBinade)) }),
      ("binades of range", { ShortNumber.decimal(FormatComparison.density($0).range) }),
    ])
  }

  private var differences: String {
    comparison.differences.map { difference in
      let (has, lacks) = (formats[difference.has].name, formats[difference.lacks].name)
      guard let range = difference.range else {
        return "every number of \(has) is one of \(lacks)\n"
      }
      let ends = [range.lowerBound, range.upperBound].map(ShortNumber.text)
      return "\(grouped(difference.count)) magnitudes of \(has) are not in \(lacks): "
        + (difference.count == 1 ? ends[0] : ends.joined(separator: " … ")) + "\n"
    }.joined()
  }

  private var edges: String {
    func table(_ title: String, _ rows: [(edge: EdgeProbe, results: [String])]) -> String {
      var table = TextTable(
        [(title, .left), ("", .left)]
          + formats.map { (heading: $0.name, alignment: TextTable.Alignment.right) })
      for (edge, results) in rows {
        table.append(["  " + ShortNumber.text(edge.number), edge.place] + results)
      }
      return table.text()
    }
    let nearest = comparison.edges.map { ($0, $0.nearestEven.map(ShortNumber.text)) }
    let zero = comparison.edges.map { ($0, $0.towardZero.map(ShortNumber.text)) }
    // Where the mode makes no difference, it is not said twice.
    let others = zip(nearest, zero).filter { $0.1 != $1.1 }.map(\.1)
    return table("to nearest even", nearest)
      + (others.isEmpty ? "" : "\n" + table("toward zero", others))
  }

  private var practices: String {
    let known = Practice.all.filter { practice in
      formats.contains { $0.format == practice.format.format }
    }
    guard !known.isEmpty else { return "" }
    var table = TextTable([
      ("what others do", .left), ("", .right), ("", .left), ("", .right), ("", .left),
    ])
    for practice in known {
      table.append([
        "  " + practice.format.name, ShortNumber.text(practice.number), practice.who,
        practice.result.map(ShortNumber.text) ?? "open", practice.source,
      ])
    }
    return table.text()
  }

  var json: String {
    func value(_ number: Double) -> JSONValue { .string(ShortNumber.text(number)) }
    let differences = comparison.differences.map { difference -> JSONValue in
      [
        "has": .string(formats[difference.has].name),
        "lacks": .string(formats[difference.lacks].name),
        "count": .integer(difference.count),
        "least": difference.range.map { value($0.lowerBound) } ?? .null,
        "largest": difference.range.map { value($0.upperBound) } ?? .null,
      ]
    }
    let edges = comparison.edges.map { edge -> JSONValue in
      [
        "number": value(edge.number), "place": .string(edge.place),
        "nearest_even": .array(edge.nearestEven.map(value)),
        "toward_zero": .array(edge.towardZero.map(value)),
      ]
    }
    let practices = Practice.all.filter { practice in
      formats.contains { $0.format == practice.format.format }
    }.map { practice -> JSONValue in
      [
        "format": .string(practice.format.name), "number": value(practice.number),
        "who": .string(practice.who), "result": practice.result.map(value) ?? .null,
        "source": .string(practice.source),
      ]
    }
    let members: [String: JSONValue] = [
      "formats": .array(formats.map { .string($0.name) }), "differences": .array(differences),
      "edges": .array(edges), "practices": .array(practices),
    ]
    return JSONValue.object(members).indentedText + "\n"
  }
}

extension String {
  fileprivate init(hex code: UInt64) { self = "0x" + String(code, radix: 16) }
}
