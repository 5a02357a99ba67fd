import FloatFormats
import FormatTesting
import Foundation
import TestSupport
import Testing

/// What the README says.
@Suite struct ReadmeTests {
  enum MyFormat: SignedFormatTag {
    static let format = FloatFormat(
      exponentWidth: 3, precision: 5, bias: 5, nan: .none, infinity: false)
  }
  typealias MyFloat = Simulated<MyFormat, ToNearestEven>

  @Test func keepsEveryLaw() throws {
    let report = try Implementation(MyFloat.self).judged()
    #expect(report.holds, "\(report)")
  }

  @Test func numbers() throws {
    let readme = try String(contentsOfFile: CProgram.repository + "/README.md", encoding: .utf8)
    #expect(readme.contains("`FormatTesting` has \(Law.all.count) laws"))
  }
}
