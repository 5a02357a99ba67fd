import FloatFormats
import FormatTesting
import MyFormat
import Testing

@Test func keepsEveryLaw() throws {
  let report = try Implementation(MyFloat.self).judged()
  #expect(report.holds, "\(report)")
}

@Test func isWhatItsSpellingSays() throws {
  #expect(MyFormat.keepsItsPromises)
  #expect(try FormatCatalogue.format(named: MyFormat.spelling).format == MyFormat.format)
}

@Test func roundsAsExpected() {
  #expect(MyFloat(1.5) + MyFloat(0.03125) == 1.5)  // a tie, to even
  #expect(MyFloat(100) == 7.75)  // no infinity: the largest number
}
