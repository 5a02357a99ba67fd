import PortableMath

/// A straight line through points by least squares.
struct LeastSquares: Sendable {
  /// Change of y for 1 of x.
  let slope: Double
  /// The slope's standard error, from the residuals; nil for two points.
  let standardError: Double?
  /// The share of y's variance that the line explains; nil where y does not vary.
  let determination: Double?

  /// The line through (x, y); nil for fewer than two points, or where x does not vary.
  init?(_ points: [(x: Double, y: Double)]) {
    guard points.count >= 2 else { return nil }
    let n = Double(points.count)
    let meanX = points.reduce(0) { $0 + $1.x } / n
    let meanY = points.reduce(0) { $0 + $1.y } / n
    let xx = points.reduce(0) { $0 + ($1.x - meanX) * ($1.x - meanX) }
    let xy = points.reduce(0) { $0 + ($1.x - meanX) * ($1.y - meanY) }
    let yy = points.reduce(0) { $0 + ($1.y - meanY) * ($1.y - meanY) }
    guard xx > 0 else { return nil }
    let slope = xy / xx
    // Never below zero, as the difference yy − slope·xy could be by rounding.
    let residual = points.reduce(0) { sum, point in
      let error = point.y - meanY - slope * (point.x - meanX)
      return sum + error * error
    }
    self.slope = slope
    standardError = points.count > 2 ? (residual / (n - 2) / xx).squareRoot() : nil
    determination = yy > 1e-18 * n * (1 + meanY * meanY) ? 1 - residual / yy : nil
  }

  /// The line through (log2 x, log2 y): binades per doubling.
  init?(doublings points: [(x: Double, y: Double)]) {
    self.init(points.map { (Portable.log2($0.x), Portable.log2($0.y)) })
  }
}
