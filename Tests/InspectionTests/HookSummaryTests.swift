import FloatFormats
import TensorFiles
import TestSupport
import Testing

@testable import Inspection

@Suite struct HookSummaryTests {
  private func summary(_ lines: [String]) throws -> HookSummary {
    let folder = try TemporaryFolder()
    return try HookSummary(HookText.write(lines, in: folder))
  }

  @Test func theFirstBadTensorAndTheExtremesAreNamed() throws {
    let summary = try summary([
      HookText.tensor(module: "a", first: 3, binades: [1]),
      HookText.tensor(module: "b", first: -5, binades: [1, 1]),
      HookText.step(0),
      HookText.tensor(step: 1, module: "a", first: 5, binades: [2]),
      HookText.tensor(step: 1, module: "b", infinities: 1, first: 0, binades: [1]),
      HookText.tensor(step: 1, pass: "backward", module: "b", nans: 2),
      HookText.tensor(step: 1, pass: "backward", module: "a", nans: 2),
    ])
    #expect(summary.firstBad?.module == "b" && summary.firstBad?.step == 1)
    #expect(summary.firstBad?.pass == .forward)
    #expect(summary.passes[.backward]?.firstBad?.module == "b")
    let forward = try #require(summary.passes[.forward])
    #expect(forward.largest == HookSummary.Extreme(magnitude: 32, module: "a", step: 1))
    #expect(forward.least == HookSummary.Extreme(magnitude: 0x1p-5, module: "b", step: 0))
    #expect(forward.counts.elements == 7 && forward.counts.positiveInfinities == 1)
    #expect(summary.passes[.backward]?.largest == nil)
    #expect(summary.rows.map(\.module) == ["a", "b", "b", "a"])
    #expect(summary.rows.map(\.badTensors) == [0, 1, 1, 1])
    #expect(summary.steps == 1 && summary.stepsWithoutScale == 1)
  }

  @Test func aStepsScaleIsTakenOffItsGradients() throws {
    let summary = try summary([
      HookText.tensor(pass: "parameter", module: "w", first: 6, binades: [1]),
      HookText.step(0, #""loss_scale":1024.0"#),
      HookText.tensor(step: 1, pass: "parameter", module: "w", first: 5, binades: [1]),
      HookText.tensor(step: 1, module: "m", first: 2, binades: [1]),
      HookText.step(1, #""loss_scale":512.0"#),
    ])
    let row = try #require(summary.rows.first)
    #expect(row.counts.exponents == 5...6)
    #expect(row.unscaled.exponents == -4 ... -4)
    #expect(row.unscaled.binades == [2] && row.unscaled.largest == 0x1p-4)
    #expect(summary.rows.last?.unscaled.exponents == 2...2)
    #expect(summary.stepsWithoutScale == 0)
  }

  /// binary16: half the least number is 2^-25, the largest 65504.
  @Test func theScalesThatServeAllGradients() throws {
    let summary = try summary([
      HookText.tensor(pass: "parameter", module: "small", first: -30, binades: [1, 99, 100]),
      HookText.tensor(pass: "parameter", module: "large", first: 2, binades: [1], largest: 7.999),
      HookText.tensor(module: "forward", first: 30, binades: [1]),
    ])
    let scales = try #require(summary.lossScales(in: .binary16))
    // 1 % of 200 is 2: the binade of 2^-29 must be kept, and 7.999 · 2^13 is beyond 65520.
    #expect(scales.exponents == 4...12)
    #expect(scales.below.module == "small" && scales.above.module == "large")
    #expect(summary.lossScales(in: .e4m3fn) == nil)
    #expect(summary.lossScales(in: .binary16, pass: .backward) == nil)
  }

  /// What is said of a format is what it does to numbers of these binades.
  @Test(arguments: [FloatFormat.binary16, .bfloat16, .e4m3fn, .e5m2, .e2m1fn])
  func boundsHoldForNumbersOfTheBinades(format: FloatFormat) throws {
    var generator = SeededGenerator(seed: 11)
    let first = format.quantumExponent - 4
    let last = min(format.maximumExponent + 2, 100)
    var numbers: [Double] = []
    var binades = [Int](repeating: 0, count: last - first + 1)
    for exponent in first...last {
      for _ in 0..<20 {
        numbers.append(generator.double(exponents: exponent...exponent).magnitude)
      }
      numbers.append(Double(sign: .plus, exponent: exponent, significand: 1))
      binades[exponent - first] = 21
    }
    let largest = try #require(numbers.max())
    let summary = try summary([HookText.tensor(first: first, binades: binades, largest: largest)])
    let counts = try #require(summary.passes[.forward]).counts
    let flushed = UInt64(numbers.count { format.decode(format.encode($0).code) == 0 })
    let overflowed = UInt64(numbers.count { format.encode($0).flags.contains(.overflow) })
    #expect(
      counts.flushed(in: format).contains(flushed), "\(counts.flushed(in: format)) \(flushed)")
    #expect(
      counts.overflowed(in: format).contains(overflowed),
      "\(counts.overflowed(in: format)) \(overflowed)")
  }

  @Test func tooManyModulesAreRefused() throws {
    let folder = try TemporaryFolder()
    let line = HookText.tensor(first: -1000, binades: [1] + Array(repeating: 0, count: 2000) + [1])
    let lines = (0..<2200).map { line.replacing(#""module":"layer""#, with: #""module":"\#($0)""#) }
    let path = try HookText.write(lines, in: folder)
    #expect(throws: FileError.self) { try HookSummary(path) }
  }
}
