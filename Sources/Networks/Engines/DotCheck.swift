import ArbitraryPrecision
import Kernels
import RandomStreams

/// How far some results of a site's products are from their exact values.
public struct DotCheck: Hashable, Sendable {
  /// Results that were computed anew.
  public internal(set) var count = 0
  /// The largest |result − exact value| / Σ|terms|, as a pure number, infinite where a result is not
  /// finite: binary64 rounding once a product and once a sum gives 2^-53 times some small multiple of
  /// √terms.
  public internal(set) var largestError = 0.0

  /// Compares a result with the sum of its terms, in numbers of 256 bits.
  ///
  /// - Parameters:
  ///   - scale: what the sum is divided by.
  ///   - bias: what is added then.
  mutating func check(
    _ result: Double, _ a: [Double], _ b: [Double], scale: Double, bias: Double
  ) {
    // In place: there are millions of terms.
    let precision = PreciseNumber.precision
    var exact = BigFloat(precision: precision)
    var x = BigFloat(precision: 53)
    var y = BigFloat(precision: 53)
    var magnitudes = bias.magnitude
    for (a, b) in zip(a, b) {
      x.set(a)
      y.set(b)
      exact.addProduct(x, y)
      magnitudes += (a * b / scale).magnitude
    }
    x.set(scale)
    exact.divide(by: x)
    x.set(bias)
    exact.add(x)
    count += 1
    guard magnitudes > 0 else { return }
    guard result.isFinite else {
      largestError = .infinity
      return
    }
    x.set(result)
    exact.subtract(x)
    largestError = max(largestError, exact.double().magnitude / magnitudes)
  }
}

extension KernelEngine {
  /// Rows, or columns, of a product of which results are computed anew: 64 results a site.
  private static var checkedLines: Int { 8 }

  /// Computes some results of a site's first product anew, where that is asked for.
  ///
  /// - Parameters:
  ///   - rows: of the product.
  ///   - columns: of the product.
  ///   - results: row i of the product's results as the engine has them.
  ///   - a: the terms' factors of row i, in order, times the scale that the sum is divided by.
  ///   - b: those of column j.
  func checkDots(
    rows: Int, columns: Int, scale: Double, bias: Matrix<Number>? = nil, at site: Site,
    results: (_ row: Int) -> [Number], a: (_ row: Int) -> [Double], b: (_ column: Int) -> [Double]
  ) {
    guard options.checksDots, record[site]?.dots == nil else { return }
    let stream = RandomStream(
      StreamKey(
        seed: options.seed, domain: .data,
        name: "networks.dots.\(site.path).\(site.role.rawValue).\(site.pass.rawValue)"))
    func drawn(_ first: Int, of count: Int) -> [Int] {
      (first..<first + Self.checkedLines).map { place in
        Int(stream.draw(at: UInt64(place)).bits.multipliedFullWidth(by: UInt64(count)).high)
      }
    }
    let chosen = drawn(Self.checkedLines, of: columns)
    let factors = chosen.map(b)
    var check = DotCheck()
    for row in drawn(0, of: rows) {
      let found = results(row)
      let terms = a(row)
      for (column, factors) in zip(chosen, factors) {
        check.check(
          Double(found[column]), terms, factors, scale: scale,
          bias: bias.map { Double($0.elements[column]) } ?? 0)
      }
    }
    record.update(site) { $0.dots = check }
  }
}

extension Matrix {
  /// A row's numbers.
  func row(_ row: Int) -> [Number] { Array(elements[row * columns..<(row + 1) * columns]) }

  /// A column's numbers.
  func column(_ column: Int) -> [Number] { (0..<rows).map { self[$0, column] } }
}

extension PassRecord {
  /// The largest error among the results that were computed anew, and where; nil where none were.
  public var largestDotError: (value: Double, site: Site)? {
    sites.compactMap { statistics in
      statistics.dots.map { ($0.largestError, statistics.site) }
    }.max { $0.0 < $1.0 }
  }
}
