import FloatFormats
import Kernels
import Testing

@testable import TestVectors

/// Test vectors of dot products.
@Suite struct DotLineTests {
  private func tests(_ model: String, terms: Int = 8, seed: UInt64 = 1) throws -> DotTests {
    try DotTests(
      AccumulatorModel(named: model), a: FormatCatalogue.format(named: "e4m3fn"),
      b: FormatCatalogue.format(named: "e5m2"), terms: terms, seed: seed)
  }

  /// A line is read back, and computed again from its operands alone.
  @Test(arguments: [
    "h100-fp8", "fp32", "per-operation(bfloat16, stochastic(8))", "exact(binary16)",
  ])
  func linesReadBack(model: String) throws {
    let tests = try tests(model)
    #expect(tests.name == "e4m3fn×e5m2_dot8" && tests.layout.count == 19)
    var wrong: [String] = []
    for number in 0..<400 {
      let text = tests.text(number)
      let codes = try tests.codes(parsing: Array(text.utf8)[...])
      let again = tests.result(of: codes.dropLast(), number)
      if codes != tests.codes(number) || again != codes.last { wrong.append(text) }
    }
    #expect(wrong.isEmpty, "\(wrong.count): \(wrong.first ?? "")")
  }

  /// By hand: 1·1 + 2·2 + 1 in binary32, and the flags that a model does not tell.
  @Test func aKnownLine() throws {
    let tests = try DotTests(
      .fp32, a: FormatCatalogue.format(named: "e4m3fn"),
      b: FormatCatalogue.format(named: "e4m3fn"), terms: 2)
    #expect(tests.name == "e4m3fn_dot2")
    let codes = try tests.codes(parsing: Array("38 40 38 40 3F800000 40C00000 00".utf8)[...])
    #expect(tests.result(of: codes.dropLast(), 0) == 0x40C0_0000)
    for line in [
      "38 40 38 40 3F800000 40C00000", "38 40 38 140 3F800000 40C00000 00",
      "38 40 38 40 3F800000 40C00000 01",
    ] {
      #expect(throws: TestLineError.self, "\(line)") {
        try tests.codes(parsing: Array(line.utf8)[...])
      }
    }
  }

  /// The tests reach what distinguishes accumulators: most models give other results somewhere.
  @Test func modelsAreToldApart() throws {
    let names = ["h100-fp8", "l40s-fp8", "fp32", "exact(binary32)", "per-operation(bfloat16)"]
    let results = try names.map { name in
      let tests = try tests(name, terms: 32)
      return (0..<400).map { tests.types.c.description(of: tests.codes($0).last ?? 0) }
    }
    for (first, name) in names.enumerated() {
      for second in names.indices where second > first {
        #expect(results[first] != results[second], "\(name) and \(names[second])")
      }
    }
  }
}
