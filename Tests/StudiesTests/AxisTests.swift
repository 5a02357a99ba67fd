import Testing

@testable import Studies

@Suite struct AxisTests {
  let tokens = Axis(name: "tokens", kind: .integer(1...1 << 20), defaults: ["1"], help: "")
  let scale = Axis(name: "scale", kind: .positive, defaults: ["1"], help: "")

  @Test(arguments: [
    (["1", "2", "2", "7"], [1, 2, 7]), (["2^6..2^10*4"], [64, 256, 1024]),
    (["32..100*2"], [32, 64]), (["1..9+4", "5"], [1, 5, 9]), (["2^20"], [1 << 20]),
    (["1e3"], [1000]), (["10^2"], [100]), (["2^6..2^20*4"], (3...10).map { 1 << (2 * $0) }),
  ])
  func integersAreReadAsValuesPowersAndSeries(items: [String], expected: [Int]) throws {
    #expect(try tokens.values(parsing: items) == expected.map { .integer($0) })
  }

  @Test func positiveNumbersAreReadExactly() throws {
    #expect(
      try scale.values(parsing: ["2^-24", "0.1", "2^0..2^2*2", "1e+1..1e+2*10"])
        == [0x1p-24, 0.1, 1, 2, 4, 10, 100].map { .number($0) })
  }

  /// Integers beyond 2^53 are themselves, and series do not run over.
  @Test func largeIntegersAreExact() throws {
    let seed = Axis(name: "seed", kind: .integer(0...Int.max), defaults: ["1"], help: "")
    #expect(
      try seed.values(parsing: ["9007199254740993", "9223372036854775807", "3^39"])
        == [9_007_199_254_740_993, .max, 4_052_555_153_018_976_267].map { .integer($0) })
    #expect(try seed.values(parsing: ["2^61..9223372036854775807*2"]).count == 2)
    for item in ["9223372036854775808", "2^63", "1e19"] {
      #expect(throws: StudyError.self) { try seed.values(parsing: [item]) }
    }
    let configuration = try Configuration(
      axes: [seed], settings: ["seed": ["9223372036854775807"]])
    #expect(configuration.integers("seed") == [.max])
  }

  /// The members of a series do not add up each other's roundings, and its end is the end.
  @Test func seriesDoNotDrift() throws {
    let tenths = try scale.values(parsing: ["0.1..1+0.1"])
    #expect(tenths.count == 10 && tenths.last == .number(1), "\(tenths)")
    let decades = try scale.values(parsing: ["1e-6..1*10"])
    #expect(decades.count == 7 && decades.last == .number(1), "\(decades)")
    #expect(try scale.values(parsing: ["0.1..0.35+0.1"]).count == 3)
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
