import JSON
import Reporting
import Theory

/// One row of the underflow study's results.csv: one quantity at one place.
struct UnderflowRow: Sendable {
  /// Where a value comes from.
  enum Source: String, Sendable {
    /// A closed form.
    case predicted
    /// A draw from the distribution that the closed form assumes, cast with the project's own cast.
    case sampled
    /// A forward and backward pass of the model.
    case simulated
  }

  var model = ""
  var policy = Self.storedGradients
  var format = ""
  var lossScale: Double?
  var tokens: Double?
  var simulatedTokens: Int?
  var context: Int?
  var outputLoss: Double?
  var seed: Int?
  var profile = ""
  var layer: Int?
  var site = ""
  var role = ""
  var isForward = false
  var quantity = ""
  var value: Double?
  var standardError: Double?
  var unit = ""
  var source = Source.predicted

  /// Every gradient exact, and stored once, to nearest even.
  static let storedGradients = "stored-gradients"

  /// The columns of results.csv.
  static var columns: [ResultColumn] { table.map(\.column) }

  /// Every column: its name and help, what a row writes there, and what it reads back.
  private static let table: [RowColumn<Self>] = [
    .constant("study", "underflow", "underflow"),
    .text(
      "model", \.model, "the model, or MODEL FACTOR=VALUE for a known model with one size changed"),
    .text(
      "policy", \.policy,
      "\(storedGradients): every gradient exact, stored once, to nearest even; else the policy of the "
        + "pass"),
    .text("format", \.format, "the format stored to; empty for quantities before storing"),
    .number(
      "loss_scale", \.lossScale, "what the loss was multiplied by; empty where all scales are meant"
    ),
    .number(
      "tokens_per_loss", \.tokens,
      "the tokens T that the loss is averaged over; empty where all are meant"),
    .integer(
      "simulated_tokens", \.simulatedTokens,
      "tokens that went through the network, of those that the loss is a mean of: a parameter's "
        + "gradient is one micro-batch's part; empty where none did"),
    .integer("context", \.context, "tokens of a sequence; empty where none went through"),
    .number(
      "output_loss", \.outputLoss,
      "the loss that each token was given, in nats; empty for the network's own"),
    .integer("seed", \.seed, "of weights and tokens; empty where none were drawn"),
    .text(
      "profile", \.profile, "the residual stream: initialisation, or a trained one as published"),
    .integer(
      "layer", \.layer, "from 0; the number of layers for the head's norm; empty outside layers"),
    .text(
      "site", \.site,
      "the tensor; logits are T x V with the targets, logits.non-target without; "
        + "\(GradientSite.unseenRows): rows of the head that are no targets; all: the worst of all "
        + "tensors; of scale_min and scale_max the tensor that sets them"),
    .text("role", \.role, "activation-gradient, parameter-gradient, or shape"),
    RowColumn("pass", "forward or backward; empty for a shape") { row in
      row.role == "shape" ? "" : .string(row.isForward ? "forward" : "backward")
    } read: { row, field in
      row.isForward = field == "forward"
      return true
    },
    .text(
      "quantity", \.quantity,
      "rms; flushed (share of nonzero values stored as 0), subnormal, overflowed (shares), "
        + "energy_lost (share of the sum of squares that was in flushed values), cosine (between "
        + "values and stored values, overflowed ones stored as the largest); onset_flushed and "
        + "onset_cosine (tokens from which on \(Threshold.flushedText) is flushed, or the cosine is "
        + "below \(Threshold.cosineText); 1 or less: with the first token); scale_min "
        + "and scale_max (least power of two with every tensor's cosine at "
        + "\(Threshold.cosineText) or more, largest without an overflow), window (binades between), scale_needed (scale_min before rounding "
        + "up, Gaussian tensors only), best_cosine (worst tensor's cosine at the best power of two, "
        + "which is in loss_scale), headroom_above and headroom_below (binades, unscaled); of a pass: "
        + "cosine and energy_lost (against the reference pass, of the worst gradient), "
        + "below_cosine and gradients (how many gradients are below cosine \(Threshold.cosineText), and of "
        + "how many), parameter_below_cosine and parameter_gradients (of the parameters' alone), "
        + "whole_cosine (of all parameters' gradients as one vector), not_finite (numbers at the first forward site that has any), stream (rms of "
        + "the residual stream), dot_error (worst difference of a product in binary64 from "
        + "MPFR's, relative to the sum of its terms' magnitudes), scores (rms of the gradient of "
        + "attention's scores); "
        + "parameters, width, layers, vocabulary, loss (of the fresh model, or of the pass)"),
    RowColumn(
      "value",
      "to 9 significant digits, cosines and powers of two to all of binary64's; empty where there is "
        + "none"
    ) { row in
      RowColumn<Self>.whole(row.value.map { row.isWhole ? $0 : NumberText.rounded($0, digits: 9) })
    } read: {
      $0.value = $1.double
      return true
    },
    RowColumn(
      "standard_error",
      "of a sampled value, to 3 significant digits; empty where the draw shows no spread (a count "
        + "of none or of all)"
    ) { row in
      row.standardError.map { .number(NumberText.rounded($0, digits: 3)) } ?? .null
    } read: {
      $0.standardError = $1.double; return true
    },
    .text("unit", \.unit, "1, share, tokens, scale, binades, nats, or what is counted"),
    .choice(
      "source", \.source,
      "predicted (closed form), sampled (a draw, cast) or simulated (a forward and backward pass)"),
  ]

  /// Whether all digits of the value count: those of a cosine, whose distance from 1 can be small, and
  /// those of a power of two.
  private var isWhole: Bool {
    ["cosine", "best_cosine", "whole_cosine", "scale_min", "scale_max"].contains(quantity)
  }

  /// The row as the store keeps it.
  var row: Row { RowColumn.fields(of: self, Self.table) }

  init() {}

  /// The row that the store gave back; nil when it has another shape.
  init?(_ row: Row) {
    guard RowColumn.read(row, into: &self, Self.table) else { return nil }
  }
}
