import JSON
import Networks

/// A forward and backward pass of a model, beside which others run under policies: what a cell of the
/// underflow study carries of it.
struct PassWork: Hashable, Sendable {
  /// A pass that is compared with the reference.
  struct Variant: Hashable, Sendable {
    let policy: String
    let lossScale: Double
  }

  /// Tokens that go through the network.
  var simulatedTokens: Int
  /// Tokens of a sequence.
  var context: Int
  /// Tokens that the loss is a mean of, of which those simulated are a part.
  var tokens: Double
  /// Other tokens per loss, each a power of two times `tokens`, for which windows are reported.
  var windowTokens: [Double] = []
  /// The loss that every token is given; nil for the network's own.
  var outputLoss: Double?
  /// Of weights and tokens.
  var seed: Int
  /// Whether weights are uniform numbers of the same variance instead of normal ones.
  var isUniform = false
  /// The policy of the reference pass.
  var reference: String
  /// Policies whose windows are reported.
  var policies: [String]
  /// The passes that are compared.
  var variants: [Variant] = []
  /// Formats that gradients are stored in.
  var formats: [String]
  /// Whether there are rows of the rms of streams and gradients.
  var listsMoments = true
  /// Whether there is a row for every layer and site.
  var listsSites = false
  /// Whether some results of every product are computed anew with MPFR.
  var checksDots = false

  /// The cell's members.
  var json: [String: JSONValue] {
    [
      "simulated_tokens": .integer(simulatedTokens), "context": .integer(context),
      "tokens_per_loss": .number(tokens),
      "window_tokens": .array(windowTokens.map { .number($0) }),
      "output_loss": outputLoss.map { .number($0) } ?? .null, "seed": .integer(seed),
      "uniform": .bool(isUniform), "reference": .string(reference),
      "policies": .array(policies.map { .string($0) }),
      "variants": .array(
        variants.map { ["policy": .string($0.policy), "loss_scale": .number($0.lossScale)] }),
      "formats": .array(formats.map { .string($0) }), "moments": .bool(listsMoments),
      "sites": .bool(listsSites),
      "dots": .bool(checksDots),
    ]
  }

  init(
    simulatedTokens: Int, context: Int, tokens: Double, seed: Int, reference: String,
    policies: [String], formats: [String]
  ) {
    self.simulatedTokens = simulatedTokens
    self.context = context
    self.tokens = tokens
    self.seed = seed
    self.reference = reference
    self.policies = policies
    self.formats = formats
  }

  /// What a cell carries.
  init(_ fields: CellFields) throws(StudyError) {
    self.init(
      simulatedTokens: try fields.integer("simulated_tokens"),
      context: try fields.integer("context"), tokens: try fields.number("tokens_per_loss"),
      seed: try fields.integer("seed"), reference: try fields.text("reference"),
      policies: try fields.texts("policies"), formats: try fields.texts("formats"))
    outputLoss = fields["output_loss"]?.double
    windowTokens = try fields.value("window_tokens") { $0.array?.compactMap(\.double) }
    isUniform = try fields.flag("uniform")
    listsMoments = try fields.flag("moments")
    listsSites = try fields.flag("sites")
    checksDots = try fields.flag("dots")
    variants = try fields.value("variants") { members in
      members.array?.compactMap { member in
        guard let policy = member["policy"]?.string, let scale = member["loss_scale"]?.double
        else { return nil }
        return Variant(policy: policy, lossScale: scale)
      }
    }
  }
}
