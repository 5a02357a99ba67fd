import JSON
import Reporting

/// One row of the accumulation study's results.csv: one accumulator at one number of terms.
struct AccumulationRow: Sendable {
  var terms = ""
  var depth: Int?
  var width: Int?
  var microBatch: Int?
  var layer = ""
  var scale: Double?
  var format = ""
  var accumulator = ""
  var count = 0
  var error: Double?
  var bias: Double?
  var cosineDistance: Double?
  var retained: Double?
  var swamped: Double?
  var still: Double?
  var flushed: Double?
  var overflowed: Double?
  var worst: Double?
  var probable: Double?
  var least: Double?
  var predictedRetained: Double?
  var signal: Double?
  var condition: Double?
  var quantity = ""
  var value: Double?

  /// The name in `accumulator` of the rows that say what the cast of the terms did.
  static let cast = "exact"

  /// The columns of results.csv.
  static var columns: [ResultColumn] { table.map(\.column) }

  /// Every column: its name and help, what a row writes there, and what it reads back.
  private static let table: [RowColumn<Self>] = [
    .text(
      "terms", \.terms,
      "the distribution of the terms; network: gradients of a simulated perceptron, transformer: of a "
        + "small fresh transformer, a term a micro-batch; or the name of a control"),
    .integer("depth", \.depth, "weight matrices of the perceptron; layers of the transformer"),
    .integer("width", \.width, "width of the network"),
    .integer(
      "micro_batch", \.microBatch,
      "samples, of the transformer sequences, whose mean gradient is a term"),
    .text(
      "layer", \.layer,
      "first, middle or last weight matrix of the perceptron; name of the transformer's matrix"),
    .number("scale", \.scale, "what terms were multiplied by before they were cast"),
    .text("format", \.format, "the format that terms were cast to, to nearest even"),
    .text(
      "accumulator", \.accumulator,
      "how the cast terms were accumulated; exact: they were added exactly, and the row compares their "
        + "sum with that of the terms before the cast. Of a term x, an accumulator of products adds x times 1"
    ),
    RowColumn(
      "n",
      "terms of each sum; the last of an accumulator is where a sum is not finite, the error beyond "
        + "\(Accumulation.hopeless), from "
        + "\(NumberText.powerOfTwo(Double(Accumulation.patience))) terms on beyond "
        + "\(Threshold.errorText), or the last of the run"
    ) {
      .integer($0.count)
    } read: { row, field in
      guard let count = field.integer else { return false }
      row.count = count
      return true
    },
    measured(
      "error", \.error,
      "norm of (sums - exact sums of the cast terms) over the norm of the exact sums, all lanes as one "
        + "vector; empty where a sum is not finite"),
    measured(
      "bias", \.bias,
      "of the same, along the exact vector: below 0 is too short, -1 is nothing left"),
    measured(
      "cosine_distance", \.cosineDistance,
      "1 - cosine between sums and exact sums; empty for sums of 0"),
    measured(
      "retained", \.retained, "squared norm of the sums over that of the exact sums"),
    measured(
      "swamped", \.swamped,
      "share of additions (of something to something, neither 0) that left the partial sum as it was, "
        + "of those since the row before; a tensor core's addition is a block's"),
    measured(
      "still", \.still, "share of lanes whose sum is that of the row before, at fewer terms"),
    measured(
      "flushed", \.flushed,
      "share of terms other than 0 that rounding made 0: by the cast where the accumulator is exact, else "
        + "inside the accumulator"),
    measured("overflowed", \.overflowed, "share of lanes whose sum is not finite"),
    measured(
      "worst", \.worst,
      "predicted: upper bound of the error, roundings on a term's way times unit roundoff times "
        + "condition; first order"),
    measured(
      "probable", \.probable, "predicted: the same with the root of the number of roundings"),
    measured(
      "least", \.least,
      "predicted: lower bound of the error, by the largest sum that terms this small reach"),
    measured(
      "predicted_retained", \.predictedRetained,
      "predicted: variance retention ratio, for terms of mean 0"),
    measured(
      "signal", \.signal,
      "ratio of mean to deviation of a term before the cast, estimated from this run; in rows of exact"
    ),
    measured(
      "condition", \.condition,
      "norm of the sums of magnitudes over norm of the sums; in rows of exact"),
    .text("quantity", \.quantity, "of a control: what was computed"),
    .number("value", \.value, "of a control: the computed value"),
  ]

  /// A number to four significant digits.
  private static func measured(
    _ name: String, _ path: any WritableKeyPath<Self, Double?> & Sendable, _ help: String
  ) -> RowColumn<Self> {
    .number(name, path, digits: 4, help)
  }

  /// The row as the store keeps it.
  var row: Row { RowColumn.fields(of: self, Self.table) }

  init() {}

  /// The row that the store gave back; nil when it has another shape.
  init?(_ row: Row) {
    guard RowColumn.read(row, into: &self, Self.table) else { return nil }
  }
}
