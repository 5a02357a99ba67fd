import FloatFormats
import Kernels
import Networks
import RandomStreams

/// A model in training, in a carrier.
struct Trainer<Number: Carrier> {
  /// A step that is done, and whether the loss scaler gave up with it.
  enum Step {
    case done(StepRecord)
    case gaveUp(StepRecord, LossScaleError)
  }

  let configuration: TrainingConfiguration
  private let model: Transformer
  /// What preferences are measured against: the model as it was, without low-rank maps.
  private let reference: Transformer
  private let initial: ParameterValues<Number>
  /// What is trained, in the model's order.
  private let trained: [Parameter]
  private let trainedPaths: Set<String>
  private let sumRoundings: [String: ElementRounding<Number>]
  private let clipper: GradientClipper<Number>
  private var values: ParameterValues<Number>
  private var weights: [String: UpdatedWeights<Number>] = [:]
  private var states: [String: OptimiserState<Number>] = [:]
  private var scaling: LossScaling
  /// Steps that the schedule has taken: those that were not skipped.
  private var scheduled = 0
  /// What delayed scaling takes its scales from: the pass before.
  private var history: PassRecord?

  /// - Throws: ``TrainingError`` where the configuration is of no use.
  init(_ configuration: TrainingConfiguration) throws(TrainingError) {
    try configuration.check()
    self.configuration = configuration
    scaling = configuration.scaling
    model = Transformer(
      configuration.shape, length: configuration.length, order: configuration.order,
      adapters: configuration.adapters)
    reference =
      configuration.adapters == nil
      ? model
      : Transformer(
        configuration.shape, length: configuration.length, order: configuration.order)
    let source = configuration.weights ?? GeneratedWeights(seed: configuration.seed)
    let base = Set(reference.parameters)
    let isAdapted = configuration.adapters != nil
    trained = model.parameters.filter { !isAdapted || !base.contains($0) }
    trainedPaths = Set(trained.map(\.path))
    var initial = ParameterValues<Number>(others: source)
    var roundings: [String: ElementRounding<Number>] = [:]
    let policy = configuration.policy
    do {
      clipper = try GradientClipper(configuration.clipping)
      for parameter in model.parameters {
        let binding = try policy.binding(at: parameter.site)
        var elements = [Number](repeating: 0, count: parameter.count)
        elements.withUnsafeMutableBufferPointer {
          source.elements(of: parameter).fill(
            $0, rows: 0..<parameter.rows, columns: 0..<parameter.columns)
        }
        let held = try UpdatedWeights(
          elements, binding.format.format, binding.context, configuration.update)
        initial.elements[parameter.path] = held.elements
        guard trainedPaths.contains(parameter.path) else { continue }
        weights[parameter.path] = held
        func kept(_ role: Role) throws -> Binding {
          try policy.binding(
            at: Site(layer: parameter.layer, parameter.name, role, .parameterGradient))
        }
        let state = try kept(.optimiserState)
        states[parameter.path] = try OptimiserState(
          configuration.optimiser, state.format.format, state.context)
        roundings[parameter.path] = try ElementRounding(kept(.gradientAccumulator))
      }
    } catch {
      throw TrainingError(error, policy: policy)
    }
    self.initial = initial
    values = initial
    sumRoundings = roundings
  }

  /// The weights that are trained, for tests.
  var weightBits: [String: [Number.Bits]] { weights.mapValues { $0.elements.map(\.carrierBits) } }

  /// The most steps that the optimiser has taken with a tensor, for tests.
  var optimiserSteps: Int { states.values.map(\.steps).max() ?? 0 }

