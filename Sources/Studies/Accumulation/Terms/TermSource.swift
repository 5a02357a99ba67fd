import RandomStreams

/// Terms of many sums side by side, in order: a block is rows × lanes, lane j of a row being a term of
/// sum j.
protocol TermSource {
  /// Number of sums.
  var lanes: Int { get }
  /// The next `rows` terms of every lane, row by row.
  mutating func next(_ rows: Int) -> [Double]
}

/// Independent draws of a distribution, times a scale. Lane j takes row j of the stream, and term k
/// its place k.
struct DrawnTerms: TermSource {
  let lanes: Int
  private let distribution: TermDistribution
  private let scale: Double
  private let rows: [RowStream]
  private var position: UInt32 = 0

  init(_ distribution: TermDistribution, scale: Double, lanes: Int, seed: Int) {
    self.distribution = distribution
    self.scale = scale
    self.lanes = lanes
    let stream = RandomStream(
      StreamKey(
        seed: UInt64(seed), domain: .data, name: "accumulation.terms.\(distribution.name)"))
    rows = (0..<lanes).map { stream.row(UInt32($0)) }
  }

  mutating func next(_ count: Int) -> [Double] {
    var block = [Double](repeating: 0, count: count * lanes)
    var lane = [Double](repeating: 0, count: count)
    for j in 0..<lanes {
      lane.withUnsafeMutableBufferPointer { distribution.fill($0, rows[j], from: position) }
      for k in 0..<count { block[k * lanes + j] = lane[k] * scale }
    }
    position += UInt32(count)
    return block
  }
}

/// Terms that are there already, such as gradients of a network, times a scale.
struct StoredTerms: TermSource {
  let lanes: Int
  private let values: [Double]
  private let scale: Double
  private var position = 0

  /// - Parameter values: rows × lanes, row by row.
  init(_ values: [Double], lanes: Int, scale: Double) {
    self.values = values
    self.lanes = lanes
    self.scale = scale
  }

  mutating func next(_ count: Int) -> [Double] {
    let range = position..<(position + count * lanes)
    position = range.upperBound
    return values[range].map { $0 * scale }
  }
}
