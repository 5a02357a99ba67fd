import FloatFormats
import Testing

@testable import TestVectors

/// Functions for hardware: formats that differ, random bits, denormals that are zero.
@Suite struct MixedTests {
  /// Every a, b and c of small formats, in every mode: core and judge agree, flags too.
  @Test(arguments: [
    "e2m1fn×e3m2fn+e4m3fn_mulAdd", "e3m2fn×e2m1fn+e5m2_mulAdd", "e2m3fn×e2m1fn+e4m3fnuz_mulAdd",
  ])
  func coreAndJudgeAgree(name: String) throws {
    let function = try TestFunction(named: name)
    #expect(function.operandBits == 18)
    var wrong: [String] = []
    for mode in RoundingMode.allCases {
      let context = RoundingContext(.mode(mode))
      let core = Evaluator(function, by: CoreRounder(), context)
      let judge = Evaluator(function, by: JudgeRounder(), context)
      for operands in OperandSequence(function) {
        let (computed, expected) = (core(operands), judge(operands))
        if Mismatch(expected, computed, of: function) != nil {
          wrong.append("\(mode): \(TestLine(operands, expected).text(of: function)): \(computed)")
        }
      }
    }
    #expect(wrong.isEmpty, "\(wrong.count): \(wrong.first ?? "")")
  }

  /// Wide ones on edges and random operands; the sum of products whose formats differ is not that of either.
  @Test func wideFormats() throws {
    let function = try TestFunction(named: "bf16×f16+f32_mulAdd")
    let core = Evaluator(function, by: CoreRounder())
    let judge = Evaluator(function, by: JudgeRounder())
    var (wrong, inexact) = (0, 0)
    for operands in OperandSequence(function, count: 40_000, level: .two) {
      let (computed, expected) = (core(operands), judge(operands))
      wrong += Mismatch(expected, computed, of: function) == nil ? 0 : 1
      inexact += expected.flags.contains(.inexact) ? 1 : 0
    }
    #expect(wrong == 0 && inexact > 1000, "\(wrong) wrong, \(inexact) inexact")
  }

  /// Stochastic rounding: the judge reads the same random bits, and lines hold them.
  @Test(arguments: ["stochastic:3", "stochastic-a:8", "stochastic-b:5", "stochastic-c:13"])
  func randomBits(rounding: String) throws {
    let context = RoundingContext(try Rounding(named: rounding))
    for name in ["binary32_to_e4m3fn", "bfloat16_add", "e4m3fn×e5m2+binary16_mulAdd"] {
      var function = try TestFunction(named: name)
      function.randomBitCount = context.rounding.randomBitCount
      let core = Evaluator(function, by: CoreRounder(), context)
      let judge = Evaluator(function, by: JudgeRounder(), context)
      var wrong: [String] = []
      var seen: Set<UInt64> = []
      for operands in OperandSequence(function, count: 3000) {
        let line = TestLine(operands, judge(operands))
        let text = line.text(of: function)
        let read = try TestLine(parsing: Array(text.utf8)[...], of: function)
        if read != line || Mismatch(line.outcome, core(operands), of: function) != nil {
          wrong.append(text)
        }
        seen.insert(operands.random)
      }
      #expect(wrong.isEmpty, "\(name): \(wrong.count), \(wrong.first ?? "")")
      #expect(seen.count == min(1 << function.randomBitCount, seen.count), "\(name)")
      #expect(seen.count > (1 << min(function.randomBitCount, 10)) / 2, "\(name): \(seen.count)")
    }
  }

  /// Denormals that are zero: the outcome is that of the operands with zeros in their places.
  @Test func denormalsAreZero() throws {
    let function = try TestFunction(named: "e5m2_mulAdd")
    let plain = Evaluator(function, by: CoreRounder())
    let zeroing = Evaluator(function, by: JudgeRounder(), zeroesSubnormals: true)
    func zeroed(_ code: UInt64) -> UInt64 {
      // E5M2: an exponent field of 0.
      code & 0x7C == 0 ? code & 0x80 : code
    }
    var (wrong, changed) = (0, 0)
    for operands in OperandSequence(function, count: 20_000) {
      let without = Operands(zeroed(operands.a), zeroed(operands.b), zeroed(operands.c))
      wrong += Mismatch(plain(without), zeroing(operands), of: function) == nil ? 0 : 1
      changed += plain(operands) == zeroing(operands) ? 0 : 1
    }
    #expect(wrong == 0 && changed > 100, "\(wrong) wrong, \(changed) changed")
  }

  /// The second level has every pattern of the first, and more.
  @Test(arguments: ["binary16", "e4m3fn", "binary32", "binary64", "e2m1fn"])
  func levels(name: String) throws {
    let type = TestType.float(try FormatCatalogue.format(named: name).format)
    let (one, two) = (Set(type.edges(.one)), Set(type.edges(.two)))
    #expect(one.isSubset(of: two) && (two.count > one.count || type.bitWidth <= 4))
    #expect(two.allSatisfy { $0 <= type.largestCode })
  }

  /// A word of `$readmemh` has its fields at the bits that the layout tells.
  @Test func words() throws {
    var function = try TestFunction(named: "e4m3fn×e5m2+bf16_mulAdd")
    function.randomBitCount = 5
    let line = TestLine(Operands(0x7E, 0x3C, 0x1234, random: 0x1F), Outcome(0xABCD, [.inexact]))
    #expect(line.text(of: function, separator: "_") == "7E_3C_1234_1F_ABCD_01")
    let bits = TestLine.layout(of: function).map(\.bits)
    #expect(bits == [8, 8, 16, 8, 16, 8])
  }
}
