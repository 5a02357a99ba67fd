import FloatFormats
import Kernels
import RandomStreams

/// How an update is added to a weight that is kept in a format.
public enum WeightUpdate: Hashable, Sendable {
  /// w ← round(w + u), as the policy rounds parameters.
  case rounded
  /// The same rounded stochastically with so many random bits, 1 … 60.
  case stochastic(bits: Int)
  /// With a compensation c of what rounding took, kept in the weight's format (Zamirai et al. 2020,
  /// arXiv:2010.06192, algorithm 3): y = u − c, w' = w + y, c ← (w' − w) − y, each operation rounded.
  case kahan
}

/// What updates did to the weights of one tensor, or of all.
public struct UpdateStatistics: Hashable, Sendable {
  /// Weights.
  public private(set) var elements = 0
  /// Those whose update was not 0.
  public private(set) var updated = 0
  /// Of these, those that did not move.
  public private(set) var stuck = 0
  /// Σw².
  public private(set) var squaresOfWeights = 0.0
  /// Σu².
  public private(set) var squaresOfUpdates = 0.0
  /// Σ(u/ulp w)² over the updated.
  public private(set) var squaresInUlps = 0.0

  /// The share of updated weights that did not move; nil where none was updated.
  public var stuckShare: Double? { updated > 0 ? Double(stuck) / Double(updated) : nil }

  /// ‖u‖/‖w‖; nil where all weights are 0.
  public var ratio: Double? {
    squaresOfWeights > 0 ? (squaresOfUpdates / squaresOfWeights).squareRoot() : nil
  }

  /// The rms of u/ulp(w) over the updated; nil where none was.
  public var rmsInUlps: Double? {
    updated > 0 ? (squaresInUlps / Double(updated)).squareRoot() : nil
  }

  /// Adds the statistics of other tensors.
  public mutating func append(_ next: UpdateStatistics) {
    elements += next.elements
    updated += next.updated
    stuck += next.stuck
    squaresOfWeights += next.squaresOfWeights
    squaresOfUpdates += next.squaresOfUpdates
    squaresInUlps += next.squaresInUlps
  }
}

/// Adds updates to the weights of one tensor, step after step.
public struct UpdatedWeights<Number: Carrier>: Sendable {
  /// The weights, values of their format.
  public private(set) var elements: [Number]
  private let rounding: ElementRounding<Number>
  private var compensation: [Number]?

  /// Weights that are kept in a format.
  ///
  /// - Parameters:
  ///   - elements: what they are at first; rounded to nearest even.
  ///   - context: how ``WeightUpdate/rounded`` rounds.
  /// - Throws: `CarrierError` where the carrier does not hold the format.
  public init(
    _ elements: [Number], _ format: FloatFormat, _ context: RoundingContext, _ update: WeightUpdate
  ) throws(CarrierError) {
    var context = context
    if case .stochastic(let bits) = update {
      context.rounding = .stochastic(.a, bits: bits)
    }
    rounding = try ElementRounding(format, context)
    self.elements = try ArrayCast(to: format).values(elements)
    compensation = update == .kahan ? [Number](repeating: 0, count: elements.count) : nil
  }

  /// Multiplies every weight by a factor, rounded: the decay of AdamW.
  public mutating func multiply(by factor: Number, _ random: @autoclosure () -> RandomStream) {
    for index in elements.indices { elements[index] *= factor }
    rounding.round(&elements, random())
  }

  /// Adds an update to every weight.
  ///
  /// - Parameters:
  ///   - updates: as many as there are weights.
  ///   - sums: weights and updates added up as the optimiser does it, where that is not w + u in the
  ///     carrier; of no use for ``WeightUpdate/kahan``.
  ///   - random: of this tensor and step; used where rounding is stochastic.
  public mutating func add(
    _ updates: [Number], sums: [Number]? = nil, _ random: @autoclosure () -> RandomStream
  ) -> UpdateStatistics {
    precondition(updates.count == elements.count, "\(updates.count) for \(elements.count) weights")
    let before = elements
    if var compensation {
      var y = updates
      for index in y.indices { y[index] -= compensation[index] }
      rounding.round(&y, random())
      for index in y.indices { elements[index] += y[index] }
      rounding.round(&elements, random())
      for index in y.indices { compensation[index] = elements[index] - before[index] }
      rounding.round(&compensation, random())
      for index in y.indices { compensation[index] -= y[index] }
      rounding.round(&compensation, random())
      self.compensation = compensation
    } else {
      elements = sums ?? elements.indices.map { elements[$0] + updates[$0] }
      rounding.round(&elements, random())
    }
    var statistics = UpdateStatistics()
    statistics.count(updates, from: before, to: elements, rounding)
    return statistics
  }
}

extension UpdateStatistics {
  fileprivate mutating func count<Number: Carrier>(
    _ updates: [Number], from before: [Number], to after: [Number],
    _ rounding: ElementRounding<Number>
  ) {
    elements += updates.count
    for index in updates.indices {
      let (u, w) = (updates[index], before[index])
      squaresOfWeights += Double(w) * Double(w)
      guard u != 0 else { continue }
      updated += 1
      if after[index] == w { stuck += 1 }
      squaresOfUpdates += Double(u) * Double(u)
      if w.isFinite {
        let inUlps = Double(u) / Double(rounding.ulp(of: w))
        squaresInUlps += inUlps * inUlps
      }
    }
  }
}
