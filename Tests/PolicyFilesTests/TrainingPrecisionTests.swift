import FloatFormats
import JSON
import Networks
import PolicyFiles
import Testing

/// What configurations of training programs ask for.
@Suite struct TrainingPrecisionTests {
  struct Case: CustomTestStringConvertible, Sendable {
    let text: String
    let program: TrainingPrecision.Program
    let policy: PrecisionPolicy
    let scale: Double
    let isDynamic: Bool
    var testDescription: String { text }

    init(
      _ text: String, _ program: TrainingPrecision.Program, _ policy: PrecisionPolicy,
      _ scale: Double = 1, dynamic: Bool = false
    ) {
      (self.text, self.program, self.policy) = (text, program, policy)
      (self.scale, isDynamic) = (scale, dynamic)
    }
  }

  private static func masters(_ policy: PrecisionPolicy, sums: NamedFormat) -> PrecisionPolicy {
    var policy = policy
    policy.rules.append(PolicyRule(roles: [.gradientAccumulator], format: sums))
    return policy
  }
  private static let fp16 = masters(PolicyCatalogue.fp16Masters, sums: .binary16)
  private static let bf16 = masters(PolicyCatalogue.bf16Masters, sums: .bfloat16)
  private static let fp32 = PolicyCatalogue.fp32

  static let deepSpeed = [
    Case(#"{"fp16": {"enabled": true}}"#, .deepSpeed, fp16, 65536, dynamic: true),
    Case(
      #"{"fp16": {"enabled": true, "loss_scale": 0, "initial_scale_power": 32}, "steps": 1}"#,
      .deepSpeed, fp16, 4_294_967_296, dynamic: true),
    Case(
      #"{"fp16": {"enabled": true, "loss_scale": "dynamic", "hysteresis": 2}}"#, .deepSpeed, fp16,
      65536, dynamic: true),
    Case(
      #"{"fp16": {"enabled": true, "loss_scale": 128.0, "initial_scale_power": 32}}"#, .deepSpeed,
      fp16, 128),
    Case(#"{"fp16": {"enabled": false}, "bf16": {"enabled": true}}"#, .deepSpeed, bf16),
    Case(#"{"bfloat16": {"enabled": true}, "amp": {"enabled": false}}"#, .deepSpeed, bf16),
    Case(
      #"{"bf16": {"enabled": true}, "data_types": {"grad_accum_dtype": "fp32"}}"#, .deepSpeed,
      masters(PolicyCatalogue.bf16Masters, sums: .binary32)),
    Case(#"{"fp16": {"loss_scale": 8}}"#, .deepSpeed, fp32),
    Case(#"{"zero_optimization": {"stage": 2}}"#, .deepSpeed, fp32),
  ]

  static let others = [
    Case(
      #"{"fp16": true, "bf16": false, "fp16_full_eval": false, "half_precision_backend": "auto"}"#,
      .trainingArguments, PolicyCatalogue.fp16Mixed, 65536, dynamic: true),
    Case(
      #"{"fp16": false, "bf16": true, "tf32": true, "fsdp": [], "deepspeed": null}"#,
      .trainingArguments, PolicyCatalogue.bf16Mixed),
    Case(#"{"bf16": false, "bf16_full_eval": true, "tf32": null}"#, .trainingArguments, fp32),
    Case(
      #"{"mixed_precision": "fp16", "distributed_type": "NO"}"#, .accelerate,
      PolicyCatalogue.fp16Mixed, 65536, dynamic: true),
    Case(#"{"mixed_precision": "bf16"}"#, .accelerate, PolicyCatalogue.bf16Mixed),
    Case(#"{"mixed_precision": "no"}"#, .accelerate, fp32),
    Case(
      #"{"mixed_precision": "fp16", "distributed_type": "DEEPSPEED", "deepspeed_config": {}}"#,
      .accelerate, fp16, 65536, dynamic: true),
  ]

  @Test(arguments: deepSpeed + others)
  func asked(_ expected: Case) throws {
    let found = try #require(
      try TrainingPrecision(JSONValue(parsing: expected.text), file: "my.json"))
    #expect(found.program == expected.program)
    #expect(found.policy == expected.policy, "\(found.policy.name)")
    #expect(found.lossScale == expected.scale && found.isDynamic == expected.isDynamic)
  }

  /// Configurations whose results would be other than what is simulated: what the one line names.
  static let refused = [
    (#"{"fp16": {"enabled": "auto"}}"#, #"fp16.enabled is "auto"; valid: true or false"#),
    (#"{"fp16": {"enabled": true}, "bf16": {"enabled": true}}"#, "fp16 and bf16 are both enabled"),
    (#"{"fp16": {"enabled": true, "loss_scale": -1}}"#, "fp16.loss_scale is -1; valid: a number"),
    (#"{"fp16": {"enabled": true, "initial_scale_power": 1.5}}"#, "initial_scale_power is 1.5"),
    (#"{"fp16": {"enabled": true, "initial_scale_power": 128}}"#, "initial_scale_power is 128"),
    (
      #"{"fp16": {"enabled": true, "fp16_master_weights_and_grads": true}}"#,
      "fp16.fp16_master_weights_and_grads is true; valid: false"
    ),
    (#"{"fp16": {}, "amp": {"enabled": true}}"#, "amp.enabled is true; valid: false"),
    (#"{"bf16": {}, "torch_autocast": {"enabled": true}}"#, "torch_autocast.enabled is true"),
    (
      #"{"bf16": {"enabled": true}, "data_types": {"grad_accum_dtype": "fp64"}}"#,
      #"data_types.grad_accum_dtype is "fp64"; valid: fp32, fp16, bf16"#
    ),
    (#"{"fp16": true, "bf16": true}"#, "fp16 and bf16 are both enabled"),
    (#"{"fp16": "yes", "bf16": true}"#, #"fp16 is "yes"; valid: true or false"#),
    (#"{"fp16": true, "deepspeed": "ds.json"}"#, #"deepspeed is "ds.json""#),
    (#"{"fp16": true, "fsdp": ["full_shard"]}"#, #"fsdp is ["full_shard"]"#),
    (#"{"fp16": true, "half_precision_backend": "apex"}"#, #"half_precision_backend is "apex""#),
    (#"{"fp16": false, "tf32": true}"#, "tf32 is true; valid: false"),
    (#"{"mixed_precision": "fp8"}"#, #"mixed_precision is "fp8"; valid: no, fp16, bf16"#),
    (
      #"{"mixed_precision": "bf16", "distributed_type": "FSDP"}"#,
      #"distributed_type is "FSDP"; valid: NO"#
    ),
    (
      #"""
      {"mixed_precision": "bf16", "distributed_type": "DEEPSPEED",
       "deepspeed_config": {"deepspeed_config_file": "ds.json"}}
      """#, #"deepspeed_config.deepspeed_config_file is "ds.json""#
    ),
  ]

  @Test(arguments: refused)
  func isRefused(text: String, reason: String) throws {
    #expect {
      try TrainingPrecision(JSONValue(parsing: text), file: "my.json")
    } throws: { error in
      "\(error)".hasPrefix("my.json: ") && "\(error)".contains(reason)
    }
  }

  @Test(arguments: [#"{"rules": []}"#, #"{"exponentWidth": 3}"#, "[]", "{}"])
  func ofNoProgram(text: String) throws {
    #expect(try TrainingPrecision(JSONValue(parsing: text), file: "my.json") == nil)
  }
}
