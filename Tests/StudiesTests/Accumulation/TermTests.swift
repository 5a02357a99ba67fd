import FloatFormats
import Kernels
import RandomStreams
import Testing

@testable import Studies

@Suite struct TermTests {
  private func draws(_ name: String, _ count: Int) throws -> [Double] {
    var terms = DrawnTerms(try TermDistribution(named: name), scale: 1, lanes: 1, seed: 3)
    return terms.next(count)
  }

  /// Means and deviations within 5 standard errors, 200,000 draws (a deviation's own is wider for
  /// heavy tails).
  @Test(arguments: [
    ("uniform", 1.0, 1.0, 0.01), ("gaussian(0.1)", 0.1, 1, 0.01), ("student(4, 0.1)", 0.1, 1, 0.1),
    ("student(5, -2)", -2, 1, 0.05), ("log-normal(0.5)", 1, 0.53294, 0.02), ("constant", 1, 0, 0),
  ])
  func distributionsHaveTheirMoments(
    name: String, mean: Double, deviation: Double, tolerance: Double
  ) throws {
    let draws = try draws(name, 200_000)
    let found = draws.reduce(0, +) / Double(draws.count)
    let spread =
      (draws.reduce(0) { $0 + ($1 - found) * ($1 - found) } / Double(draws.count)).squareRoot()
    #expect((found - mean).magnitude <= 0.0112 * deviation, "mean \(found), seed 3")
    #expect((spread - deviation).magnitude <= tolerance, "deviation \(spread), seed 3")
  }

  /// P(|t| > 4.604) = .01 for 4 degrees of freedom, in deviations of √2.
  @Test func studentsTailsAreHeavy() throws {
    let limit = 4.6041 / 2.0.squareRoot()
    let beyond = try draws("student(4, 0)", 200_000).filter { $0.magnitude > limit }.count
    #expect((Double(beyond) - 2000).magnitude < 5 * 2000.0.squareRoot(), "\(beyond), seed 3")
  }

  /// The reference sums equal the exact accumulator's, whatever cancels.
  @Test func referenceSumsAreExact() throws {
    let stream = RandomStream(StreamKey(seed: 4, domain: .data, name: "reference"))
    let exact = try Accumulator(.exact(.binary64), inputs: .binary64)
    var wrong: [String] = []
    for lane in 0..<8 {
      let terms = (0..<3000).map { index -> Double in
        let draw = stream.draw(at: UInt64(lane * 3000 + index))
        // 40 binades, and every other term nearly the opposite of the one before.
        let size = Double(sign: .plus, exponent: Int(draw.bits % 40) - 20, significand: 1)
        return Double(Float((draw.uniform - 0.5) * size))
      }
      let mixed = terms + terms.dropFirst().map { -$0 }
      var sums = ReferenceSums(lanes: 1)
      sums.add(mixed.span)
      let expected = exact.dot(mixed, [Double](repeating: 1, count: mixed.count))
      if sums.sums != [expected] { wrong.append("\(sums.sums) for \(expected), lane \(lane)") }
    }
    #expect(wrong == [])
  }

  @Test func vectorsOfLanesTellLengthFromDirection() throws {
    let short = try #require(LaneVector([3, 4], exact: [6, 8]))
    #expect(short.error == 0.5 && short.bias == -0.5 && short.cosineDistance == 0)
    #expect(short.retained == 0.25)
    let turned = try #require(LaneVector([1, 1e-9], exact: [1, 0]))
    #expect((try #require(turned.cosineDistance) / 5e-19 - 1).magnitude < 1e-9)
    let opposite = try #require(LaneVector([-1, 0], exact: [1, 0]))
    #expect(opposite.cosineDistance == 2 && opposite.bias == -2)
    #expect(LaneVector([0, 0], exact: [1, 0])?.cosineDistance == nil)
    #expect(LaneVector([.infinity, 0], exact: [1, 0]) == nil)
    #expect(LaneVector([0, 0], exact: [0, 0]) == nil)
  }
}
