import FloatFormats
import Kernels
import RandomStreams

/// One accumulator at work on cast terms, and its rows.
struct Accumulation {
  private let name: String
  private let prediction: AccumulatorPrediction
  private let retention: [Double: Double]
  private var sums: LaneAccumulator
  private var before: (sums: [Double], counts: AccumulatorCounts)?
  /// Whether there are more rows to come.
  private(set) var isFollowed = true

  /// The error beyond which an accumulation is not followed: less than a tenth of it is right.
  static let hopeless = 0.9
  /// The number of terms from which on an accumulation is followed only while it is good.
  static let patience = 1 << 20

  /// - Parameters:
  ///   - recorded: the numbers of terms at which there is a row; the last is all.
  ///   - site: what the random bits are for, beside the accumulator.
  init(
    _ name: String, terms: FloatFormat, lanes: Int, recorded: [Int], seed: Int, site: String,
    hasMeanZero: Bool
  ) throws(AccumulatorError) {
    let model = try AccumulatorModel(named: name)
    self.name = model.name
    prediction = AccumulatorPrediction(model: model)
    let counts = recorded.map { Double($0) }
    var retention: [Double: Double] = [:]
    if hasMeanZero {
      for (count, ratio) in zip(counts, prediction.retention(counts: counts)) {
        retention[count] = ratio
      }
    }
    self.retention = retention
    let stream = RandomStream(
      StreamKey(
        seed: UInt64(seed), domain: .rounding, name: "accumulation.\(site).\(model.name)"))
    sums = try LaneAccumulator(
      model, terms: terms, lanes: lanes, count: recorded.last ?? 0,
      random: model.isStochastic ? stream : nil)
  }

  mutating func add(_ rows: Span<Double>) {
    if isFollowed { sums.add(rows) }
  }

  /// The row at `count` terms, beside the exact sums of the same terms. It is the last where a sum is
  /// not finite, the error beyond ``hopeless``, or from ``patience`` terms on beyond
  /// ``Threshold/error``.
  mutating func row(_ template: AccumulationRow, count: Int, beside exact: ReferenceSums)
    -> AccumulationRow
  {
    var row = template
    let (computed, counts) = sums.result
    let reference = exact.sums
    row.accumulator = name
    row.count = count
    if let vector = LaneVector(computed, exact: reference) {
      row.error = vector.error
      row.bias = vector.bias
      row.cosineDistance = vector.cosineDistance
      row.retained = vector.retained
    }
    let additions = counts.additions - (before?.counts.additions ?? 0)
    let swamped = counts.swamped - (before?.counts.swamped ?? 0)
    row.swamped = additions > 0 ? Double(swamped) / Double(additions) : nil
    row.still = before.map { before in
      let still = zip(computed, before.sums).filter { $0 == $1 }.count
      return Double(still) / Double(computed.count)
    }
    row.flushed = counts.terms > 0 ? Double(counts.flushed) / Double(counts.terms) : nil
    let lost = computed.filter { !$0.isFinite }.count
    row.overflowed = Double(lost) / Double(computed.count)
    let bounds = prediction.bounds(count: Double(count))
    row.worst = bounds.map { $0.worst * exact.condition }
    row.probable = bounds.map { $0.probable * exact.condition }
    row.least = prediction.stagnation.map { law in
      let ceiling = law.ceiling(largestTerm: exact.largest)
      let beyond = reference.map { max(0, $0.magnitude - ceiling) }
      return LaneVector.norm(beyond) / LaneVector.norm(reference)
    }
    row.predictedRetained = retention[Double(count)]
    before = (computed, counts)
    let limit = count < Self.patience ? Self.hopeless : Threshold.error
    isFollowed = row.error.map { $0 <= limit } ?? (lost == 0)
    return row
  }
}
