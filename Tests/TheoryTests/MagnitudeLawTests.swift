import Testing

@testable import Theory

/// A law of which every binade is summed cell by cell.
private struct Unexpanded<Law: MagnitudeLaw>: MagnitudeLaw {
  let law: Law
  var energy: Double { law.energy }
  var energyPeak: Double { law.energyPeak }
  var energyRange: ClosedRange<Double> { law.energyRange }
  func moments(from lower: Double, to upper: Double) -> PartialMoments {
    law.moments(from: lower, to: upper)
  }
  func weightedDensity(at x: Double) -> Double { law.weightedDensity(at: x) }
  func isSmooth(above lower: Double, step: Double) -> Bool { false }
}

/// What the sums of `RoundingEffect` take for granted about a law.
@Suite struct MagnitudeLawTests {
  private func compare(_ law: some MagnitudeLaw, _ format: FormatLimits, _ label: String) {
    let expected = RoundedMoments(of: Unexpanded(law: law), in: format)
    let observed = RoundedMoments(of: law, in: format)
    let product = (observed.product - expected.product).magnitude / law.energy
    let square = (observed.square - expected.square).magnitude / law.energy
    #expect(product < 1e-9 && square < 1e-9, "\(label): \(product), \(square)")
  }

  @Test(arguments: [binary16, e4m3fn, e5m2])
  func expansionAgainstCells(format: FormatLimits) {
    for exponent in [-22.0, -19, -18.9, -14, -9, -4, -3.9, 0, 6, 15] {
      let scale = Double(sign: .plus, exponent: Int(exponent.rounded(.down)), significand: 1.3)
      compare(GaussianLaw(deviation: scale), format, "normal, \(scale)")
      for deviation in [0.1, 0.8, 1.8] {
        let law = LogNormalLaw(logMean: exponent * 0.6931, logDeviation: deviation)
        compare(law, format, "log-normal, 2^\(exponent), \(deviation)")
      }
    }
  }

  private func expectNoEnergyOutside(_ law: some MagnitudeLaw) {
    let below = law.moments(from: 0, to: law.energyRange.lowerBound).second
    let above = law.moments(from: law.energyRange.upperBound, to: .infinity).second
    #expect(below + above < 0x1p-100 * law.energy, "\(law): \(below), \(above)")
  }

  @Test func energyRanges() {
    expectNoEnergyOutside(GaussianLaw(deviation: 3e-5))
    expectNoEnergyOutside(LogNormalLaw(logMean: -12, logDeviation: 0.1))
    expectNoEnergyOutside(LogNormalLaw(logMean: -12, logDeviation: 1.8))
  }
}
