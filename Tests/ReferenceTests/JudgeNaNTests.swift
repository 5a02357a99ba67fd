import FloatFormats
import Reference
import Testing

@Suite struct JudgeNaNTests {
  /// 0 ÷ 0: the quiet NaN of no other trailing bit where there is a choice.
  @Test func operationsReturnOneNaN() {
    let codes: [(format: FloatFormat, code: UInt64)] = [
      (Formats.binary16, 0x7E00), (Formats.bfloat16, 0x7FC0), (Formats.e5m2, 0x7E),
      (Formats.e4m3, 0x7C), (Formats.e4m3fn, 0x7F), (Formats.e4m3fnuz, 0x80),
    ]
    for (format, code) in codes {
      let judge = Judge(format)
      judge.examine(.divide, 0, 0)
      let verdict = judge.verdict(RoundingContext())
      #expect(verdict.isNaN && verdict.code == code, "\(hex(verdict.code)), not \(hex(code))")
    }
  }
}
