import FloatFormats
import JSON
import Networks

/// The precision that a training program's own configuration asks for: a policy, and how its loss is
/// scaled.
///
/// Read are JSON files of three programs, told apart by their keys; of all other keys none has a say:
/// - DeepSpeed: objects `fp16` and `bf16` (`bfloat16`). What is enabled is the format of both passes, with
///   master parameters and optimiser in binary32; gradients are summed in `data_types.grad_accum_dtype`,
///   without one in the format of the passes.
/// - Hugging Face's `TrainingArguments`: `fp16` and `bf16`, true or false. Autocast of a model that was
///   loaded in binary32; `fp16_full_eval` and `bf16_full_eval` are of evaluation, and have no say.
/// - accelerate: `mixed_precision`, which is `no`, `fp16` or `bf16`. Autocast; DeepSpeed's way where
///   `distributed_type` is `DEEPSPEED`.
///
/// What is asked for beyond that, and would change results, is refused: Apex, torch_autocast, master weights of
/// 16 bits, FSDP, fp8, TF32 products, and `auto`, which another file decides.
public struct TrainingPrecision: Hashable, Sendable {
  /// Whose configuration a file is.
  public enum Program: String, Hashable, Sendable, CaseIterable {
    /// DeepSpeed's.
    case deepSpeed = "DeepSpeed"
    /// Hugging Face transformers'.
    case trainingArguments = "TrainingArguments"
    /// Hugging Face accelerate's.
    case accelerate
  }

  /// Whose configuration it is.
  public let program: Program
  /// The policy, named as the preset that it is, or begins with.
  public let policy: PrecisionPolicy
  /// What the first step's loss is multiplied by; 1 where losses are not scaled.
  public let lossScale: Double
  /// Whether the scale is lowered where gradients overflow, and raised where they do not.
  public let isDynamic: Bool

  /// `torch.amp.GradScaler`'s `init_scale`, and two to DeepSpeed's default `initial_scale_power`.
  public static let initialScale = 65536.0

  /// The precision that the file at a path asks for; nil for a file of none of the programs.
  public static func read(_ path: String) throws(PolicyFileError) -> TrainingPrecision? {
    try TrainingPrecision(PolicyFile.json(at: path), file: path)
  }

  /// The precision that a file's object asks for; nil for an object of none of the programs.
  ///
  /// - Parameter file: its name, for errors.
  public init?(_ json: JSONValue, file: String) throws(PolicyFileError) {
    func isObject(_ key: String) -> Bool { json[key]?.object != nil }
    func isFlag(_ key: String) -> Bool { json[key] == true || json[key] == false }
    if json["mixed_precision"] != nil {
      self = try AccelerateFields(file: file, json: json).precision()
    } else if ["fp16", "bf16", "bfloat16", "zero_optimization"].contains(where: isObject) {
      self = try DeepSpeedFields(file: file, json: json).precision()
    } else if ["fp16", "bf16"].contains(where: isFlag) {
      self = try TrainingArgumentsFields(file: file, json: json).precision()
    } else {
      return nil
    }
  }

  /// Autocast, by torch's scaler in binary16.
  init(_ program: Program, autocast format: HalfFormat?) {
    self.program = program
    policy =
      format.map { $0 == .fp16 ? PolicyCatalogue.fp16Mixed : PolicyCatalogue.bf16Mixed }
      ?? PolicyCatalogue.fp32
    isDynamic = format == .fp16
    lossScale = isDynamic ? Self.initialScale : 1
  }

  /// One format for both passes, and binary32 for what is kept between them, but for sums of gradients.
  /// - Parameter scale: of a static scaling; nil for a dynamic one.
  init(
    _ program: Program, masters format: HalfFormat?, sums: NamedFormat? = nil,
    scale: Double? = nil, initial: Double = initialScale
  ) {
    self.program = program
    var policy =
      format.map { $0 == .fp16 ? PolicyCatalogue.fp16Masters : PolicyCatalogue.bf16Masters }
      ?? PolicyCatalogue.fp32
    if let format {
      policy.rules.append(
        PolicyRule(roles: [.gradientAccumulator], format: sums ?? format.format))
    }
    self.policy = policy
    isDynamic = format == .fp16 && scale == nil
    lossScale = format == .fp16 ? scale ?? initial : 1
  }
}

/// The formats of 16 bits, as training programs call them.
enum HalfFormat: String, CaseIterable {
  case fp16, bf16

  var format: NamedFormat { self == .fp16 ? .binary16 : .bfloat16 }
}
