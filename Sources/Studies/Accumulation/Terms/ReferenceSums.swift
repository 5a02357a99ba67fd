/// Exact sums of many lanes, and what bounds and ratios need besides.
///
/// A sum is kept as an unevaluated sum of two binary64 numbers: the partial sum, and the sum of its
/// rounding errors, each of which is found exactly (Knuth's two-sum). Its relative error is at most
/// 2^-53 + n²·2^-106·κ, κ = Σ|x|/|Σx|; of terms on one grid, such as those of binary16, with less
/// than 106 bits between the grid and the sum of magnitudes, it is the exact sum rounded once.
struct ReferenceSums {
  private var high: [Double]
  private var low: [Double]
  /// Σ|x| of each lane, in binary64.
  private(set) var magnitudes: [Double]
  /// Σx² of each lane, in binary64.
  private(set) var squares: [Double]
  /// The largest |x| of all lanes.
  private(set) var largest = 0.0
  /// Terms other than 0, of all lanes.
  private(set) var nonzero = 0

  init(lanes: Int) {
    high = Array(repeating: 0, count: lanes)
    low = high
    magnitudes = high
    squares = high
  }

  /// Adds rows of terms.
  mutating func add(_ rows: Span<Double>) {
    let lanes = high.count
    var largest = largest
    var nonzero = 0
    high.withUnsafeMutableBufferPointer { high in
      low.withUnsafeMutableBufferPointer { low in
        magnitudes.withUnsafeMutableBufferPointer { magnitudes in
          squares.withUnsafeMutableBufferPointer { squares in
            rows.withUnsafeBufferPointer { rows in
              var start = 0
              while start < rows.count {
                for j in 0..<lanes {
                  let x = rows[start + j]
                  let sum = high[j] + x
                  let part = sum - high[j]
                  low[j] += (high[j] - (sum - part)) + (x - part)
                  high[j] = sum
                  magnitudes[j] += x.magnitude
                  squares[j] += x * x
                  largest = x.magnitude > largest ? x.magnitude : largest
                  nonzero += x == 0 ? 0 : 1
                }
                start += lanes
              }
            }
          }
        }
      }
    }
    self.largest = largest
    self.nonzero += nonzero
  }

  /// The sums, rounded to binary64.
  var sums: [Double] { zip(high, low).map { $0 + $1 } }

  /// ‖Σ|x|‖/‖Σx‖ over the lanes: what the bounds of relative errors are multiplied by.
  var condition: Double { LaneVector.norm(magnitudes) / LaneVector.norm(sums) }

  /// The ratio of mean to deviation of a term, estimated over lanes and terms: the root of
  /// (Σ mean² − Σ variance/n) / Σ variance, 0 where the difference is below 0 (the means are no more
  /// than noise); nil below two terms or without any deviation.
  func signal(count: Int) -> Double? {
    guard count > 1 else { return nil }
    let n = Double(count)
    var (means, variances) = (0.0, 0.0)
    for (sum, square) in zip(sums, squares) {
      means += (sum / n) * (sum / n)
      variances += (square - sum * (sum / n)) / (n - 1)
    }
    guard variances > 0 else { return nil }
    return (max(0, means - variances / n) / variances).squareRoot()
  }
}
