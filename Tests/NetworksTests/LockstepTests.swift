import FloatFormats
import Kernels
import TestSupport
import Testing

@testable import Networks

/// Passes that are compared site by site.
@Suite struct LockstepTests {
  /// Term by term, in arrays of every length about the lanes', some of it not finite.
  @Test func sumsAreThoseOfTheirTerms() {
    var generator = SeededGenerator(seed: 11)
    for count in 0...19 {
      var (x, y): ([Double], [Float]) = ([], [])
      for index in 0..<count {
        let number = Float.random(in: -4...4, using: &generator)
        x.append(index % 7 == 3 ? 0 : Double(number))
        y.append(index % 5 == 2 ? 0 : index == 16 ? .infinity : (number * 8).rounded())
      }
      var found = SiteComparison()
      x.withUnsafeBufferPointer { x in
        y.withUnsafeBufferPointer { found.add($0, scale: 8, reference: x) }
      }
      var (products, errors, lost, squaresLost) = (0.0, 0.0, 0, 0.0)
      for (x, y) in zip(x, y) where y.isFinite {
        let y = Double(y) / 8
        products += x * y
        errors += (y - x) * (y - x)
        if x != 0 && y == 0 { (lost, squaresLost) = (lost + 1, squaresLost + x * x) }
      }
      let close =
        (found.sums.products - products).magnitude <= 1e-13
        && (found.sums.squaresOfErrors - errors).magnitude <= 1e-13
        && (found.sums.squaresLost - squaresLost).magnitude <= 1e-13
      #expect(
        close && found.sums.lost == UInt64(lost) && found.elements == UInt64(count)
          && found.sums.notFinite == (count > 16 ? 1 : 0), "\(count) pairs, seed 11: \(found)")
    }
  }

  /// A pass that is compared counts what it counts alone, and its cosines are those of the gradients
  /// that two separate passes give.
  @Test(arguments: ["fp16-mixed", "fp8-hybrid", "mxfp8", "deepseek-v3"])
  func comparesThePassesAsTheyAre(name: String) throws {
    let policy = try PolicyCatalogue.policy(named: name)
    for tiny in try TinyModel.all() {
      let (model, weights) = (tiny.model, GeneratedWeights(seed: 3))
      let batch = tiny.batch(seed: 3)
      let history = try model.history(of: batch, policy, weights, EngineOptions())
      let passes = try ComparedPasses(
        model, weights, batch, reference: PolicyCatalogue.policy(named: "fp64"),
        of: [
          ComparedPasses.Variant(policy, lossScale: 64, history: history),
          ComparedPasses.Variant(PolicyCatalogue.fp32),
        ])
      var options = EngineOptions()
      options.history = history
      let alone = KernelEngine<Float>(policy: policy, weights: weights, options: options)
      var narrow: [Parameter: [Double]] = [:]
      alone.onGradient { narrow[$0, default: []] += $2.elements.map { Double($0) } }
      let loss = try model.pass(batch.scaled(by: 64), alone).loss
      let reference = KernelEngine<Double>(
        policy: try PolicyCatalogue.policy(named: "fp64"), weights: weights)
      var wide: [Parameter: [Double]] = [:]
      reference.onGradient { wide[$0, default: []] += $2.elements }
      _ = try model.pass(batch, reference)
      let member = passes.members[0]
      #expect(loss == member.loss)
      for own in alone.record.sites {
        let found = try #require(member.record[own.site]?.counts)
        // Gradients that are kept are counted row by row: sums have another order.
        #expect(
          own.counts.elements == found.elements && own.counts.flushed == found.flushed
            && own.counts.subnormal == found.subnormal
            && own.counts.largestMagnitude == found.largestMagnitude
            && ((own.counts.cosine ?? 1) - (found.cosine ?? 1)).magnitude < 1e-14,
          "\(tiny): \(own.site.path): \(own.counts), \(found)")
      }
      for parameter in model.parameters where parameter.rows > 1 {
        guard let y = narrow[parameter], let x = wide[parameter] else { continue }
        let comparison = try #require(member.record[parameter.gradientSite]?.comparison)
        let products = zip(x, y).reduce(0) { $0 + $1.0 * $1.1 }
        let squares = (x.reduce(0) { $0 + $1 * $1 }, y.reduce(0) { $0 + $1 * $1 })
        // Of a reference that is 0 there is none; of a policy's numbers that all were lost it is 0.
        let cosine: Double? =
          squares.0 == 0
          ? nil : squares.1 == 0 ? 0 : products / (squares.0.squareRoot() * squares.1.squareRoot())
        let difference = ((comparison.cosine ?? 2) - (cosine ?? 2)).magnitude
        #expect(
          difference < 1e-12 && comparison.elements == UInt64(x.count),
          "\(tiny), \(parameter.path): \(comparison.cosine ?? .nan), expected \(cosine ?? .nan)")
      }
    }
  }

  /// binary32 loses nothing that binary64 has: what the control of a study rests on.
  @Test func binary32AgreesWithBinary64() throws {
    let fp64 = try PolicyCatalogue.policy(named: "fp64")
    for tiny in try TinyModel.all() {
      let passes = try ComparedPasses(
        tiny.model, GeneratedWeights(seed: 5), tiny.batch(seed: 5), reference: fp64,
        of: [ComparedPasses.Variant(PolicyCatalogue.fp32)])
      for statistics in passes.members[0].record.sites
      where !tiny.model.vanishingGradients.contains(statistics.site) {
        guard let comparison = statistics.comparison else { continue }
        #expect(
          comparison.sums.lost == 0 && comparison.cosine ?? 1 > 1 - 1e-9,
          "\(tiny), \(statistics.site): \(comparison)")
      }
    }
  }

  /// One pass that fails ends all of them, with its error.
  @Test func aPassThatFailsKeepsNobodyWaiting() throws {
    let tiny = try #require(TinyModel.all().first)
    let broken = PrecisionPolicy(
      name: "broken", summary: "",
      rules: [
        PolicyRule(sites: "embedding*", format: .binary32, accumulator: .fp32)
      ])
    for (reference, other) in [(PolicyCatalogue.fp32, broken), (broken, PolicyCatalogue.fp32)] {
      let error = #expect(throws: PolicyError.self) {
        try ComparedPasses(
          tiny.model, GeneratedWeights(seed: 1), tiny.batch(seed: 1), reference: reference,
          of: [ComparedPasses.Variant(other), ComparedPasses.Variant(PolicyCatalogue.fp16Mixed)])
      }
      #expect(error?.policy == "broken")
    }
  }

  /// A key bias moves all scores of a query alike: its gradient is rounding errors, and those of other
  /// parameters are not.
  @Test func keyBiasesWithoutRotationHaveNoGradient() throws {
    let fp64 = try PolicyCatalogue.policy(named: "fp64")
    for tiny in try TinyModel.all() where tiny.shape.name == "gpt2-like" {
      let engine = KernelEngine<Double>(
        policy: fp64,
        weights: StoredWeights(tiny.weights(seed: 6), others: GeneratedWeights(seed: 6)))
      _ = try tiny.model.pass(tiny.batch(seed: 6), engine)
      let rms = Dictionary(
        uniqueKeysWithValues: engine.record.sites.filter { $0.site.pass == .parameterGradient }
          .map { ($0.site, $0.counts.rootMeanSquare ?? 0) })
      #expect(tiny.model.vanishingGradients.count == 2)
      for (site, value) in rms {
        let vanishes = tiny.model.vanishingGradients.contains(site)
        #expect(vanishes == (value < 1e-14), "\(tiny), \(site.path): rms \(value)")
      }
    }
  }
}