  /// One step.
  mutating func step(_ number: Int) throws(TrainingError) -> Step {
    let rate = configuration.rate.rate(after: scheduled)
    let scale = scaling.scale
    let batches = (0..<configuration.microBatches).map { micro in
      batch(.training, first: ((number - 1) * configuration.microBatches + micro))
    }
    var options = options(seed: UInt64(number))
    options.history = history
    if history == nil {
      do { options.history = try firstHistory(batches, scale) } catch { throw .policy(error) }
    }
    let engine = KernelEngine<Number>(
      policy: configuration.policy, weights: values, options: options)
    let seed = configuration.seed
    func stream(_ path: String, _ what: String, _ visit: Int) -> RandomStream {
      let name = "training.\(path).\(what).\(number).\(visit)"
      return RandomStream(StreamKey(seed: seed, domain: .rounding, name: name))
    }
    let passes: Passes
    let sums: GradientSums<Number>
    do {
      sums = try GradientSums(
        configuration.accumulation, trained, count: configuration.microBatches, sumRoundings
      ) { stream($0, "sum", $1) }
      engine.onGradient { sums.add($0, $1, $2) }
      passes = try self.passes(batches, scale, engine, sums)
    } catch {
      throw TrainingError(error, policy: configuration.policy)
    }
    if configuration.policy.needsHistory { history = engine.record }

    var gradients = trained.map { sums.elements(of: $0) }
    let isFinite = gradients.allSatisfy { $0.allSatisfy(\.isFinite) }
    if scale != 1 { unscale(&gradients, by: scale) { stream($0, "unscale", 0) } }
    let norm = clipper.norm(of: gradients)
    let isObserved = configuration.siteInterval.map { number.isMultiple(of: $0) } ?? false
    var histogram: Log2Histogram?
    if isObserved {
      var binades = Log2Histogram()
      for tensor in gradients { binades.add(tensor.span) }
      histogram = binades
    }
    var updates: UpdateStatistics?
    let isSkipped = scaling.skipsSteps && !isFinite
    if !isSkipped {
      updates = update(gradients, norm, rate) { stream($0, "step", $1) }
      scheduled += 1
    }
    var failure: LossScaleError?
    do { try scaling.update(isFinite: isFinite) } catch { failure = error }
    let record = StepRecord(
      number: number, losses: passes.losses, rate: rate,
      nextRate: configuration.rate.rate(after: scheduled), gradientNorm: norm, lossScale: scale,
      isSkipped: isSkipped, updates: updates, preferences: passes.preferences,
      flushedShare: engine.record.flushedShare(of: trained),
      firstNotFinite: engine.record.firstNotFinite, gradients: histogram,
      sites: isObserved ? engine.record : nil)
    return failure.map { .gaveUp(record, $0) } ?? .done(record)
  }

  /// What the passes of a step's micro-batches gave beside gradients.
  private struct Passes {
    var losses: [Double] = []
    var preferences: PreferenceMetrics?
  }

  private func passes(
    _ batches: [MicroBatch], _ scale: Double, _ engine: KernelEngine<Number>,
    _ sums: GradientSums<Number>
  ) throws -> Passes {
    var passes = Passes()
    let counted = Double(batches.reduce(0) { $0 + $1.counted })
    let share = 1 / Double(batches.count)
    for batch in batches {
      let forward = try model.forward(batch.tokens, labels: batch.labels, engine)
      var tokenWeights = [Double](repeating: 0, count: batch.tokens.count)
      if case .preference(let beta) = configuration.objective {
        let result = PreferenceLoss(
          beta: beta, sums: batch.sums(of: forward.losses),
          reference: try referenceSums(of: batch))
        passes.losses.append(share * result.loss)
        passes.preferences = (passes.preferences ?? PreferenceMetrics())
          .adding(result.metrics, times: share)
        for index in tokenWeights.indices where batch.counts[index] {
          tokenWeights[index] = scale * share * result.weights[index / batch.length]
        }
      } else {
        // The mean over all that the step counts, as Trainer has it: of none of them, 0/0.
        passes.losses.append(batch.sums(of: forward.losses).reduce(0, +) / counted)
        for index in tokenWeights.indices where batch.counts[index] {
          tokenWeights[index] = scale / counted
        }
      }
      try model.backward(forward.activations, weights: tokenWeights, engine)
      sums.endMicroBatch()
    }
    return passes
  }

  /// The cross-entropies of a batch's responses in the reference model.
  private func referenceSums(of batch: MicroBatch) throws(PolicyError) -> [Double] {
    let engine = KernelEngine<Number>(
      policy: configuration.policy.withoutHistory, weights: initial, options: options(seed: 0))
    return batch.sums(
      of: try reference.forward(batch.tokens, labels: batch.labels, engine).losses)
  }

  /// The loss of sequences that are not trained on.
  func evaluation(after step: Int) throws(TrainingError) -> EvaluationRecord {
    let batch = MicroBatch(
      configuration.corpus, .evaluation, first: 0, count: configuration.evaluationSequences,
      cycle: nil, length: configuration.length, configuration.objective,
      masksAll: configuration.masksAllLabels)
    var options = options(seed: UInt64(step))
    options.history = history
    let engine = KernelEngine<Number>(
      policy: configuration.policy, weights: values, options: options)
    do {
      let losses = try model.forward(batch.tokens, labels: batch.labels, engine).losses
      let sums = batch.sums(of: losses)
      if case .preference(let beta) = configuration.objective {
        let result = PreferenceLoss(
          beta: beta, sums: sums, reference: try referenceSums(of: batch))
        return EvaluationRecord(step: step, loss: result.loss, preferences: result.metrics)
      }
      return EvaluationRecord(
        step: step, loss: sums.reduce(0, +) / Double(batch.counted), preferences: nil)
    } catch {
      throw .policy(error)
    }
  }

