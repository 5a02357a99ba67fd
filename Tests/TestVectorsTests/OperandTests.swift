import FloatFormats
import Testing

@testable import TestVectors

@Suite struct OperandTests {
  private func sequence(_ name: String, seed: UInt64 = 1, count: Int? = nil) throws
    -> OperandSequence
  {
    OperandSequence(try TestFunction(named: name), seed: seed, count: count)
  }

  @Test(arguments: [
    ("e4m3fn_add", 65536), ("e2m1fn_mulAdd", 4096), ("e2m3fn_mulAdd", 262_144),
    ("f16_sqrt", 65536), ("f16_to_i32", 65536),
  ])
  func allWhereTheyAreFew(name: String, count: Int) throws {
    let all = Set(try sequence(name))
    #expect(all.count == count)
  }

  @Test func sampledWhereTheyAreMany() throws {
    let operands = Array(try sequence("f16_add"))
    #expect(operands.count == 65536)
    #expect(Array(try sequence("f16_add")) == operands)
    #expect(Array(try sequence("f16_add", count: 1000)) == Array(operands.prefix(1000)))
    #expect(Array(try sequence("f16_add", seed: 2)) != operands)
    // All pairs of the edges are there.
    let edges: [UInt64] = [
      0, 0x8000, 1, 0x03FF, 0x0400, 0x3BFF, 0x3C00, 0x7BFF, 0x7C00, 0x7E00, 0xFFFF,
    ]
    let pairs = Set(operands)
    for a in edges {
      for b in edges { #expect(pairs.contains(Operands(a, b)), "\(a) \(b)") }
    }
  }

  /// Every exception, and exact results, are met often enough to be tested.
  @Test(arguments: ["f16_add", "f16_mulAdd", "bf16_mul", "f32_div", "f64_mulAdd", "f64_to_e4m3fn"])
  func everythingHappens(name: String) throws {
    let function = try TestFunction(named: name)
    let evaluate = Evaluator(function, by: CoreRounder())
    var counts: [String: Int] = [:]
    for operands in OperandSequence(function) {
      let flags = evaluate(operands).flags
      counts[flags.description, default: 0] += 1
    }
    var needed = ["none", "inexact", "invalid", "overflow inexact"]
    if !name.hasSuffix("_add") { needed.append("underflow inexact") }
    for flags in needed { #expect(counts[flags, default: 0] > 300, "\(flags): \(counts)") }
  }

  /// The judge and the core agree on what `vectors` writes.
  @Test(arguments: [
    "f16_add", "f16_mulAdd", "bf16_sub", "e5m2_div", "e4m3fn_mulAdd", "f32_mul", "f64_div",
    "f64_sqrt", "tf32_rem", "f32_to_e5m2", "e4m3fnuz_to_f16", "f64_to_ui32", "i64_to_f16",
    "f16_roundToInt", "binary8p3se_mul", "e8m0fnu_mul", "e4m3b11fnuz_div",
    "f32_to_e8m0fnu", "e2m1fn_div", "e4m3:no-subnormals_mulAdd", "e2m3fn_roundToInt",
    "e4m3fn_eq", "f16_le", "e5m2_lt_quiet", "e8m0fnu_lt", "e4m3fnuz_eq_signaling",
    "e4m3:no-subnormals_lt", "e2m1fn_le_quiet", "f64_eq", "f16_to_i32", "e8m0fnu_to_ui64",
    "f64_to_i64", "e5m2_to_ui32", "e8m0fnu_roundToInt", "f64_roundToInt", "e4m3fnuz_roundToInt",
    "e2m4:bias=2,no-infinity,nan=none_roundToInt", "e4m3:unsigned_roundToInt",
  ])
  func judgeAndCoreAgree(name: String) throws {
    let function = try TestFunction(named: name)
    let judge = JudgeRounder()
    let contexts =
      RoundingMode.allCases.map { RoundingContext(.mode($0)) }
      + [
        RoundingContext(.nearestEven, overflow: .saturate, tininess: .beforeRounding),
        RoundingContext(.nearestEven, overflow: .nan),
      ]
    var wrong: [String] = []
    for (index, context) in contexts.enumerated() {
      let expected = Evaluator(
        function, by: judge, context, raisesInexactForIntegers: index % 2 == 1)
      let computed = Evaluator(
        function, by: CoreRounder(), context, raisesInexactForIntegers: index % 2 == 1)
      for operands in OperandSequence(function, seed: UInt64(index), count: 20_000) {
        let outcomes = (expected(operands), computed(operands))
        guard Mismatch(outcomes.0, outcomes.1, of: function) != nil else { continue }
        let texts = [outcomes.0, outcomes.1].map { TestLine(operands, $0).text(of: function) }
        wrong.append("\(context.rounding): judge \(texts[0]), core \(texts[1])")
      }
    }
    #expect(wrong.isEmpty, "seed by mode; \(wrong.count): \(wrong.prefix(4))")
  }
}
