/// What is trained for.
public enum Objective: Hashable, Sendable {
  /// The mean cross-entropy of every next token.
  case pretraining
  /// The mean cross-entropy of the response's tokens: those of the prompt are masked.
  case supervised
  /// Direct preference optimisation (Rafailov et al. 2023, arXiv:2305.18290, equation 7): the mean over pairs
  /// of −log σ(β·((log π(y_w) − log π_ref(y_w)) − (log π(y_l) − log π_ref(y_l)))), where the log-probability
  /// of a response is the sum over its tokens, and the reference the model as it was.
  case preference(beta: Double)

  /// The name: `pretraining`, `sft`, `dpo`.
  public var name: String {
    switch self {
    case .pretraining: "pretraining"
    case .supervised: "sft"
    case .preference: "dpo"
    }
  }
}
