import FloatFormats
import Kernels
import RandomStreams
import Testing

@testable import Training

/// Updates that rounding takes.
@Suite struct WeightUpdateTests {
  private static let count = 1_000_000

  private static func weights(_ seed: UInt64) -> [Float] {
    let stream = RandomStream(StreamKey(seed: seed, domain: .weight, name: "tests.updates"))
    var numbers = [Float](repeating: 0, count: count)
    for pair in 0..<count / 2 {
      let (a, b) = stream.normals(UInt32(pair))
      (numbers[2 * pair], numbers[2 * pair + 1]) = (Float(0.02 * a), Float(0.02 * b))
    }
    return numbers
  }

  private static func random(_ name: String) -> RandomStream {
    RandomStream(StreamKey(seed: 1, domain: .rounding, name: name))
  }

  /// w ~ N(0, 0.02²) and an update of one size: the share that does not move (science: case 6).
  @Test(arguments: [
    ("bfloat16", 1e-4, 0.118), ("bfloat16", 2e-5, 0.696), ("bfloat16", 1e-5, 0.845),
    ("bfloat16", 1e-6, 0.980), ("binary16", 2e-5, 0.0018), ("binary16", 1e-5, 0.118),
    ("binary16", 1e-6, 0.845),
  ])
  func stuckShares(format: String, rate: Double, expected: Double) throws {
    let format = try FormatCatalogue.format(named: format).format
    var weights = try UpdatedWeights(Self.weights(1), format, RoundingContext(), .rounded)
    // As often up as down, as gradients are.
    let updates = (0..<Self.count).map { Float($0 % 2 == 0 ? rate : -rate) }
    let statistics = weights.add(updates, Self.random("none"))
    let share = try #require(statistics.stuckShare)
    #expect((share - expected).magnitude <= 0.003, "\(share), expected \(expected)")
  }

  /// Rounded stochastically the mean move is the update, within 4 standard errors.
  @Test func stochasticMovesOnAverage() throws {
    let rate: Float = 1e-5
    var weights = try UpdatedWeights(
      Self.weights(2), .bfloat16, RoundingContext(), .stochastic(bits: 16))
    let before = weights.elements
    _ = weights.add([Float](repeating: rate, count: Self.count), Self.random("stochastic"))
    let moves = zip(weights.elements, before).map { Double($0) - Double($1) }
    let mean = moves.reduce(0, +) / Double(Self.count)
    let variance = moves.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(Self.count)
    let error = (variance / Double(Self.count)).squareRoot()
    #expect((mean - Double(rate)).magnitude <= 4 * error, "\(mean) ± \(error), expected \(rate)")
  }

  /// A thousand updates that are each lost to rounding: Kahan's compensation keeps them, to an ulp of w.
  @Test func kahanKeepsWhatRoundingTakes() throws {
    let rate: Float = 0x1p-12
    for (update, expected) in [(WeightUpdate.rounded, Float(1)), (.kahan, 1.25)] {
      var weights = try UpdatedWeights([Float(1)], .bfloat16, RoundingContext(), update)
      for _ in 0..<1024 { _ = weights.add([rate], Self.random("none")) }
      #expect(
        (weights.elements[0] - expected).magnitude <= 0x1p-7, "\(update): \(weights.elements[0])")
    }
  }

  /// Sizes by hand: 1 and 2^-9 in bfloat16, whose ulp is 2^-7.
  @Test func statisticsAreCounted() throws {
    var weights = try UpdatedWeights([Float(1), 2, 0], .bfloat16, RoundingContext(), .rounded)
    let statistics = weights.add([0x1p-9, 0, 1], Self.random("none"))
    #expect(weights.elements == [1, 2, 1])
    #expect(statistics.elements == 3 && statistics.updated == 2 && statistics.stuck == 1)
    #expect(statistics.ratio == ((0x1p-18 + 1) / 5.0).squareRoot())
    // 2^-9/2^-7, and 1 over the least subnormal, 2^-133.
    #expect(statistics.rmsInUlps == ((0x1p-4 + 0x1p266) / 2).squareRoot())
  }
}
