import Foundation
import Kernels
import ModelShapes
import Networks

/// The root mean squares that a pass of a plain network recorded.
struct SignalRecord {
  let network: PlainNetwork
  let record: PassRecord

  /// A pass with fresh parameters of a seed, on binary32 carriers.
  init(
    _ shape: PlainShape, _ objective: PlainObjective, examples: Int = 64, seed: UInt64,
    lossScale: Double = 1, policy: PrecisionPolicy = PolicyCatalogue.fp32
  ) throws {
    network = PlainNetwork(shape)
    let engine = KernelEngine<Float>(policy: policy, weights: network.weights(seed: seed))
    try network.pass(
      PlainBatch(examples: examples, seed: seed, objective: objective, lossScale: lossScale), engine
    )
    record = engine.record
  }

  /// What happened at a site; nothing where it was not visited.
  func counts(_ site: Site) -> CastCounts { record[site]?.counts ?? CastCounts() }

  /// rms x_l.
  func signal(_ l: Int) -> Double { rms(network.site(of: l)) }

  /// rms of the gradient of x_l.
  func gradient(_ l: Int) -> Double { rms(network.gradientSite(of: l)) }

  /// Of a site's numbers before they were rounded.
  func rms(_ site: Site) -> Double { counts(site).rootMeanSquare ?? .nan }

  /// The share of a site's numbers that are 0 after rounding.
  func zeroShare(_ site: Site) -> Double {
    let counts = counts(site)
    return Double(counts.zeros + counts.flushed) / Double(counts.elements)
  }
}
