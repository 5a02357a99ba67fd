import FloatFormats
import Testing

@testable import TestVectors

@Suite struct LineTests {
  private func parse(_ text: String, _ name: String = "f16_add") throws -> TestLine {
    try TestLine(parsing: ArraySlice(text.utf8), of: TestFunction(named: name))
  }

  @Test func spellings() throws {
    let line = try parse("87FF E850 E850 01")
    #expect(line.operands == Operands(0x87FF, 0xE850))
    #expect(line.outcome == Outcome(0xE850, .inexact))
    #expect(try parse("  87ff\te850   e850 1\r") == line)
    #expect(line.text(of: try TestFunction(named: "f16_add")) == "87FF E850 E850 01")
  }

  @Test func widthsFollowTheTypes() throws {
    let line = TestLine(Operands(1), Outcome(1, []))
    #expect(line.text(of: try TestFunction(named: "tf32_to_ui64")) == "00001 0000000000000001 00")
    #expect(line.text(of: try TestFunction(named: "e2m1fn_to_f16")) == "1 0001 00")
  }

  @Test(arguments: [
    ("87FF E850 E850", "too few fields; valid: 4 (2 operands, result, flags)"),
    ("", "too few"), ("87FF E850 E850 01 00", "too many"),
    ("87FF E85G E850 01", "operand 2 is \"E85G\""),
    ("87FF 1E850 E850 01", "operand 2 is \"1E850\"; valid: a hexadecimal number up to FFFF"),
    ("87FF E850 -1 01", "result is \"-1\""), ("87FF E850 E850 20", "flags is \"20\""),
    ("87FF E850 0x50 01", "result is \"0x50\""), ("f16_add", "operand 1 is \"f16_add\""),
  ])
  func refused(text: String, reason: String) {
    let error = #expect(throws: TestLineError.self) { try self.parse(text) }
    #expect(error.map { "\($0)".contains(reason) } ?? false, "\(String(describing: error))")
  }

  @Test(
    arguments: [
      ("f16_add", 0x3C00, 0, 0x3C01, 0, Mismatch.oneUlp),
      ("f16_add", 0x3C00, 0, 0x3C02, 0, .moreUlps), ("f16_add", 0x3C00, 0, 0xBC00, 0, .sign),
      ("f16_add", 0x0000, 0, 0x8000, 0, .sign), ("f16_add", 0x8000, 0, 0x0001, 0, .oneUlp),
      ("f16_add", 0x7BFF, 0, 0x7C00, 0, .infinity), ("f16_add", 0x7C00, 0, 0x7E00, 0, .nan),
      ("f16_add", 0x7E00, 0, 0xFE01, 0, nil), ("f16_add", 0x7E00, 0, 0xFE01, 16, .flags),
      ("f16_add", 0x3C00, 1, 0x3C00, 0, .flags), ("f16_add", 0x3C00, 0, 0x3C00, 0, nil),
      ("f16_lt", 0, 0, 1, 0, .truth), ("f16_to_i32", 1, 0, 2, 0, .oneUlp),
      ("f16_to_i32", 0xFFFF_FFFF, 0, 0, 0, .oneUlp), ("f16_to_i32", 5, 0, 9, 0, .moreUlps),
      ("f16_to_i32", 5, 0, 0xFFFF_FFFB, 0, .sign), ("f16_to_i32", 5, 16, 9, 16, nil),
      ("f16_to_i32", 5, 0, 9, 16, .moreUlps), ("e4m3fnuz_add", 0x7F, 0, 0x80, 0, .nan),
      ("e4m3:no-subnormals_add", 0x01, 0, 0x00, 0, nil),
    ] as [(String, UInt64, UInt8, UInt64, UInt8, Mismatch?)])
  func classes(
    name: String, expected: UInt64, expectedFlags: UInt8, computed: UInt64, computedFlags: UInt8,
    mismatch: Mismatch?
  ) throws {
    let found = Mismatch(
      Outcome(expected, ExceptionFlags(rawValue: expectedFlags)),
      Outcome(computed, ExceptionFlags(rawValue: computedFlags)),
      of: try TestFunction(named: name))
    #expect(found == mismatch)
  }
}
