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
            kind: name, name: item, among: known, valid: known))
      }
      return [.text(item)]
    case .integer(let range):
      return try integers(item, range).map { .integer($0) }
    case .positive:
      let values = try numbers(item)
      guard values.allSatisfy({ $0 > 0 && $0.isFinite }) else {
        throw bad(item, "not finite positive numbers, such as 65536, 2^16 or 1e-3")
      }
      return values.map { .number($0) }
    }
  }

  /// `a..b*factor` or `a..b+step`, in its parts.
  private struct Series {
    let first: Substring
    let last: Substring
    let step: Substring
    let multiplies: Bool
  }

  /// The parts of a series; nil for a single value.
  private func parts(_ item: String) throws(StudyError) -> Series? {
    guard let dots = item.firstRange(of: "..") else { return nil }
    let rest = item[dots.upperBound...]
    // A sign after an exponent's letter (1e+3) is not a step.
    guard
      let operation = rest.indices.last(where: {
        rest[$0] == "*" || (rest[$0] == "+" && !rest[..<$0].hasSuffix("e"))
      })
    else { throw bad(item, "a series needs its step: 32..4096*2 or 1..9+2") }
    return Series(
      first: item[..<dots.lowerBound], last: rest[..<operation],
      step: rest[rest.index(after: operation)...], multiplies: rest[operation] == "*")
  }

  /// The members of a series, from what the i-th is; nil ends it.
  private func members<Value>(_ item: String, _ member: (Int) -> Value?) throws(StudyError)
    -> [Value]
  {
    var values: [Value] = []
    while let value = member(values.count) {
      guard values.count < Self.longestSeries else {
        throw bad(item, "more than \(Self.longestSeries) values")
      }
      values.append(value)
    }
    return values
  }

  private func requireRising(_ item: String, _ rises: Bool) throws(StudyError) {
    guard rises else { throw bad(item, "a series must rise: 32..4096*2 or 1..9+2") }
  }

  private func integers(_ item: String, _ range: ClosedRange<Int>) throws(StudyError) -> [Int] {
    func integer(_ text: Substring) throws(StudyError) -> Int {
      guard let value = Self.integer(text), range.contains(value) else {
        throw bad(item, "not whole numbers in \(range.lowerBound) ... \(range.upperBound)")
      }
      return value
    }
    guard let series = try parts(item) else { return [try integer(item[...])] }
    let (first, last) = (try integer(series.first), try integer(series.last))
    guard let step = Self.integer(series.step) else { throw bad(item, "its step is no integer") }
    try requireRising(
      item, first <= last && (series.multiplies ? step > 1 && first > 0 : step > 0))
    var next: Int? = first
    return try members(item) { _ in
      guard let value = next, value <= last else { return nil }
      let (after, overflows) =
        series.multiplies
        ? value.multipliedReportingOverflow(by: step) : value.addingReportingOverflow(step)
      next = overflows ? nil : after
      return value
    }
  }

  /// An integer in decimal, as a power, or as a number such as 1e3 that binary64 holds exactly.
  private static func integer(_ text: Substring) -> Int? {
    if let value = Int(text) { return value }
    if let (base, exponent) = power(text) {
      guard let base = Int(base), (0...64).contains(exponent) else { return nil }
      return (0..<exponent).reduce(Int?.some(1)) { product, _ in
        product.flatMap {
          let (value, overflows) = $0.multipliedReportingOverflow(by: base)
          return overflows ? nil : value
        }
      }
    }
    return Double(text).flatMap { $0.magnitude <= 0x1p53 ? Int(exactly: $0) : nil }
  }

  private func numbers(_ item: String) throws(StudyError) -> [Double] {
    guard let series = try parts(item) else { return [try number(item[...], of: item)] }
    let first = try number(series.first, of: item)
    let last = try number(series.last, of: item)
    let step = try number(series.step, of: item)
    try requireRising(
      item, first <= last && (series.multiplies ? step > 1 && first > 0 : step > 0))
    var power = 1.0
    return try members(item) { index in
      let value = series.multiplies ? first * power : first + Double(index) * step
      power *= step
      // What rounding leaves between a member and the end does not cost the end.
      if (value - last).magnitude <= 1e-12 * last { return last }
      return value < last ? value : nil
    }
  }

  /// The parts of `base^exponent`.
  private static func power(_ text: Substring) -> (base: Substring, exponent: Int)? {
    guard let caret = text.firstIndex(of: "^"),
      let exponent = Int(text[text.index(after: caret)...])
    else { return nil }
    return (text[..<caret], exponent)
  }

  /// A plain number or a power; a power of two or ten is exact while binary64 holds it.
  private func number(_ text: Substring, of item: String) throws(StudyError) -> Double {
    if let (base, exponent) = Self.power(text), let base = Double(base), abs(exponent) <= 1100 {
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
