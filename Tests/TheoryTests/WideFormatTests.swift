import FloatFormats
import Testing
import Theory

/// The law's inverses scale with the format: equal precision, equal answers in units of the least value.
@Suite struct WideFormatTests {
  @Test(arguments: ["e8m10", "e10m10", "e11m10"])
  func sameAnswerInUnitsOfTheLeast(name: String) throws {
    let limits = FormatLimits(try FormatCatalogue.format(named: name).format)
    let half = FormatLimits(.binary16)
    let observed = try #require(GaussianUnderflow.deviation(cosine: 0.99, in: limits))
    let expected = try #require(GaussianUnderflow.deviation(cosine: 0.99, in: half))
    // e11m10's answer is a subnormal number, which has 11 bits there.
    let tolerance = name == "e11m10" ? 1e-3 : 1e-12
    let ratio = observed / limits.leastNonzero / (expected / half.leastNonzero)
    #expect((ratio - 1).magnitude < tolerance, "\(observed)")
    let share = GaussianUnderflow.deviation(flushedShare: 0.5, in: limits)
    #expect(share > 0)
  }

  @Test func binary64Ends() throws {
    let deviation = GaussianUnderflow.deviation(cosine: 0.99, in: FormatLimits(.binary64))
    #expect(try #require(deviation) <= 0x1p-1072)
  }
}
