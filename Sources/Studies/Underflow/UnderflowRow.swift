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
  }

  var model = ""
  var format = ""
  var lossScale: Double?
  var tokens: Double?
  var profile = ""
  var layer: Int?
  var site = ""
  var role = ""
  var quantity = ""
  var value: Double?
  var standardError: Double?
  var unit = ""
  var source = Source.predicted

  /// Every gradient exact, and stored once, to nearest even.
  static let policy = "stored-gradients"

  static let columns: [ResultColumn] = [
    ResultColumn("study", "underflow"),
    ResultColumn(
      "model", "the model, or MODEL FACTOR=VALUE for a known model with one size changed"),
    ResultColumn("policy", "stored-gradients: every gradient exact, stored once, to nearest even"),
    ResultColumn("format", "the format stored to; empty for quantities before storing"),
    ResultColumn("loss_scale", "what the loss was multiplied by; empty where all scales are meant"),
    ResultColumn(
      "tokens_per_loss", "the tokens T that the loss is averaged over; empty where all are meant"),
    ResultColumn("profile", "the residual stream: initialisation, or a trained one as published"),
    ResultColumn("layer", "from 0; the number of layers for the head's norm; empty outside layers"),
    ResultColumn(
      "site",
      "the tensor; logits are T x V with the targets, logits.non-target without; "
        + "\(GradientSite.unseenRows): rows of the head that are no targets; all: the worst of all tensors; of "
        + "scale_min and scale_max the tensor that sets them"),
    ResultColumn("role", "activation-gradient, parameter-gradient, or shape"),
    ResultColumn("pass", "backward; empty for a shape"),
    ResultColumn(
      "quantity",
      "rms; flushed (share of nonzero values stored as 0), subnormal, overflowed (shares), "
        + "energy_lost (share of the sum of squares that was in flushed values), cosine (between "
        + "values and stored values, overflowed ones stored as the largest); onset_flushed and "
        + "onset_cosine (tokens from which on \(Threshold.flushedText) is flushed, or the cosine is below "
        + "\(Threshold.cosineText); 1 or less: with the first token); scale_min "
        + "and scale_max (least power of two with every tensor's cosine at \(Threshold.cosineText) or more, largest "
        + "without an overflow), window (binades between), scale_needed (scale_min before rounding "
        + "up, Gaussian tensors only), best_cosine (worst tensor's cosine at the best power of two, "
        + "which is in loss_scale), headroom_above and headroom_below (binades, unscaled); "
        + "parameters, width, layers, vocabulary, loss (of the fresh model)"),
    ResultColumn(
      "value",
      "to 9 significant digits, cosines to all of binary64's; empty where there is none"),
    ResultColumn(
      "standard_error",
      "of a sampled value, to 3 significant digits; empty where the draw shows no spread (a count "
        + "of none or of all)"),
    ResultColumn("unit", "1, share, tokens, scale, binades, nats, or what is counted"),
    ResultColumn("source", "predicted (closed form) or sampled (a draw, cast)"),
  ]

  /// Whether the value is a cosine: its distance from 1 is what counts, and can be small.
  var isCosine: Bool { quantity == "cosine" || quantity == "best_cosine" }

  /// The row as the store keeps it.
  var row: Row {
    func whole(_ value: Double?) -> JSONValue {
      guard let value else { return .null }
      return Int(exactly: value).map { .integer($0) } ?? .number(value)
    }
    return [
      "underflow", .string(model), .string(Self.policy), .string(format), whole(lossScale),
      whole(tokens), .string(profile), layer.map { .integer($0) } ?? .null, .string(site),
      .string(role), .string(role == "shape" ? "" : "backward"), .string(quantity),
      whole(value.map { isCosine ? $0 : NumberText.rounded($0, digits: 9) }),
      standardError.map { .number(NumberText.rounded($0, digits: 3)) } ?? .null,
      .string(unit), .string(source.rawValue),
    ]
  }

  init() {}

  /// The row that the store gave back; nil when it has another shape.
  init?(_ row: Row) {
    guard row.count == Self.columns.count, let source = row[15].string.flatMap(Source.init) else {
      return nil
    }
    model = row[1].string ?? ""
    format = row[3].string ?? ""
    lossScale = row[4].double
    tokens = row[5].double
    profile = row[6].string ?? ""
    layer = row[7].integer
    site = row[8].string ?? ""
    role = row[9].string ?? ""
    quantity = row[11].string ?? ""
    value = row[12].double
    standardError = row[13].double
    unit = row[14].string ?? ""
    self.source = source
  }
}
