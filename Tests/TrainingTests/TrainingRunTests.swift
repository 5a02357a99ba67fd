import Kernels
import Networks
import Testing

@testable import Training

/// Whole runs.
@Suite struct TrainingRunTests {
  private static let ln2 = 0.693_147_180_559_945_3

  /// A preference between a model and itself: ln 2, whatever the model, and with low-rank maps too.
  @Test func preferencesBeginAtLn2() throws {
    for adapters in [nil, LowRank(rank: 2, alpha: 4)] {
      var configuration = try TinyTraining.configuration(
        steps: 1, objective: .preference(beta: 0.1))
      configuration.adapters = adapters
      let run = try TrainingRun(configuration)
      #expect(run.steps.map(\.loss) == [Self.ln2])
    }
  }

  /// A head of zeros: ln V to binary32's rounding.
  @Test func zeroHeadBeginsAtLnV() throws {
    var configuration = try TinyTraining.configuration(steps: 1, objective: .supervised)
    configuration.shape = try TinyTraining.shape(tied: false)
    configuration.weights = GeneratedWeights(seed: 1, initial: ["head.weight": .constant(0)])
    let loss = try TrainingRun(configuration).steps[0].loss
    #expect((loss - 2.772_588_722_239_781).magnitude < 1e-6, "\(loss), expected ln 16")
  }

  /// A fresh head: ln V + d·σ²/2. Its logits are normal with variance d·σ² = 0.64 beside a label that is not
  /// tied to them; the mean over 16 × 48 tokens has a standard error of 0.8/√768 = 0.03.
  @Test func freshHeadBeginsAboveLnV() throws {
    var configuration = try TinyTraining.configuration(steps: 1)
    configuration.shape = try TinyTraining.shape(vocabulary: 512, width: 64, tied: false)
    configuration.corpus = CopyCorpus(vocabularySize: 512, seed: 3)
    configuration.length = 48
    configuration.sequences = 16
    configuration.weights = GeneratedWeights(
      seed: 5, initial: ["head.weight": .normal(deviation: 0.1)])
    let loss = try TrainingRun(configuration).steps[0].loss
    let expected = 6.238_324_625_039_508 + 64 * 0.01 / 2
    #expect((loss - expected).magnitude < 4 * 0.03, "\(loss), expected \(expected)")
  }

  /// Micro-batches of one step are one batch.
  @Test(arguments: [Objective.pretraining, .supervised, .preference(beta: 0.5)])
  func microBatchesAreOneBatch(objective: Objective) throws {
    var configuration = try TinyTraining.configuration(
      PolicyCatalogue.fp64, steps: 4, objective: objective)
    configuration.sequences = 4
    let whole = try TrainingRun(configuration).steps.map(\.loss)
    configuration.sequences = 1
    configuration.microBatches = 4
    let parts = try TrainingRun(configuration).steps.map(\.loss)
    let worst = zip(whole, parts).map { ($0 - $1).magnitude }.max() ?? .infinity
    #expect(worst < 1e-9, "\(whole) and \(parts)")
  }

  /// What is learnt: the loss falls.
  @Test(arguments: [Objective.pretraining, .supervised, .preference(beta: 0.5)])
  func lossesFall(objective: Objective) throws {
    var configuration = try TinyTraining.configuration(steps: 60, objective: objective)
    configuration.trainingSequences = 4
    let losses = try TrainingRun(configuration).steps.map(\.loss)
    #expect(losses[59] < losses[0] / 2, "\(losses[0]) to \(losses[59])")
  }

  /// Same bytes for any number of threads, stochastic roundings included.
  @Test func threadsHaveNoEffect() throws {
    var configuration = try TinyTraining.configuration(PolicyCatalogue.bf16Mixed)
    configuration.update = .stochastic(bits: 8)
    configuration.policy.rules.append(
      PolicyRule(roles: [.parameter], passes: [.forward], format: .bfloat16))
    let one = try TrainingRun(configuration)
    configuration.threads = 2
    let two = try TrainingRun(configuration)
    #expect(one.steps.map(\.loss) == two.steps.map(\.loss))
    #expect(one.steps.map(\.gradientNorm) == two.steps.map(\.gradientNorm))
    configuration.seed = 2
    let other = try TrainingRun(configuration)
    #expect(one.steps.map(\.loss) != other.steps.map(\.loss))
  }

  /// The question's signature: with a loss scaler the forward pass that overflows prints 0, is NaN, leaves
  /// the weights as they were and halves the scale in every step.
  @Test(arguments: [Objective.supervised, .preference(beta: 0.1)])
  func forwardOverflowUnderAScaler(objective: Objective) throws {
    var configuration = TinyTraining.overflowing(
      try TinyTraining.configuration(PolicyCatalogue.fp16Mixed, steps: 20, objective: objective))
    configuration.scaling = .gradScaler(GradScaler())
    configuration.rate = LearningRate(peak: 1e-3, .linear, warmUp: 5, steps: 20)
    configuration.evaluationInterval = 10
    let run = try TrainingRun(configuration)
    #expect(run.steps.allSatisfy { $0.loss.isNaN && $0.gradientNorm.isNaN && $0.isSkipped })
    #expect(run.steps.map(\.lossScale) == (0..<20).map { 65536 / Double(1 << $0) })
    #expect(Set(run.steps.map(\.nextRate)) == [0])
    #expect(run.evaluations.allSatisfy { $0.loss.isNaN })
    #expect(run.steps[0].firstNotFinite?.path == "layers.0.attention.product")
    let log = TrainerLog(of: run, steps: 20, every: 5, version: .four)
    #expect(log.entries.compactMap { $0["loss"] } == [0, 0, 0, 0])
    let unfiltered = TrainerLog(
      of: run, steps: 20, every: 5, version: .four, filtersNonFinite: false)
    #expect(unfiltered.entries.compactMap { $0["loss"] }.allSatisfy { $0.isNaN })
    // The same weights and data, and attention that does not write the product.
    configuration.order = .fused
    let fused = try TrainingRun(configuration)
    #expect(fused.steps.allSatisfy { $0.loss.isFinite })
  }

