import Kernels

/// A line of a hook file behind the first.
public enum HookLine: Equatable, Sendable {
  /// What the numbers of a tensor were.
  case tensor(HookTensor)
  /// The end of a step.
  case step(HookStep)
}

/// Which tensors of a step a line is about.
public enum HookPass: String, CaseIterable, Hashable, Sendable {
  /// What a module gave.
  case forward
  /// The same, where checkpointing ran the module again in the backward pass.
  case recompute
  /// The gradient of what a module gave, times the loss scale.
  case backward
  /// A parameter's gradient, times the loss scale, of one pass.
  case parameter

  /// Whether the loss scale is a factor of the numbers.
  public var isScaled: Bool { self == .backward || self == .parameter }
}

/// One tensor of one step: counts, and how many elements lie in each binade.
public struct HookTensor: Equatable, Sendable {
  /// The step, from 0.
  public let step: Int
  /// What of the step the tensor is.
  public let pass: HookPass
  /// The module's name in the model, empty for the model itself; in the pass `parameter` the parameter's.
  public let module: String
  /// The module's class.
  public let type: String
  /// How often the module had been called before in this step and pass.
  public let call: Int
  /// Which of the tensors that the module gave.
  public let output: Int
  /// torch's name of the element type, such as `bfloat16`.
  public let dtype: String
  /// The counts.
  public let counts: BinadeCounts
}

/// The end of a step, with what the script told.
public struct HookStep: Equatable, Sendable {
  /// The step, from 0.
  public let step: Int
  /// The loss, also NaN or infinite; nil where it was not told.
  public let loss: Double?
  /// The norm of all gradients, likewise.
  public let gradNorm: Double?
  /// What the step's loss was multiplied by, likewise.
  public let lossScale: Double?
}
