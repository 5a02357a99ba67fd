import PortableMath

/// Statistics with known distributions under the hypothesis that the numbers are random.
enum Detectors {
  /// How many windows of two neighbouring words, in either order, occur in more than one place.
  ///
  /// Random streams of n words in all have n²/2^64 such pairs of places; streams that are stretches
  /// of one sequence have about n²/2^32.
  static func repeatedWindows(
    streams: Int, length: Int, word: (_ stream: Int, _ index: UInt32) -> UInt32
  ) -> Int {
    var windows: [UInt64] = []
    windows.reserveCapacity(streams * (length - 1))
    for stream in 0..<streams {
      var previous = word(stream, 0)
      for index in 1..<UInt32(length) {
        let current = word(stream, index)
        windows.append(UInt64(min(previous, current)) << 32 | UInt64(max(previous, current)))
        previous = current
      }
    }
    windows.sort()
    return zip(windows, windows.dropFirst()).count { $0 == $1 }
  }

  /// The correlation of two sequences about their known mean 0, times √n: standard normal for
  /// independent sequences of unit variance.
  static func correlation(_ a: ArraySlice<Double>, _ b: ArraySlice<Double>) -> Double {
    var sum = 0.0
    for (x, y) in zip(a, b) { sum += x * y }
    return sum / Double(min(a.count, b.count)).squareRoot()
  }

  /// √n times the largest distance between the empirical distribution and `distribution`: beyond t
  /// with probability 2·exp(−2t²) (Kolmogorov 1933; Smirnov 1948).
  static func kolmogorovSmirnov(
    _ sample: [Double], _ distribution: (Double) -> Double
  ) -> Double {
    let n = Double(sample.count)
    var largest = 0.0
    for (index, x) in sample.sorted().enumerated() {
      let share = distribution(x)
      largest = max(largest, share - Double(index) / n, Double(index + 1) / n - share)
    }
    return largest * n.squareRoot()
  }

  /// Pearson's chi-square of counts that should be equal, as (χ² − d)/√(2d) with d one less than
  /// the number of cells: close to standard normal for d ≥ 255.
  static func chiSquare(_ counts: [Int]) -> Double {
    let expected = Double(counts.reduce(0, +)) / Double(counts.count)
    var sum = 0.0
    for count in counts {
      let difference = Double(count) - expected
      sum += difference * difference / expected
    }
    let freedom = Double(counts.count - 1)
    return (sum - freedom) / (2 * freedom).squareRoot()
  }

  /// The probability that a Poisson variable with this mean is at least as far out as `count`, on
  /// the side where `count` lies.
  static func poissonTail(_ count: Int, mean: Double) -> Double {
    func sum(_ range: some Sequence<Int>) -> Double {
      var term = -mean
      var logFactorial = 0.0
      var total = 0.0
      var reached = 0
      for k in range {
        while reached < k {
          reached += 1
          logFactorial += Portable.log(Double(reached))
        }
        term = -mean + Double(k) * Portable.log(mean) - logFactorial
        total += Portable.exp(term)
      }
      return total
    }
    if Double(count) <= mean { return sum(0...count) }
    return sum(count...(count + 200 + Int(10 * mean.squareRoot())))
  }
}
