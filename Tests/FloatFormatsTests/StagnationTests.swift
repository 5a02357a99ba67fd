import FloatFormats
import Testing

/// Sums that stop growing: published numbers, exact.
@Suite struct StagnationTests {
  /// Formats and what their sums must do: equal ones stall at 2^p; the harmonic sum stalls at a value,
  /// first reached by the sum of so many terms.
  static let cases: [(String, ones: Double, harmonic: Double, terms: Int)] = [
    ("bfloat16", 256, 5.0625, 65), ("binary16", 2048, 7.0859375, 513), ("e4m3fn", 16, 3, 9),
    ("e5m2", 8, 2, 5),
  ]

  @Test(arguments: cases)
  func onesStallAtTwoToThePrecision(name: String, ones: Double, harmonic: Double, terms: Int) throws
  {
    let format = try FormatCatalogue.format(named: name).format
    let one = try #require(format.oneCode)
    var sum: UInt64 = 0
    for _ in 0..<3000 { sum = format.add(sum, one).code }
    #expect(format.decode(sum) == ones)
  }

  /// Σ 1/k, each exact term rounded to the format and added in it: the last change is at term
  /// `terms − 1`.
  @Test(arguments: cases)
  func harmonicSum(name: String, ones: Double, harmonic: Double, terms: Int) throws {
    let format = try FormatCatalogue.format(named: name).format
    var sum: UInt64 = 0
    var lastChange = 0
    for term in 1...3000 {
      let quotient = ExactArithmetic.quotient(ExactValue(1.0), ExactValue(integer: term))
      let next = format.add(sum, format.round(quotient).code).code
      if next != sum { lastChange = term }
      sum = next
    }
    #expect(format.decode(sum) == harmonic)
    #expect(lastChange == terms - 1)
  }
}
