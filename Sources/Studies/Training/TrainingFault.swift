import Diagnosis
import FloatFormats
import Kernels
import ModelShapes
import NearestNames
import Networks
import RandomStreams
import Training

/// One way in which training goes wrong: what is done to a run that is otherwise sound. A new one is a row
/// here.
struct TrainingFault: Sendable {
  /// The name on the axis.
  let name: String
  /// What is done, one clause.
  let summary: String
  /// What the log of a run that does not train is to be diagnosed as.
  let kinds: Set<Failure.Kind>
  /// Does it.
  let apply: @Sendable (inout TrainingConfiguration) throws(StudyError) -> Void

  /// All of them, the absence of any first.
  static let all: [TrainingFault] = [
    TrainingFault("none", "nothing", []) { _ throws(StudyError) in },
    TrainingFault(
      "scores", "every query and key bias is 72: q·k is 82,944 where they meet", forward
    ) {
      configuration throws(StudyError) in
      try configuration.replaceParameters { parameter in
        ["attention.query.bias", "attention.key.bias"].contains(parameter.name)
          ? .constant(72) : nil
      }
    },
    TrainingFault(
      "mlp", "gate and up projections so large that their product exceeds 65,504", forward
    ) {
      configuration throws(StudyError) in
      let shape = configuration.shape
      try configuration.replaceParameters { parameter in
        switch parameter.name {
        case "mlp.gate.weight", "mlp.up.weight":
          .normal(deviation: 512 / Double(shape.hiddenSize).squareRoot())
        // What it writes is of the size of the residual stream again.
        case "mlp.down.weight":
          .normal(deviation: 0x1p-17 / Double(shape.intermediateSize).squareRoot())
        default: nil
        }
      }
    },
    TrainingFault(
      "rare-token", "queries and keys of one token in \(rareTokens) are so large that q·k is",
      [.someBatchesNaN, .laterNaN, .scaledOverflow]
    ) {
      configuration throws(StudyError) in
      try configuration.makeRareTokenLarge()
    },
    TrainingFault("nan-weight", "one weight is NaN", forward) { configuration throws(StudyError) in
      try configuration.changeParameters { parameter, elements in
        guard parameter.name == "mlp.down.weight", parameter.layer == 0 else { return false }
        elements[0] = .nan
        return true
      }
    },
    TrainingFault(
      "scale-too-large", "the loss scale begins at 2^24",
      [.scaledOverflow, .backwardNaN, .laterNaN]
    ) {
      configuration throws(StudyError) in
      if case .gradScaler(let scaler) = configuration.scaling {
        configuration.scaling = .gradScaler(GradScaler(initial: 0x1p24, interval: scaler.interval))
      } else {
        configuration.scaling = .constant(0x1p24)
      }
    },
    TrainingFault(
      "tiny-gradients", "the loss is divided by 2^24 more than it should be",
      [.gradientUnderflow, .nothingTrained]
    ) {
      configuration throws(StudyError) in
      if case .gradScaler(let scaler) = configuration.scaling {
        configuration.scaling = .gradScaler(GradScaler(initial: 0x1p-24, interval: scaler.interval))
      } else {
        configuration.scaling = .constant(0x1p-24)
      }
    },
    TrainingFault(
      "small-updates",
      "a learning rate of 5e-4 that stays, weights of deviation 0.25, and four times as many steps",
      [.updateUnderflow]
    ) { configuration throws(StudyError) in
      configuration.rate.peak = 5e-4
      configuration.rate.schedule = .constant
      configuration.rate.steps *= 4
      try configuration.replaceParameters { $0.rows > 1 ? .normal(deviation: 0.25) : nil }
    },
    TrainingFault(
      "beta2-held", "Adam's β₁, β₂ and ε are held in bfloat16, where 0.999 is 1",
      [.optimiserState, .laterNaN]
    ) {
      configuration throws(StudyError) in
      configuration.changeAdam { $0.constants = .bfloat16 }
    },
    TrainingFault(
      "epsilon-held", "Adam's β₁, β₂ and ε are held in binary16, where 1e-8 is 0",
      [.optimiserState, .laterNaN]
    ) {
      configuration throws(StudyError) in
      configuration.changeAdam { $0.constants = .binary16 }
    },
    TrainingFault(
      "masked-labels", "every label is masked",
      [.labelsMasked, .responsesMasked]
    ) { configuration throws(StudyError) in
      configuration.masksAllLabels = true
    },
    TrainingFault(
      "saturated", "four sequences over and over: preferences between them are soon learnt",
      [.trueZero, .healthy]
    ) {
      configuration throws(StudyError) in
      configuration.trainingSequences = 4
      configuration.rate.steps *= 3
      if case .preference = configuration.objective {
        configuration.objective = .preference(beta: 1)
      }
    },
  ]

