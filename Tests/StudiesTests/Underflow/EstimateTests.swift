import Testing

@testable import Studies

@Suite struct EstimateTests {
  /// Of a mean, the jackknife's standard error is the usual one, s/√n: 1 … 5 has s² = 2.5.
  @Test func theJackknifeOfAMeanIsTheUsualStandardError() throws {
    struct Sum: AdditiveArithmetic {
      var count = 0.0
      var total = 0.0
      static let zero = Sum()
      static func + (a: Sum, b: Sum) -> Sum {
        Sum(count: a.count + b.count, total: a.total + b.total)
      }
      static func - (a: Sum, b: Sum) -> Sum {
        Sum(count: a.count - b.count, total: a.total - b.total)
      }
    }
    let batches = [1.0, 2, 3, 4, 5].map { Sum(count: 1, total: $0) }
    let estimate = Estimate(batches: batches) { $0.total / $0.count }
    #expect(estimate.value == 3)
    let error = try #require(estimate.standardError)
    #expect((error - 0.5.squareRoot()).magnitude < 1e-15, "\(error)")
  }

  @Test func aShareHasTheBinomialStandardError() {
    let estimate = Estimate(count: 25, of: 100)
    #expect(estimate.value == 0.25)
    #expect(estimate.standardError == (0.25 * 0.75 / 100).squareRoot())
  }

  @Test func whatShowsNoSpreadHasNoStandardError() {
    let none = Estimate(count: 0, of: 100)
    let all = Estimate(count: 100, of: 100)
    #expect(none.value == 0 && none.standardError == nil)
    #expect(all.value == 1 && all.standardError == nil)
    let equal = Estimate(batches: [2.0, 2.0, 2.0]) { _ in 5 }
    #expect(equal.value == 5 && equal.standardError == nil)
    #expect(Estimate(count: 0, of: 0).value == nil)
  }

  @Test func aQuantityWithoutADenominatorIsEmpty() {
    let sample = StoredSample(batches: [StoredSums(), StoredSums()])
    #expect(sample.cosine.value == nil && sample.energyLost.value == nil)
    #expect(sample.cosine.standardError == nil)
  }

  @Test func aLineThroughPointsOfALineIsThatLine() throws {
    let line = try #require(LeastSquares([(0, 1), (1, 3), (2, 5)]))
    #expect(line.slope == 2 && line.standardError == 0 && line.determination == 1)
    #expect(LeastSquares([(1, 2)]) == nil)
    #expect(LeastSquares([(1, 2), (1, 3)]) == nil)
    let flat = try #require(LeastSquares([(0, 5), (1, 5), (2, 5)]))
    #expect(flat.slope == 0 && flat.determination == nil)
  }

  /// Anscombe's first data set (The American Statistician 27, 1973): y = 3.00 + 0.500 x, standard
  /// error of the slope 0.118, R² .667.
  @Test func theLineThroughAnscombesFirstDataSetIsHis() throws {
    let x: [Double] = [10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5]
    let y = [8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68]
    let line = try #require(LeastSquares(zip(x, y).map { (x: $0, y: $1) }))
    #expect((line.slope - 0.500).magnitude < 5e-4, "\(line.slope)")
    #expect((try #require(line.standardError) - 0.118).magnitude < 5e-4)
    #expect((try #require(line.determination) - 0.667).magnitude < 5e-4)
  }

  @Test func doublingsAreCountedInBinades() throws {
    let line = try #require(LeastSquares(doublings: [(1, 8), (2, 4), (4, 2)]))
    #expect((line.slope + 1).magnitude < 1e-14, "\(line.slope)")
  }
}
