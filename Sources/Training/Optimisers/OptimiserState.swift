import FloatFormats
import Kernels
import Networks
import PortableMath
import RandomStreams

/// What an optimiser keeps of one tensor between steps, and how it makes updates of gradients.
///
/// Operations, their order and where results are kept are those of torch's `foreach=False` optimisers of a
/// tensor in the state's format: each elementwise operation is computed in the carrier, and rounded to that
/// format where torch writes a tensor. So are the two factors that torch's `add` takes as `alpha`, SGD's rate
/// and the decay that is added to gradients: it makes numbers of the tensor's format of them, which it does not
/// of those of `mul`, `lerp`, `addcmul` and `addcdiv`.
public struct OptimiserState<Number: Carrier>: Sendable {
  private let optimiser: Optimiser
  private let rounding: ElementRounding<Number>
  /// Steps so far.
  public private(set) var steps = 0
  /// The momentum, or m; empty until the first step.
  public private(set) var first: [Number] = []
  /// v; empty for SGD.
  public private(set) var second: [Number] = []

  /// A state in a format.
  /// - Throws: `CarrierError` where the carrier does not hold it.
  public init(
    _ optimiser: Optimiser, _ format: FloatFormat, _ context: RoundingContext = RoundingContext()
  ) throws(CarrierError) {
    if case .adam(let adam) = optimiser {
      self.optimiser = .adam(try adam.held())
    } else {
      self.optimiser = optimiser
    }
    rounding = try ElementRounding(format, context)
  }

  /// Where a visit's random bits come from, by its number in the step.
  typealias Bits = (_ visit: Int) -> RandomStream

  /// One step: makes updates of gradients, and adds them to the weights.
  ///
  /// - Parameters:
  ///   - gradients: as many as there are weights.
  ///   - rate: the learning rate η.
  ///   - random: of this tensor and step; used where rounding is stochastic.
  public mutating func step(
    _ weights: inout UpdatedWeights<Number>, gradients: [Number], rate: Double,
    random: (_ visit: Int) -> RandomStream
  ) -> UpdateStatistics {
    precondition(gradients.count == weights.elements.count, "\(gradients.count) gradients")
    steps += 1
    switch optimiser {
    case .sgd(let sgd):
      let directions = directions(sgd, weights.elements, gradients, random)
      let factor = rounding.constant(-rate)
      return weights.add(
        directions.map { factor * $0 },
        sums: zip(weights.elements, directions).map { $0.addingProduct(factor, $1) }, random(-1))
    case .adam(let adam):
      if adam.isDecoupled && adam.weightDecay != 0 {
        weights.multiply(by: Number(1 - rate * adam.weightDecay), random(-2))
      }
      let updates = updates(adam, weights.elements, gradients, rate, random)
      return weights.add(updates, random(-1))
    }
  }

  /// What is multiplied by the rate.
  private mutating func directions(
    _ sgd: SGD, _ weights: [Number], _ gradients: [Number], _ random: Bits
  ) -> [Number] {
    let g = decayed(gradients, weights, sgd.weightDecay, random)
    if sgd.momentum != 0 {
      if first.isEmpty {
        first = g
        rounding.round(&first, random(1))
      } else {
        let momentum = Number(sgd.momentum)
        for index in first.indices { first[index] *= momentum }
        rounding.round(&first, random(1))
        for index in first.indices { first[index] += g[index] }
        rounding.round(&first, random(2))
      }
      return first
    }
    return g
  }

  private mutating func updates(
    _ adam: Adam, _ weights: [Number], _ gradients: [Number], _ rate: Double, _ random: Bits
  ) -> [Number] {
    let g =
      adam.isDecoupled ? gradients : decayed(gradients, weights, adam.weightDecay, random)
    if first.isEmpty {
      first = [Number](repeating: 0, count: g.count)
      second = first
    }
    // torch's lerp: from the nearer end.
    let share = Number(1 - adam.beta1)
    for index in first.indices {
      let difference = g[index] - first[index]
      first[index] =
        share.magnitude < 0.5
        ? first[index].addingProduct(share, difference)
        : g[index].addingProduct(share - 1, difference)
    }
    rounding.round(&first, random(1))
    let (beta2, rest) = (Number(adam.beta2), Number(1 - adam.beta2))
    for index in second.indices { second[index] *= beta2 }
    rounding.round(&second, random(2))
    for index in second.indices { second[index].addProduct(rest * g[index], g[index]) }
    rounding.round(&second, random(3))

    let correction = 1 - Portable.pow(adam.beta1, Double(steps))
    let root = Number((1 - Portable.pow(adam.beta2, Double(steps))).squareRoot())
    var denominator = second.map { $0.squareRoot() }
    rounding.round(&denominator, random(4))
    for index in denominator.indices { denominator[index] /= root }
    rounding.round(&denominator, random(5))
    let epsilon = Number(adam.epsilon)
    for index in denominator.indices { denominator[index] += epsilon }
    rounding.round(&denominator, random(6))
    let factor = Number(-(rate / correction))
    return first.indices.map { factor * first[$0] / denominator[$0] }
  }

  /// g + λ·w.
  private func decayed(
    _ gradients: [Number], _ weights: [Number], _ decay: Double, _ random: Bits
  ) -> [Number] {
    guard decay != 0 else { return gradients }
    let decay = rounding.constant(decay)
    var g = gradients
    for index in g.indices { g[index] = g[index].addingProduct(decay, weights[index]) }
    rounding.round(&g, random(0))
    return g
  }
}
