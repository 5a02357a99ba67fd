/// The Gaussian underflow law: what a format does to N(0, s²), and the s at which it begins to matter.
public enum GaussianUnderflow {
  /// What storing N(0, deviation²) in a format does.
  ///
  /// Share of zeros: erf((η/2)/(s√2)). A loss scale S multiplies the deviation.
  public static func effect(deviation: Double, in format: FormatLimits) -> RoundingEffect {
    RoundingEffect(of: GaussianLaw(deviation: deviation), in: format)
  }

  /// The deviation at which a given share, in (0, 1), of the values becomes zero.
  ///
  /// More is lost below it. By bisection: `effect` at the result has the share to 1e-12 of it.
  public static func deviation(flushedShare share: Double, in format: FormatLimits) -> Double {
    // The quantile z of the share: erf(z/√2) = share, increasing in z.
    let z = bisect(0x1p-60, 40) { GaussianLaw.centralShare($0) < share }
    return 0.5 / z * format.leastNonzero
  }

  /// The least deviation from which on the cosine between the values and their stored form reaches a
  /// threshold in (0, 1); `nil` if the format reaches it at no deviation.
  ///
  /// Found on a grid of quarter binades from far below the least subnormal to the largest value, then
  /// by bisection: `effect` at the result has the threshold to 1e-10. Formats of few bits have a
  /// cosine that is not monotone; the first crossing is taken.
  public static func deviation(cosine threshold: Double, in format: FormatLimits) -> Double? {
    // In units of the least value: the answer scales with it, and the law's numbers stay in range for
    // every format. No format reaches further than 2^400 units before the cosine is its precision's.
    let unit = FormatLimits(
      leastNonzero: 1, leastNormal: format.leastNormal / format.leastNonzero,
      largest: min(format.largest / format.leastNonzero, 0x1p400), precision: format.precision)
    func falls(short deviation: Double) -> Bool {
      (effect(deviation: deviation, in: unit).cosine ?? 0) < threshold
    }
    let quarter = 2.0.squareRoot().squareRoot()
    var deviation = 0x1p-6
    while falls(short: deviation) {
      deviation *= quarter
      if deviation > unit.largest { return nil }
    }
    return bisect(deviation / quarter, deviation, while: falls) * format.leastNonzero
  }

  /// The boundary in [low, high] between arguments for which a property holds (below) and for which
  /// it does not; 52 halvings, the same for every argument.
  static func bisect(_ low: Double, _ high: Double, while holds: (Double) -> Bool) -> Double {
    var low = low
    var high = high
    for _ in 0..<52 {
      // Geometric while the ends are far apart, so that a wide bracket costs no accuracy.
      let middle = high > 4 * low ? (low * high).squareRoot() : low + (high - low) / 2
      if holds(middle) { low = middle } else { high = middle }
    }
    return high
  }
}
