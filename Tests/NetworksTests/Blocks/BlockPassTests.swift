import FloatFormats
import Kernels
import ModelShapes
import TestSupport
import Testing

@testable import Networks

/// Passes in blocks of models whose widths and tokens are more than a block, and not whole ones.
@Suite struct BlockPassTests {
  /// Of a policy, a shape with a batch.
  private static func model(_ tiny: TinyModel, policy: String) throws -> (Transformer, TokenBatch) {
    let isTile = policy == "deepseek-v3"
    let length = isTile ? 130 : 37
    let shape = try tiny.shape.replacing(
      hiddenSize: isTile ? 132 : 36, attentionHeads: 2, keyValueHeads: 2,
      headDimension: isTile ? 66 : 18, intermediateSize: isTile ? 140 : 44, vocabularySize: 13,
      contextLength: length)
    var generator = SeededGenerator(seed: 4)
    func tokens() -> [Int] { (0..<length).map { _ in Int.random(in: 0..<13, using: &generator) } }
    return (
      Transformer(shape, length: length), TokenBatch(tokens: tokens(), labels: tokens())
    )
  }

  private static func shapes() throws -> [TinyModel] {
    try TinyModel.all().filter {
      $0.order == .eager && ["llama-like", "gpt2-like"].contains($0.shape.name)
    }
  }

  @Test(arguments: try shapes(), ["mxfp8", "deepseek-v3", "nvfp4-mixed"])
  func kernelsGiveTheReferencesBits(_ tiny: TinyModel, name: String) throws {
    let policy = try PolicyCatalogue.policy(named: name)
    let (model, batch) = try Self.model(tiny, policy: name)
    let weights = GeneratedWeights(seed: 4)
    let kernel = KernelEngine<Float>(policy: policy, weights: weights)
    let reference = ReferenceEngine(policy: policy, weights: weights)
    let (found, expected) = (Gradients<Float>(), Gradients<Double>())
    kernel.onGradient(found.take)
    reference.onGradient(expected.take)
    let loss = try model.pass(batch, kernel).loss
    let right = try model.pass(batch, reference).loss
    #expect(loss == right, "loss \(loss), reference \(right), seed 4")
    for parameter in model.parameters {
      let a = try #require(found.byPath[parameter.path])
      let b = try #require(expected.byPath[parameter.path])
      let place = a.indices.first { !(a[$0] == b[$0]) }
      #expect(
        place == nil,
        "\(parameter.path)[\(place ?? 0)]: \(a[place ?? 0]), reference \(b[place ?? 0]), seed 4")
    }
  }

  @Test(arguments: ["mxfp8", "deepseek-v3", "nvfp4-mixed"])
  func resultsDoNotDependOnThreads(name: String) throws {
    let policy = try PolicyCatalogue.policy(named: name)
    let tiny = try #require(Self.shapes().first)
    let (model, batch) = try Self.model(tiny, policy: name)
    func run(threads: Int) throws -> (PassRecord, [String: [Double]]) {
      var options = EngineOptions()
      options.threads = threads
      options.countsOperations = true
      let engine = KernelEngine<Float>(
        policy: policy, weights: GeneratedWeights(seed: 3), options: options)
      let gradients = Gradients<Float>()
      engine.onGradient(gradients.take)
      _ = try model.pass(batch, engine)
      return (engine.record, gradients.byPath)
    }
    let (one, two) = (try run(threads: 1), try run(threads: 2))
    #expect(one.1 == two.1)
    #expect(one.0.sites.count == two.0.sites.count)
    for (a, b) in zip(one.0.sites, two.0.sites) {
      #expect(a.site == b.site && a.counts == b.counts && a.operations == b.operations)
    }
  }

  /// Results are as far from the exact sums of what the product takes as its accumulator may make them.
  ///
  /// Of microscaling: the results' rounding to bfloat16, 2^-9, and what binary32 adds. Of tiles: each of the
  /// at most 4 blocks of a tile's sum truncates at most 34 numbers at 2^-13 of the largest term or sum, none
  /// of which is above the sum of the terms' magnitudes.
  @Test(arguments: [("mxfp8", 0x1p-8), ("deepseek-v3", 4 * 34 * 0x1p-13)])
  func dotsAreThoseOfWhatTheProductTakes(name: String, bound: Double) throws {
    let policy = try PolicyCatalogue.policy(named: name)
    for tiny in try Self.shapes() {
      let (model, batch) = try Self.model(tiny, policy: name)
      var options = EngineOptions()
      options.checksDots = true
      let engine = KernelEngine<Float>(
        policy: policy, weights: GeneratedWeights(seed: 4), options: options)
      _ = try model.pass(batch, engine)
      let largest = try #require(engine.record.largestDotError)
      #expect(largest.value < bound, "\(tiny): \(largest), seed 4")
      #expect(largest.value > 0)
    }
  }

  /// The gradients of all parameters as one vector keep their direction.
  ///
  /// Numbers of e4m3fn that are not subnormal are off by 2^-4 at most, and in the mean square by about
  /// 2^-4/√3 times 3/4, the mean over a binade: 0.027. Of two operands that is 0.04 of a product of
  /// random signs; a gradient has come through at most 12 products one behind the other, two layers'
  /// forward and back, and √12 · 0.04 is 0.13: a cosine of 0.99.
  @Test(arguments: ["mxfp8", "deepseek-v3", "nvfp4-mixed"])
  func gradientsKeepTheirDirection(name: String) throws {
    for tiny in try Self.shapes() {
      let (model, batch) = try Self.model(tiny, policy: name)
      let check = try ModelCheck(
        model, GeneratedWeights(seed: 4), PolicyCatalogue.policy(named: name), batch,
        reference: PolicyCatalogue.fp64)
      let cosine = try #require(check.wholeGradient?.cosine)
      #expect(cosine > 0.99 && cosine < 0.99999, "\(tiny), \(name): \(cosine), seed 4")
      #expect(check.firstFailure == nil)
    }
  }
}
