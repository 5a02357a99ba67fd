import FloatFormats
import Testing

@testable import TestVectors

/// Conversions to and from integers and comparisons, against what the machine does.
@Suite struct SwiftTypesTests {
  private func operands(_ name: String) throws -> (TestFunction, OperandSequence) {
    let function = try TestFunction(named: name)
    return (function, OperandSequence(function, seed: 3, count: 100_000))
  }

  @Test(arguments: [
    (RoundingMode.nearestEven, FloatingPointRoundingRule.toNearestOrEven),
    (.nearestAway, .toNearestOrAwayFromZero), (.towardZero, .towardZero),
    (.towardPositive, .up), (.towardNegative, .down), (.awayFromZero, .awayFromZero),
  ])
  func doubleToIntegers(mode: RoundingMode, rule: FloatingPointRoundingRule) throws {
    func check<Integer: FixedWidthInteger>(_ name: String, _: Integer.Type) throws {
      let (function, sequence) = try operands(name)
      let evaluate = Evaluator(function, by: CoreRounder(), RoundingContext(.mode(mode)))
      var wrong: [String] = []
      for operands in sequence {
        let value = Double(bitPattern: operands.a).rounded(rule)
        let outcome = evaluate(operands)
        let expected = Integer(exactly: value)
        let isRight =
          expected.map { Integer(truncatingIfNeeded: outcome.code) == $0 && outcome.flags == [] }
          ?? (outcome.flags == .invalid)
        if !isRight { wrong.append(TestLine(operands, outcome).text(of: function)) }
      }
      #expect(wrong.isEmpty, "\(name), seed 3: \(wrong.prefix(5))")
    }
    try check("f64_to_i32", Int32.self)
    try check("f64_to_ui32", UInt32.self)
    try check("f64_to_i64", Int64.self)
    try check("f64_to_ui64", UInt64.self)
  }

  @Test func roundToIntegers() throws {
    let (function, sequence) = try operands("f32_roundToInt")
    let evaluate = Evaluator(function, by: CoreRounder())
    var wrong: [String] = []
    for operands in sequence {
      let expected = Float(bitPattern: UInt32(operands.a)).rounded(.toNearestOrEven)
      let outcome = evaluate(operands)
      let found = Float(bitPattern: UInt32(outcome.code))
      let isRight = expected.isNaN ? found.isNaN : expected.bitPattern == found.bitPattern
      if !isRight { wrong.append(TestLine(operands, outcome).text(of: function)) }
    }
    #expect(wrong.isEmpty, "seed 3: \(wrong.prefix(5))")
  }

  @Test func integersToFloats() throws {
    func check(_ name: String, _ expected: (UInt64) -> UInt64) throws {
      let (function, sequence) = try operands(name)
      let evaluate = Evaluator(function, by: CoreRounder())
      let wrong = sequence.filter { evaluate($0).code != expected($0.a) }
      #expect(wrong.isEmpty, "\(name), seed 3: \(wrong.prefix(5))")
    }
    try check("i64_to_f32") { UInt64(Float(Int64(bitPattern: $0)).bitPattern) }
    try check("ui64_to_f64") { Double($0).bitPattern }
    try check("i32_to_f64") { Double(Int32(truncatingIfNeeded: $0)).bitPattern }
    try check("ui32_to_f32") { UInt64(Float($0).bitPattern) }
  }

  @Test func comparisons() throws {
    func check(_ name: String, _ expected: (Float, Float) -> Bool) throws {
      let (function, sequence) = try operands(name)
      let evaluate = Evaluator(function, by: CoreRounder())
      let wrong = sequence.filter {
        let (a, b) = (Float(bitPattern: UInt32($0.a)), Float(bitPattern: UInt32($0.b)))
        return evaluate($0).code != (expected(a, b) ? 1 : 0)
      }
      #expect(wrong.isEmpty, "\(name), seed 3: \(wrong.prefix(5))")
    }
    try check("f32_eq") { $0 == $1 }
    try check("f32_le") { $0 <= $1 }
    try check("f32_lt_quiet") { $0 < $1 }
  }
}