  private func batch(_ split: Split, first number: Int) -> MicroBatch {
    MicroBatch(
      configuration.corpus, split, first: number * configuration.sequences,
      count: configuration.sequences, cycle: configuration.trainingSequences,
      length: configuration.length, configuration.objective,
      masksAll: configuration.masksAllLabels)
  }

  private func options(seed: UInt64) -> EngineOptions {
    var options = EngineOptions()
    options.threads = configuration.threads
    options.trained = trainedPaths
    options.seed = configuration.seed &+ seed &* 0x9e37_79b9_7f4a_7c15
    return options
  }

  /// The history of a run that has none yet: of its first micro-batch, every tensor scaled by its own
  /// largest magnitude.
  private func firstHistory(
    _ batches: [MicroBatch], _ scale: Double
  ) throws(PolicyError) -> PassRecord? {
    guard configuration.policy.needsHistory, let first = batches.first else { return nil }
    return try model.history(
      of: TokenBatch(
        tokens: first.tokens, labels: first.labels,
        tokensPerLoss: Double(batches.reduce(0) { $0 + $1.counted }), lossScale: scale),
      configuration.policy, values, options(seed: 0))
  }

  /// Takes the loss scale out of gradients: times its reciprocal in binary32, as torch does.
  private func unscale(
    _ gradients: inout [[Number]], by scale: Double, _ random: (_ path: String) -> RandomStream
  ) {
    let factor = Number(Float(1 / scale))
    for (place, parameter) in trained.enumerated() {
      for index in gradients[place].indices { gradients[place][index] *= factor }
      sumRoundings[parameter.path]?.round(&gradients[place], random(parameter.path))
    }
  }

  /// Clips, and updates every parameter.
  private mutating func update(
    _ gradients: [[Number]], _ norm: Double, _ rate: Double,
    _ random: (_ path: String, _ visit: Int) -> RandomStream
  ) -> UpdateStatistics {
    let factor = clipper.factor(norm: norm)
    var all = UpdateStatistics()
    for (parameter, tensor) in zip(trained, gradients) {
      let path = parameter.path
      var tensor = tensor
      if let factor, factor != 1 {
        for index in tensor.indices { tensor[index] *= factor }
        sumRoundings[path]?.round(&tensor, random(path, -3))
      }
      guard var held = weights.removeValue(forKey: path),
        var state = states.removeValue(forKey: path)
      else { continue }
      values.elements[path] = nil
      all.append(state.step(&held, gradients: tensor, rate: rate) { random(path, $0) })
      values.elements[path] = held.elements
      weights[path] = held
      states[path] = state
    }
    return all
  }
}

extension PreferenceMetrics {
  fileprivate func adding(_ other: PreferenceMetrics, times share: Double) -> PreferenceMetrics {
    var sum = self
    sum.chosen += share * other.chosen
    sum.rejected += share * other.rejected
    sum.accuracy += share * other.accuracy
    sum.chosenLogProbability += share * other.chosenLogProbability
    sum.rejectedLogProbability += share * other.rejectedLogProbability
    return sum
  }
}

extension PassRecord {
  /// The first site with a number that is not finite.
  fileprivate var firstNotFinite: Site? {
    sites.first { statistics in
      let counts = statistics.counts
      return counts.nans + counts.infinities + counts.overflowedToInfinity
        + counts.overflowedToNaN + counts.nansMade > 0
    }?.site
  }

  /// The share of some parameters' gradients that were flushed where they were written, among those that
  /// were not zero before; nil where none was.
  fileprivate func flushedShare(of parameters: [Parameter]) -> Double? {
    var (flushed, nonzero) = (UInt64(0), UInt64(0))
    for parameter in parameters {
      guard let counts = self[parameter.gradientSite]?.counts else { continue }
      flushed += UInt64(counts.flushed)
      nonzero += UInt64(counts.elements) - UInt64(counts.zeros)
    }
    return nonzero > 0 ? Double(flushed) / Double(nonzero) : nil
  }
}
