import Kernels
import Testing

@testable import Networks

/// Results of products that are computed anew.
@Suite struct DotCheckTests {
  private static func check(_ policy: PrecisionPolicy) throws -> [DotCheck] {
    let tiny = try #require(TinyModel.all().first)
    var options = EngineOptions()
    options.checksDots = true
    let engine = KernelEngine<Double>(
      policy: policy,
      weights: StoredWeights(tiny.weights(seed: 1), others: GeneratedWeights(seed: 1)),
      options: options)
    _ = try tiny.model.pass(tiny.batch(seed: 1), engine)
    return engine.record.sites.compactMap(\.dots)
  }

  /// 64 results of every product, each within a rounding per product and sum of its exact value.
  @Test func binary64IsExactButForRounding() throws {
    let checks = try Self.check(PolicyCatalogue.fp64)
    #expect(checks.count > 20 && checks.allSatisfy { $0.count == 64 })
    // No product of these models has more than 24 terms, and one bias.
    let bound = 2 * 25 * 0x1p-53
    let worst = checks.map(\.largestError).max() ?? .infinity
    #expect(worst > 0 && worst <= bound, "\(worst), bound \(bound)")
  }

  /// An accumulator of 11 bits is off by its own rounding, and no less.
  @Test func aNarrowAccumulatorShows() throws {
    let narrow = PrecisionPolicy(
      name: "narrow", summary: "",
      rules: [PolicyRule(format: .binary64, accumulator: try .fused(AccumulatorFormat(.binary16)))])
    let worst = try Self.check(narrow).map(\.largestError).max() ?? 0
    #expect(worst > 0x1p-14 && worst < 25 * 0x1p-11, "\(worst)")
  }

  @Test func aResultThatIsNotFiniteIsOffByInfinity() {
    for result in [Double.infinity, -.infinity, .nan] {
      var check = DotCheck()
      check.check(result, [1, 2], [3, 4], scale: 1, bias: 0)
      #expect(check.count == 1 && check.largestError == .infinity, "\(result): \(check)")
    }
  }

  /// |11.5 − (1·3 + 2·4)/1 − 0| / 11, and with a scale and a bias |6 − (11/2 + 0.25)| / (5.5 + 0.25).
  @Test(arguments: [(11.5, 1.0, 0.0, 0.5 / 11), (6.0, 2.0, 0.25, 0.25 / 5.75)])
  func errorsAreRelativeToTheTerms(result: Double, scale: Double, bias: Double, error: Double) {
    var check = DotCheck()
    check.check(result, [1, 2], [3, 4], scale: scale, bias: bias)
    #expect((check.largestError - error).magnitude < 1e-15, "\(check.largestError), \(error)")
  }
}
