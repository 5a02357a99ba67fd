import JSON
import Reporting

/// One row of the accumulation study's results.csv: one accumulator at one number of terms.
struct AccumulationRow: Sendable {
  /// The distribution, `network`, or the name of a control.
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

  static let columns: [ResultColumn] = [
    ResultColumn(
      "terms",
      "the distribution of the terms; network: gradients of a simulated network, a term a "
        + "micro-batch; or the name of a control"),
    ResultColumn("depth", "weight matrices of the network"),
    ResultColumn("width", "width of the network"),
    ResultColumn("micro_batch", "samples whose mean gradient is a term"),
    ResultColumn("layer", "first, middle or last weight matrix of the network"),
    ResultColumn("scale", "what terms were multiplied by before they were cast"),
    ResultColumn("format", "the format that terms were cast to, to nearest even"),
    ResultColumn(
      "accumulator",
      "how the cast terms were accumulated; exact: they were added exactly, and the row compares their "
        + "sum with that of the terms before the cast. Of a term x, an accumulator of products adds x times 1"
    ),
    ResultColumn(
      "n",
      "terms of each sum; the last of an accumulator is where a sum is not finite, the error beyond "
        + ".9, from 2^20 on beyond .01, or the last of the run"),
    ResultColumn(
      "error",
      "norm of (sums - exact sums of the cast terms) over the norm of the exact sums, all lanes as one "
        + "vector; empty where a sum is not finite"),
    ResultColumn(
      "bias", "of the same, along the exact vector: below 0 is too short, -1 is nothing left"),
    ResultColumn("cosine_distance", "1 - cosine between sums and exact sums; empty for sums of 0"),
    ResultColumn("retained", "squared norm of the sums over that of the exact sums"),
    ResultColumn(
      "swamped",
      "share of additions (of something to something, neither 0) that left the partial sum as it was, "
        + "of those since the row before; a tensor core's addition is a block's"),
    ResultColumn("still", "share of lanes whose sum is that of the row before, at fewer terms"),
    ResultColumn(
      "flushed",
      "share of terms other than 0 that rounding made 0: by the cast where the accumulator is exact, else "
        + "inside the accumulator"),
    ResultColumn("overflowed", "share of lanes whose sum is not finite"),
    ResultColumn(
      "worst",
      "predicted: upper bound of the error, roundings on a term's way times unit roundoff times "
        + "condition; first order"),
    ResultColumn("probable", "predicted: the same with the root of the number of roundings"),
    ResultColumn(
      "least", "predicted: lower bound of the error, by the largest sum that terms this small reach"
    ),
    ResultColumn(
      "predicted_retained", "predicted: variance retention ratio, for terms of mean 0"),
    ResultColumn(
      "signal",
      "ratio of mean to deviation of a term before the cast, estimated from this run; in rows of exact"
    ),
    ResultColumn(
      "condition", "norm of the sums of magnitudes over norm of the sums; in rows of exact"),
    ResultColumn("quantity", "of a control: what was measured"),
    ResultColumn("value", "of a control: the measured value"),
  ]

  /// The row as the store keeps it: values to four significant digits.
  var row: Row {
    func number(_ value: Double?) -> JSONValue {
      guard let value else { return .null }
      let rounded = NumberText.rounded(value, digits: 4)
      return Int(exactly: rounded).map { .integer($0) } ?? .number(rounded)
    }
    func whole(_ value: Int?) -> JSONValue { value.map { .integer($0) } ?? .null }
    return [
      .string(terms), whole(depth), whole(width), whole(microBatch), .string(layer),
      scale.map { Int(exactly: $0).map { .integer($0) } ?? .number($0) } ?? .null,
      .string(format), .string(accumulator), .integer(count), number(error), number(bias),
      number(cosineDistance), number(retained), number(swamped), number(still), number(flushed),
      number(overflowed), number(worst), number(probable), number(least),
      number(predictedRetained), number(signal), number(condition), .string(quantity),
      value.map { Int(exactly: $0).map { .integer($0) } ?? .number($0) } ?? .null,
    ]
  }

  init() {}

  /// The row that the store gave back; nil when it has another shape.
  init?(_ row: Row) {
    guard row.count == Self.columns.count, let count = row[8].integer else { return nil }
    terms = row[0].string ?? ""
    depth = row[1].integer
    width = row[2].integer
    microBatch = row[3].integer
    layer = row[4].string ?? ""
    scale = row[5].double
    format = row[6].string ?? ""
    accumulator = row[7].string ?? ""
    self.count = count
    error = row[9].double
    bias = row[10].double
    cosineDistance = row[11].double
    retained = row[12].double
    swamped = row[13].double
    still = row[14].double
    flushed = row[15].double
    overflowed = row[16].double
    worst = row[17].double
    probable = row[18].double
    least = row[19].double
    predictedRetained = row[20].double
    signal = row[21].double
    condition = row[22].double
    quantity = row[23].string ?? ""
    value = row[24].double
  }
}
