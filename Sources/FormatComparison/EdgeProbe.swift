import FloatFormats

/// A number at the edge of a format, and what formats make of it.
public struct EdgeProbe: Equatable, Sendable {
  /// The number.
  public let number: Double
  /// What it is: `tie above the largest of e4m3fn`.
  public let place: String
  /// What each format makes of it, to nearest even, as a value.
  public let nearestEven: [Double]
  /// The same toward zero.
  public let towardZero: [Double]
}

extension FormatComparison {
  /// Numbers at the edges of every format, ascending: the largest, the tie above it and a little more, twice the
  /// largest, half the least positive number and a little more; and an infinity, a NaN and −0.
  public var edges: [EdgeProbe] {
    var probes: [(number: Double, place: String)] = []
    for named in formats {
      let format = named.format
      let largest = format.greatestFiniteMagnitude
      let ulp = Double(
        sign: .plus, exponent: Int(largest.exponent) - format.precision + 1, significand: 1)
      let least = format.leastNonzeroMagnitude
      probes += [
        (least / 2, "half the least of \(named.name)"),
        (least / 2 + least / 32, "above half the least of \(named.name)"),
        (largest, "the largest of \(named.name)"),
        (largest + ulp / 2, "the tie above the largest of \(named.name)"),
        (largest + ulp / 2 + ulp / 32, "beyond the tie of \(named.name)"),
        (2 * largest, "twice the largest of \(named.name)"),
      ]
    }
    var all: [(number: Double, place: String)] = []
    // Numbers that binary64 has; of two formats' same number the first's name.
    for probe in probes.sorted(by: { $0.number < $1.number })
    where probe.number.isFinite && probe.number > 0 && all.last?.number != probe.number {
      all.append(probe)
    }
    all += [(.infinity, "infinity"), (.nan, "NaN"), (-0.0, "−0")]
    return all.map { number, place in
      func rounded(_ mode: Rounding) -> [Double] {
        formats.map { $0.format.decode($0.format.encode(number, RoundingContext(mode)).code) }
      }
      return EdgeProbe(
        number: number, place: place, nearestEven: rounded(.nearestEven),
        towardZero: rounded(.towardZero))
    }
  }
}
