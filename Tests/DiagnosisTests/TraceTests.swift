import Testing

@testable import Diagnosis

/// What series are folded into.
@Suite struct TraceTests {
  private func rate(_ values: [Double]) -> RateTrace.Behaviour {
    summary(.learningRate, values).rate.behaviour
  }

  private func summary(_ quantity: Quantity, _ values: [Double]) -> RunSummary {
    var summary = RunSummary()
    for (index, value) in values.enumerated() {
      var record = RunRecord(line: index + 1)
      record.add(quantity, value, "\(value)")
      summary.add(record)
    }
    return summary
  }

  @Test func ratesAreSeenWithTheirSchedule() {
    #expect(rate([]) == .isUnknown && rate([1e-5]) == .isUnknown)
    #expect(rate([0, 0, 0]) == .isZero)
    #expect(rate([2e-5, 2e-5, 2e-5]) == .isConstant)
    #expect(rate([1.053e-7, 1.053e-7, 1.053e-7]) == .standsStill)
    #expect(rate([1e-6, 2e-6, 3e-6, 3e-6, 3e-6, 3e-6, 3e-6, 3e-6]) == .warmsUp)
    #expect(rate([3e-6, 2e-6, 1e-6]) == .advances)
    #expect(rate([3e-6, 2e-6, 2e-6, 2e-6, 2e-6, 1e-6, 1e-6, 1e-6]) == .standsStillAtTimes)
  }

  @Test func digitsOfANumber() {
    let cases: [(Double, Int)] = [
      (2e-5, 1), (1e-4, 1), (0.00025, 2), (1.053e-7, 4), (0, 0), (100, 1), (0.105, 3),
    ]
    for (value, digits) in cases { #expect(RateTrace.digits(of: value) == digits, "\(value)") }
  }

  /// torch's GradScaler with NaN at every step: 65,536 is 1 after 16 of them, and 0 after 166.
  @Test func aScaleThatHalvesAtEveryStepCollapses() {
    var scale = Float(65536)
    var values: [Double] = []
    for step in 1...166 {
      scale *= 0.5
      values.append(Double(scale))
      if step == 16 { #expect(scale == 1) }
    }
    #expect(scale == 0)
    let trace = summary(.lossScale, values).scale
    #expect(trace.collapses && trace.fallsAlways && trace.keepsFalling && !trace.settles)
  }

  @Test func aScaleThatFindsItsLevelSettles() {
    let trace = summary(.lossScale, [65536, 32768, 16384] + Array(repeating: 8192, count: 20)).scale
    #expect(trace.settles && !trace.collapses && !trace.fallsAlways && !trace.keepsFalling)
  }

  @Test func aSawtoothThatSinksKeepsFalling() {
    var values: [Double] = []
    for tooth in 0..<12 { values += [65536, 131072].map { $0 / Double(1 << (2 * tooth)) } }
    let trace = summary(.lossScale, values).scale
    #expect(trace.keepsFalling && !trace.collapses && !trace.settles)
  }

  @Test func trendsAreToldFromNoise() {
    func direction(_ count: Int, _ loss: (Int) -> Double) -> LossTrend.Direction {
      summary(.loss, (0..<count).map(loss)).trend.direction
    }
    let noise = { (index: Int) in Double(index * 7919 % 101) / 101 - 0.5 }
    #expect(direction(100_000) { 3 - Double($0) * 1e-5 + noise($0) } == .falls)
    #expect(direction(100) { 1 + Double($0) * 0.1 + noise($0) } == .rises)
    #expect(direction(1000) { 2 + 0.01 * noise($0) } == .isFlat)
    #expect(direction(40) { 2 + 2 * noise($0) } == .isUnclear)
    #expect(direction(7) { 3 - Double($0) } == .isUnclear)
  }
}
