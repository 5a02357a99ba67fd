/// Rows of terms for sums side by side: the k-th term of sum l is a[k]·b[k·stride + l].
struct LaneTerms {
  let a: UnsafePointer<Double>
  let b: UnsafePointer<Double>
  let stride: Int
  let rows: Int

  /// Some of the rows, as far as there are.
  func rows(from start: Int, upTo end: Int) -> LaneTerms {
    LaneTerms(
      a: a + start, b: b + start * stride, stride: stride, rows: min(end, rows) - start)
  }
}
