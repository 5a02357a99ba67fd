import Reporting

extension AccumulationResults {
  /// The largest error of some number of drawn terms in a format, over all kinds of terms: `lost` where
  /// one of them was not followed so far, else `overflow` where one is not finite. Nil where there are
  /// none of this format and accumulator.
  func largestError(_ format: String, _ accumulator: String, at count: Int) -> Outcome? {
    drawn(format, accumulator).map { $0.outcome(at: count) }.max { $0.order < $1.order }
  }

  /// The largest share of terms that rounding made 0, in any row of these.
  func flushed(_ format: String, _ accumulator: String) -> Double? {
    drawn(format, accumulator).flatMap(\.rows).compactMap(\.flushed).max()
  }

  /// All kinds of drawn terms in a format by an accumulator, or by the cast alone.
  private func drawn(_ format: String, _ accumulator: String) -> [Series] {
    (series + casts).filter {
      $0.first.format == format && $0.accumulator == accumulator
        && $0.first.network == nil
    }
  }
}

extension AccumulationResults.Outcome {
  /// Errors by size, then what is not finite, then what is lost.
  var order: Double {
    switch self {
    case .error(let error): error
    case .overflow: .greatestFiniteMagnitude
    case .lost: .infinity
    }
  }

  /// `0.94`, `lost`, `overflow`.
  var text: String {
    switch self {
    case .error(let error): NumberText.significant(error, digits: 2)
    case .overflow: "overflow"
    case .lost: "lost"
    }
  }
}
