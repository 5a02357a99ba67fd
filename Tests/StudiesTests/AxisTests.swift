import Testing

@testable import Studies

@Suite struct AxisTests {
  let tokens = Axis(name: "tokens", kind: .integer(1...1 << 20), defaults: ["1"], help: "")
  let scale = Axis(name: "scale", kind: .positive, defaults: ["1"], help: "")

  @Test(arguments: [
    (["1", "2", "2", "7"], [1, 2, 7]), (["2^6..2^10*4"], [64, 256, 1024]),
    (["32..100*2"], [32, 64]), (["1..9+4", "5"], [1, 5, 9]), (["2^20"], [1 << 20]),
    (["1e3"], [1000]), (["10^2"], [100]),
  ])
  func integersAreReadAsValuesPowersAndSeries(items: [String], expected: [Int]) throws {
    #expect(try tokens.values(parsing: items) == expected.map { .integer($0) })
  }

  @Test func positiveNumbersAreReadExactly() throws {
    #expect(
      try scale.values(parsing: ["2^-24", "0.1", "2^0..2^2*2", "1e+1..1e+2*10"])
        == [0x1p-24, 0.1, 1, 2, 4, 10, 100].map { .number($0) })
  }

  @Test(arguments: [
    "0", "2^21", "1.5", "-3", "x", "", "1..5", "5..1*2", "1..5*1", "1..5+0", "nan", "inf", "2^x",
    "1..1e300*1.0000001", "..", "1..",
  ])
  func integersThatCannotBeUsedAreRefusedByAxisAndValue(item: String) {
    let error = #expect(throws: StudyError.self) { try tokens.values(parsing: [item]) }
    guard case .badValue("tokens", item, _) = error else {
      Issue.record("\(item): \(error?.description ?? "nothing thrown")")
      return
    }
  }

  @Test(arguments: ["0", "-1", "nan", "inf", "2^2000"])
  func numbersThatAreNotPositiveAndFiniteAreRefused(item: String) {
    #expect(throws: StudyError.self) { try scale.values(parsing: [item]) }
  }

  @Test func unknownNamesCarryTheNearestKnown() {
    let axis = Axis(
      name: "profile", kind: .name(known: ["initialisation", "x"]), defaults: [], help: "")
    let error = #expect(throws: StudyError.self) { try axis.values(parsing: ["initialization"]) }
    #expect(
      error?.description
        == "unknown profile 'initialization': did you mean initialisation?")
  }
}
