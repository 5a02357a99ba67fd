import FloatFormats
import Testing

@testable import TestVectors

/// Lines whose truth is known otherwise, for the core and for the judge.
@Suite struct KnownLineTests {
  /// The lines that TestFloat's documentation shows as output of `testfloat_gen f64_add`.
  static let documented = [
    "3F90EB5825D6851E C3E0080080000000 C3E0080080000000 01",
    "41E3C00000000000 C182024F8AE474A8 41E377F6C1D46E2D 01",
    "7FD80FFFFFFFFFFF 7FEFFFFFFFFFFF80 7FF0000000000000 05",
    "3FFFED6A25C534BE 3CA1000000020000 3FFFED6A25C534BF 01",
  ].map { ("f64_add", $0) }

  /// Found by hand, to nearest even.
  static let byHand = [
    ("f16_add", "87FF E850 E850 01"),  // a subnormal lost in −2208
    ("f16_mulAdd", "3C01 3C01 BC00 1800 01"),  // 2^−9 + 2^−20: a tie
    ("f16_mulAdd", "0000 7C00 7E00 7E00 10"),  // 0 · ∞ + NaN
    ("f16_mulAdd", "0000 7C00 7E00 FFFF 10"),  // any NaN is as good
    ("f32_div", "3F800000 40400000 3EAAAAAB 01"),  // 1/3
    ("f32_div", "3F800000 00000000 7F800000 08"),
    ("f32_div", "00000000 80000000 FFC00000 10"),
    ("f32_div", "00000001 40000000 00000000 03"),  // half the least subnormal
    ("f64_sqrt", "4000000000000000 3FF6A09E667F3BCD 01"),  // √2
    ("f64_sqrt", "BFF0000000000000 7FF8000000000000 10"),
    ("f64_sqrt", "8000000000000000 8000000000000000 00"),
    ("f16_to_i32", "3E00 00000002 00"),  // 1.5
    ("f16_to_i32", "C100 FFFFFFFE 00"),  // −2.5
    ("f16_to_i32", "7C00 7FFFFFFF 10"),  // RISC-V's answer
    ("f16_to_i32", "7C00 80000000 10"),  // x86's
    ("f16_to_ui32", "BC00 FFFFFFFF 10"),  // −1
    ("f16_to_ui32", "B800 00000000 00"),  // −0.5 is 0
    ("f32_to_ui64", "5F7FFFFF FFFFFF0000000000 00"),
    ("f32_to_ui64", "5F800000 FFFFFFFFFFFFFFFF 10"),  // 2^64
    ("f64_to_i64", "C3E0000000000000 8000000000000000 00"),  // −2^63
    ("i32_to_f16", "0000FFFF 7C00 05"),  // 65535
    ("i32_to_f16", "00000801 6800 01"),  // 2049: a tie
    ("i32_to_f16", "FFFFFFFF BC00 00"),
    ("ui64_to_f32", "FFFFFFFFFFFFFFFF 5F800000 01"),
    ("f16_roundToInt", "B800 8000 00"),  // −0.5 is −0
    ("f16_roundToInt", "7D01 7E00 10"),
    ("f16_eq", "0000 8000 1 00"),
    ("f16_eq", "7E00 7E00 0 00"),
    ("f16_eq", "7D01 3C00 0 10"),
    ("f16_lt", "7E00 3C00 0 10"),
    ("f16_lt_quiet", "7E00 3C00 0 00"),
    ("f16_eq_signaling", "7E00 3C00 0 10"),
    ("f16_le", "BC00 3C00 1 00"),
    ("e4m3fn_add", "7E 78 7F 05"),  // 448 + 256
    ("f32_to_e5m2", "47700000 7C 05"),  // 61440: a tie
    ("e2m1fn_roundToInt", "1 0 00"),  // 0.5: a tie
  ]

  @Test(arguments: documented + byHand)
  func linesAreRight(name: String, text: String) throws {
    let function = try TestFunction(named: name)
    let line = try TestLine(parsing: ArraySlice(text.utf8), of: function)
    let outcomes = [
      ("core", Evaluator(function, by: CoreRounder())(line.operands)),
      ("judge", Evaluator(function, by: JudgeRounder())(line.operands)),
    ]
    for (who, outcome) in outcomes {
      let mismatch = Mismatch(line.outcome, outcome, of: function)
      #expect(mismatch == nil, "\(who): \(TestLine(line.operands, outcome).text(of: function))")
    }
  }

  @Test func inexactIsRaisedForIntegersOnRequest() throws {
    let function = try TestFunction(named: "f16_to_i32")
    let exact = Evaluator(function, by: CoreRounder(), raisesInexactForIntegers: true)
    #expect(exact(Operands(0x3E00)) == Outcome(2, .inexact))
    #expect(exact(Operands(0x4000)) == Outcome(2, []))
    #expect(exact(Operands(0x7C00)).flags == .invalid)
  }
}