  /// The forward pass is not finite, with a loss scaler or without.
  private static let forward: Set<Failure.Kind> = [
    .forwardOverflow, .forwardOverflowScaled, .forwardOverflowUnscaled,
  ]

  /// Whether a diagnosis is what was done, or of a run that trains in spite of it that it is healthy, at most
  /// with a loss scaler at work or nothing left to learn. In binary16 throughout Adam's ε is 0, whatever else
  /// is done.
  func isNamed(_ diagnosis: String, trains: Bool, policy: String) -> Bool {
    var right = trains ? [.healthy, .scaledOverflow, .trueZero] : kinds
    if policy == "fp16-pure" { right.formUnion([.optimiserState, .laterNaN]) }
    return right.contains { $0.rawValue == diagnosis }
  }

  /// One token in so many is the rare one.
  static let rareTokens = 128

  init(
    _ name: String, _ summary: String, _ kinds: Set<Failure.Kind>,
    apply: @escaping @Sendable (inout TrainingConfiguration) throws(StudyError) -> Void
  ) {
    self.name = name
    self.summary = summary
    self.kinds = kinds
    self.apply = apply
  }

  /// The fault of a name.
  static func named(_ name: String) throws(StudyError) -> TrainingFault {
    guard let fault = all.first(where: { $0.name == name }) else {
      let known = all.map(\.name)
      throw .unknownName(
        UnknownNameError(kind: "fault", name: name, among: known, valid: known))
    }
    return fault
  }
}

extension TrainingConfiguration {
  /// The model without low-rank maps, whose fresh parameters faults change.
  private var base: Transformer { Transformer(shape, length: length, order: order) }

  /// Draws some parameters from another distribution.
  mutating func replaceParameters(_ initial: (Parameter) -> InitialValues?) throws(StudyError) {
    var changed: [String: InitialValues] = [:]
    for parameter in base.parameters { changed[parameter.path] = initial(parameter) }
    weights = GeneratedWeights(seed: seed, initial: changed)
  }

  /// Changes elements of fresh parameters; the closure says whether it did.
  mutating func changeParameters(
    _ change: (Parameter, inout [Double]) -> Bool
  ) throws(StudyError) {
    let fresh = weights ?? GeneratedWeights(seed: seed)
    var stored: [String: [Double]] = [:]
    for parameter in base.parameters {
      var elements = [Double](repeating: 0, count: parameter.count)
      elements.withUnsafeMutableBufferPointer {
        fresh.elements(of: parameter).fill(
          $0, rows: 0..<parameter.rows, columns: 0..<parameter.columns)
      }
      if change(parameter, &elements) { stored[parameter.path] = elements }
    }
    weights = StoredWeights(stored, others: GeneratedWeights(seed: seed))
  }

  /// Gives the last token of the vocabulary an embedding along the first direction alone, to which queries
  /// and keys of the first layer respond: its q·k with itself is 2^17 in each head, and that of others far
  /// below.
  mutating func makeRareTokenLarge() throws(StudyError) {
    let (width, head) = (shape.hiddenSize, shape.headDimension)
    let rare = corpus.vocabularySize - 1
    // The norm makes √width of it, and a head has `head` responses.
    let response = (0x1p17 / Double(head)).squareRoot() / Double(width).squareRoot()
    try changeParameters { parameter, elements in
      switch (parameter.layer, parameter.name) {
      case (nil, "embedding.weight"):
        for column in 0..<width { elements[rare * width + column] = column == 0 ? 1 : 0 }
      case (0, "attention.query.weight"), (0, "attention.key.weight"):
        for row in 0..<parameter.rows { elements[row * width] = response }
      default: return false
      }
      return true
    }
  }

  mutating func changeAdam(_ change: (inout Adam) -> Void) {
    guard case .adam(var adam) = optimiser else { return }
    change(&adam)
    optimiser = .adam(adam)
  }
}