  /// A step that is skipped leaves weights and the optimiser's state as they were, bit for bit.
  @Test func skippedStepsChangeNothing() throws {
    var configuration = TinyTraining.overflowing(
      try TinyTraining.configuration(PolicyCatalogue.fp16Mixed, steps: 3))
    configuration.scaling = .gradScaler(GradScaler())
    var trainer = try Trainer<Float>(configuration)
    let before = trainer.weightBits
    for step in 1...3 { _ = try trainer.step(step) }
    #expect(trainer.weightBits == before)
    #expect(trainer.optimiserSteps == 0)
  }

  /// Gradients that are all flushed leave the loss where it began, and never make it 0.
  @Test func flushedGradientsStandStill() throws {
    var configuration = try TinyTraining.configuration(
      PolicyCatalogue.fp16Mixed, steps: 6, objective: .preference(beta: 0.1))
    configuration.scaling = .constant(0x1p-24)
    let run = try TrainingRun(configuration)
    #expect(run.steps.map(\.loss) == [Double](repeating: Self.ln2, count: 6))
    #expect(run.steps.allSatisfy { $0.gradientNorm == 0 })
    #expect(run.alarms.map(\.kind) == [.normZero, .lossConstant])
  }

  /// A mean of nothing: 0/0, and gradients that are all 0.
  @Test func maskedLabels() throws {
    var configuration = try TinyTraining.configuration(steps: 3, objective: .supervised)
    configuration.masksAllLabels = true
    let run = try TrainingRun(configuration)
    #expect(run.steps.allSatisfy { $0.loss.isNaN && $0.gradientNorm == 0 })
    #expect(TrainerLog(of: run, steps: 3, every: 3).entries[0]["loss"] == 0)
  }

  /// With low-rank maps only these are trained.
  @Test func adaptersAloneAreTrained() throws {
    var configuration = try TinyTraining.configuration(steps: 2)
    configuration.adapters = LowRank(rank: 2, alpha: 4)
    let run = try TrainingRun(configuration)
    // Two maps beside each of seven, and a layer's widths: see the shape.
    let count = 2 * 2 * ((32 + 32) + 2 * (32 + 16) + (32 + 32) + 3 * (32 + 48))
    #expect(run.steps[0].updates?.elements == count)
    #expect(run.steps[1].loss != run.steps[0].loss)
  }

  /// An alarm ends a run where it was told to.
  @Test func alarmsEndRuns() throws {
    var configuration = TinyTraining.overflowing(
      try TinyTraining.configuration(PolicyCatalogue.fp16Mixed, steps: 20))
    configuration.alarms.stopping = [.lossNotFinite]
    let run = try TrainingRun(configuration)
    guard case .alarm(let alarm) = run.end else {
      Issue.record("ended as \(run.end)")
      return
    }
    #expect(alarm.kind == .lossNotFinite && alarm.step == 1 && run.steps.count == 1)
  }

  /// A DeepSpeed scaler at its minimum gives up.
  @Test func scalersGiveUp() throws {
    var configuration = TinyTraining.overflowing(
      try TinyTraining.configuration(PolicyCatalogue.fp16Mixed, steps: 20))
    configuration.scaling = .deepSpeed(DeepSpeedScaler(initial: 4))
    let run = try TrainingRun(configuration)
    #expect(run.end == .lossScale(LossScaleError(scale: 1)))
    // One is forgiven, two halve, the next is the last.
    #expect(run.steps.map(\.lossScale) == [4, 4, 2, 1])
  }

  /// Settings that are of no use are named.
  @Test func settingsAreChecked() throws {
    var configuration = try TinyTraining.configuration()
    configuration.length = 65
    #expect(
      throws: TrainingError.setting(
        field: "length", value: "65", expected: "2 … 64, the context of tiny")
    ) { try TrainingRun(configuration) }
    configuration.length = 12
    configuration.corpus = CopyCorpus(vocabularySize: 17, seed: 1)
    #expect(
      throws: TrainingError.setting(
        field: "the corpus' vocabulary", value: "17", expected: "at most 16, that of tiny")
    ) { try TrainingRun(configuration) }
  }

  /// Every policy that is known by name trains a step of every objective.
  @Test(arguments: PolicyCatalogue.names)
  func everyPolicyTrains(name: String) throws {
    for objective in [Objective.pretraining, .preference(beta: 0.1)] {
      let configuration = try TinyTraining.configuration(
        PolicyCatalogue.policy(named: name), steps: 2, objective: objective)
      let loss = try TrainingRun(configuration).steps[0].loss
      let expected = objective == .pretraining ? 2.79 : Self.ln2
      #expect((loss - expected).magnitude < 0.1, "\(objective): \(loss)")
    }
  }
}
