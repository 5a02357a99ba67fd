import NearestNames

extension Axis {
  /// Reads values as they stand on the command line or in a configuration file: each item a value or
  /// a series (see `Kind`). Repeated values are kept once, in the order of first mention.
  public func values(parsing items: [String]) throws(StudyError) -> [AxisValue] {
    var values: [AxisValue] = []
    for item in items {
      for value in try series(item) where !values.contains(value) { values.append(value) }
    }
    guard !values.isEmpty else {
      throw .badValue(axis: name, value: "", reason: "no values; see `gradual show` of the study")
    }
    return values
  }

  /// A series may have this many values: a slip of the finger does not fill a disk.
  static let longestSeries = 100_000

  private func series(_ item: String) throws(StudyError) -> [AxisValue] {
    switch kind {
    case .text:
      guard !item.isEmpty else { throw bad(item, "empty") }
      return [.text(item)]
    case .name(let known):
      guard known.contains(item) else {
        throw .unknownName(
          UnknownNameError(
            kind: name, name: item, nearest: nearestNames(to: item, among: known), valid: known))
      }
      return [.text(item)]
    case .integer(let range):
      let values = try expanded(item).map { Int(exactly: $0) }
      return try values.map { value throws(StudyError) in
        guard let value, range.contains(value) else {
          throw bad(item, "not whole numbers in \(range.lowerBound) ... \(range.upperBound)")
        }
        return .integer(value)
      }
    case .positive:
      let values = try expanded(item)
      guard values.allSatisfy({ $0 > 0 && $0.isFinite }) else {
        throw bad(item, "not finite positive numbers, such as 65536, 2^16 or 1e-3")
      }
      return values.map { .number($0) }
    }
  }

  /// The numbers of `a`, `a..b*factor` or `a..b+step`.
  private func expanded(_ item: String) throws(StudyError) -> [Double] {
    guard let dots = item.firstRange(of: "..") else { return [try number(item[...], of: item)] }
    let first = try number(item[..<dots.lowerBound], of: item)
    let rest = item[dots.upperBound...]
    // A sign after an exponent's letter (1e+3) is not a step.
    guard
      let operation = rest.indices.last(where: {
        rest[$0] == "*" || (rest[$0] == "+" && !rest[..<$0].hasSuffix("e"))
      })
    else { throw bad(item, "a series needs its step: 32..4096*2 or 1..9+2") }
    let last = try number(rest[..<operation], of: item)
    let step = try number(rest[rest.index(after: operation)...], of: item)
    let multiplies = rest[operation] == "*"
    guard first <= last, multiplies ? step > 1 && first > 0 : step > 0 else {
      throw bad(item, "a series must rise: 32..4096*2 or 1..9+2")
    }
    var values: [Double] = []
    var value = first
    while value <= last {
      values.append(value)
      guard values.count <= Self.longestSeries else {
        throw bad(item, "more than \(Self.longestSeries) values")
      }
      value = multiplies ? value * step : value + step
    }
    return values
  }

  /// A plain number or `base^exponent`; a power of two or ten is exact while binary64 holds it.
  private func number(_ text: Substring, of item: String) throws(StudyError) -> Double {
    if let caret = text.firstIndex(of: "^"),
      let base = Double(text[..<caret]),
      let exponent = Int(text[text.index(after: caret)...]), abs(exponent) <= 1100
    {
      if base == 2 { return Double(sign: .plus, exponent: exponent, significand: 1) }
      let power = (0..<exponent.magnitude).reduce(1.0) { product, _ in product * base }
      return exponent < 0 ? 1 / power : power
    }
    guard let value = Double(text), value.isFinite else { throw bad(item, "not a number") }
    return value
  }

  private func bad(_ item: String, _ reason: String) -> StudyError {
    .badValue(axis: name, value: item, reason: reason)
  }
}
