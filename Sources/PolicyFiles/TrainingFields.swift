import FloatFormats
import JSON

/// accelerate's configuration (`accelerate config`, as JSON).
struct AccelerateFields {
  private enum Key: String, CaseIterable {
    case mixedPrecision = "mixed_precision"
    case distributedType = "distributed_type"
    case deepSpeed = "deepspeed_config"
  }
  private enum Precision: String, CaseIterable {
    case no, fp16, bf16
  }
  private enum Distribution: String, CaseIterable {
    case no = "NO"
    case gpus = "MULTI_GPU"
    case cpus = "MULTI_CPU"
    case deepSpeed = "DEEPSPEED"
  }
  private enum DeepSpeedKey: String, CaseIterable {
    case file = "deepspeed_config_file"
  }

  let file: String
  let json: JSONValue

  func precision() throws(PolicyFileError) -> TrainingPrecision {
    let fields = try FileFields<Key>(json, file: file, refusesOthers: false)
    let precision: Precision = try fields.choice(.mixedPrecision) ?? .no
    let format = HalfFormat(rawValue: precision.rawValue)
    guard try fields.choice(.distributedType) ?? Distribution.no == .deepSpeed else {
      return TrainingPrecision(.accelerate, autocast: format)
    }
    if let inner = try fields.object(.deepSpeed, DeepSpeedKey.self) {
      try inner.refuse(.file, unless: "null; show DeepSpeed's file instead") { _ in false }
    }
    return TrainingPrecision(.accelerate, masters: format)
  }
}

/// `TrainingArguments` of Hugging Face transformers, as `to_json_string` writes them.
struct TrainingArgumentsFields {
  private enum Key: String, CaseIterable {
    case fp16, bf16, tf32, deepspeed, fsdp
    case backend = "half_precision_backend"
    case oldBackend = "fp16_backend"
  }

  let file: String
  let json: JSONValue

  func precision() throws(PolicyFileError) -> TrainingPrecision {
    let fields = try FileFields<Key>(json, file: file, refusesOthers: false)
    let format = try fields.half(
      fp16: fields.flag(.fp16) ?? false, bf16: fields.flag(.bf16) ?? false)
    try fields.refuse(.deepspeed, unless: "null; show DeepSpeed's file instead") { _ in false }
    try fields.refuse(.fsdp, unless: "an empty one") {
      $0.string?.isEmpty ?? $0.array?.isEmpty ?? false
    }
    for key in [Key.backend, .oldBackend] {
      try fields.refuse(key, unless: "\"auto\", \"cuda_amp\" or \"cpu_amp\"") {
        ["auto", "cuda_amp", "cpu_amp"].contains($0)
      }
    }
    // Autocast leaves no product of binary32 numbers to the linear maps and attention.
    if format == nil {
      try fields.refuse(.tf32, unless: "false, or a policy's file with operands in tf32") {
        $0 == false
      }
    }
    return TrainingPrecision(.trainingArguments, autocast: format)
  }
}

/// DeepSpeed's configuration.
struct DeepSpeedFields {
  private enum Key: String, CaseIterable {
    case fp16, bf16, bfloat16, amp
    case autocast = "torch_autocast"
    case types = "data_types"
  }
  private enum HalfKey: String, CaseIterable {
    case enabled
    case scale = "loss_scale"
    case power = "initial_scale_power"
    case fp16Masters = "fp16_master_weights_and_grads"
    case bf16Masters = "bf16_master_weights_and_grads"
  }
  private enum TypeKey: String, CaseIterable {
    case sums = "grad_accum_dtype"
  }
  private enum SumType: String, CaseIterable {
    case fp32, fp16, bf16
  }

  let file: String
  let json: JSONValue

  func precision() throws(PolicyFileError) -> TrainingPrecision {
    let fields = try FileFields<Key>(json, file: file, refusesOthers: false)
    for key in [Key.amp, .autocast] {
      let inner = try fields.object(key, HalfKey.self)
      try inner?.refuse(.enabled, unless: "false") { $0 == false }
    }
    let fp16 = try fields.object(.fp16, HalfKey.self)
    var bf16 = try fields.object(.bf16, HalfKey.self)
    if bf16 == nil { bf16 = try fields.object(.bfloat16, HalfKey.self) }
    for half in [fp16, bf16].compactMap({ $0 }) {
      for key in [HalfKey.fp16Masters, .bf16Masters] {
        try half.refuse(key, unless: "false") { $0 == false }
      }
    }
    let format = try fields.half(
      fp16: fp16?.flag(.enabled) ?? false, bf16: bf16?.flag(.enabled) ?? false)
    let sums: SumType? = try fields.object(.types, TypeKey.self)?.choice(.sums)
    // 2^127 is binary32's last power of two: the loss is a binary32 number.
    let power = try fp16?.value(.power, valid: "a whole number from 0 to 127") {
      $0.integer.flatMap { (0...127).contains($0) ? $0 : nil }
    }
    let valid = "a number that is not negative; 0 or \"dynamic\" for a dynamic one"
    let scale = try fp16?.value(.scale, valid: valid) {
      $0 == "dynamic" ? 0 : $0.double.flatMap { $0 >= 0 && $0.isFinite ? $0 : nil }
    }
    return TrainingPrecision(
      .deepSpeed, masters: format,
      sums: sums.map { $0 == .fp32 ? .binary32 : $0 == .fp16 ? .binary16 : .bfloat16 },
      scale: scale.flatMap { $0 == 0 ? nil : $0 },
      initial: power.map { Double(sign: .plus, exponent: $0, significand: 1) }
        ?? TrainingPrecision.initialScale)
  }
}

extension FileFields {
  /// An object within, of whose keys some are read.
  fileprivate func object<Inner>(
    _ key: Key, _: Inner.Type
  ) throws(PolicyFileError) -> FileFields<Inner>? {
    guard let members = try value(key, valid: "an object", { $0.object }) else { return nil }
    return try FileFields<Inner>(
      .object(members), file: file, place: "\(place)\(key.rawValue).", refusesOthers: false)
  }

  fileprivate func flag(_ key: Key) throws(PolicyFileError) -> Bool? {
    try value(key, valid: "true or false") { $0 == true ? true : $0 == false ? false : nil }
  }

  /// Refuses what a key asks for, unless it asks for nothing.
  fileprivate func refuse(
    _ key: Key, unless valid: String, _ isNothing: (JSONValue) -> Bool
  ) throws(PolicyFileError) {
    _ = try value(key, valid: valid) { isNothing($0) ? true : nil }
  }

  /// The one format of two that may be enabled.
  fileprivate func half(fp16: Bool, bf16: Bool) throws(PolicyFileError) -> HalfFormat? {
    guard !(fp16 && bf16) else {
      throw PolicyFileError(file, "fp16 and bf16 are both enabled; valid: at most one of them")
    }
    return fp16 ? .fp16 : bf16 ? .bf16 : nil
  }
}
