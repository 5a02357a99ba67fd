import FloatFormats
import Reference
import Testing

/// Operations of the judge against results worked out by hand.
@Suite struct OperationVectorTests {
  @Test func undefinedOperationsZerosAndSigns() {
    let judge = Judge(Formats.binary16)
    let (zero, negativeZero, one, infinity): (UInt64, UInt64, UInt64, UInt64) = (
      0, 0x8000, 0x3C00, 0x7C00
    )
    let (quiet, signaling): (UInt64, UInt64) = (0x7E00, 0x7D00)
    for (operation, a, b, c): (ArithmeticOperation, UInt64, UInt64, UInt64) in [
      (.add, infinity, 0xFC00, 0), (.subtract, infinity, infinity, 0),
      (.multiply, zero, infinity, 0),
      (.divide, zero, negativeZero, 0), (.divide, infinity, infinity, 0),
      (.squareRoot, 0xBC00, 0, 0), (.remainder, infinity, one, 0), (.remainder, one, zero, 0),
      (.truncatingRemainder, one, zero, 0), (.add, signaling, one, 0),
      (.squareRoot, signaling, 0, 0),
      (.multiplyAdd, zero, infinity, quiet), (.multiplyAdd, one, one, signaling),
      (.multiplyAdd, infinity, one, 0xFC00),
    ] {
      judge.examine(operation, a, b, c)
      check(judge, "\(operation)", 0, .invalid, isNaN: true)
    }
    for (operation, a, b, c): (ArithmeticOperation, UInt64, UInt64, UInt64) in [
      (.add, quiet, one, 0), (.multiply, quiet, infinity, 0), (.multiplyAdd, one, one, quiet),
    ] {
      judge.examine(operation, a, b, c)
      check(judge, "\(operation)", 0, [], isNaN: true)
    }
    for (operation, a, b, c, code, down, flags):
      (ArithmeticOperation, UInt64, UInt64, UInt64, UInt64, UInt64, ExceptionFlags) in [
        (.divide, one, negativeZero, 0, 0xFC00, 0xFC00, .divisionByZero),
        (.divide, infinity, zero, 0, infinity, infinity, []),
        (.add, one, 0xBC00, 0, 0, 0x8000, []), (.subtract, one, one, 0, 0, 0x8000, []),
        (.add, negativeZero, negativeZero, 0, 0x8000, 0x8000, []),
        (.add, zero, negativeZero, 0, 0, 0x8000, []),
        (.multiply, negativeZero, one, 0, 0x8000, 0x8000, []),
        (.multiplyAdd, one, one, 0xBC00, 0, 0x8000, []),
        (.multiplyAdd, negativeZero, one, negativeZero, 0x8000, 0x8000, []),
        (.squareRoot, negativeZero, 0, 0, 0x8000, 0x8000, []),
        // 5 rem 3 = −1, 5 fmod 3 = 2, 6 rem 4 = −2 (6/4 = 1.5, to the even 2), −4 rem 2 = −0.
        (.remainder, 0x4500, 0x4200, 0, 0xBC00, 0xBC00, []),
        (.truncatingRemainder, 0x4500, 0x4200, 0, 0x4000, 0x4000, []),
        (.remainder, 0x4600, 0x4400, 0, 0xC000, 0xC000, []),
        (.remainder, 0xC400, 0x4000, 0, 0x8000, 0x8000, []),
        (.remainder, one, infinity, 0, one, one, []),
      ]
    {
      judge.examine(operation, a, b, c)
      check(judge, "\(operation)", code, flags)
      check(judge, "\(operation)", RoundingContext(.towardNegative), down, flags)
    }
    let fn = Judge(Formats.e4m3fn)
    fn.examine(.divide, 0x38, 0)
    check(fn, "1/0 of e4m3fn", 0, [.divisionByZero], isNaN: true)
  }

  /// The traps of rounding twice.
  @Test func resultsThatRoundingTwiceGetsWrong() throws {
    let tf32 = Judge(Formats.tf32)
    try tf32.examine(text: "0x1.000000000000001p0")  // 1 + 2^-60
    check(tf32, "1 + 2^-60", RoundingContext(.towardPositive), (127 << 10) + 1, .inexact)
    check(tf32, "1 + 2^-60", RoundingContext(.odd), (127 << 10) + 1, .inexact)
    let bfloat = Judge(Formats.bfloat16)
    // 9 · 29 + 2^-100: 261 is halfway between 260 and 262.
    bfloat.examine(.multiplyAdd, 0x4110, 0x41E8, 0x0D80)
    check(bfloat, "9·29 + 2^-100", 0x4383, .inexact)
    bfloat.examine(.multiply, 0x4110, 0x41E8)
    check(bfloat, "9·29", 0x4382, .inexact)
    let half = Judge(Formats.binary16)
    try half.examine(text: "1.00048828125000000000000000000000000000000000000001")
    check(half, "text above a tie", 0x3C01, .inexact)
    for (text, up, down): (String, UInt64, UInt64) in [
      ("1e-99999999999999999999", 0x0001, 0), ("-1e-99999999999999999999", 0x8000, 0x8001),
    ] {
      try half.examine(text: text)
      check(half, text, RoundingContext(.towardPositive), up, [.underflow, .inexact])
      check(half, text, RoundingContext(.towardNegative), down, [.underflow, .inexact])
    }
    try half.examine(text: "-1e99999999999999999999")
    check(half, "huge", 0xFC00, [.overflow, .inexact])
    half.examine(integer: Int64.min)
    check(half, "Int.min", 0xFC00, [.overflow, .inexact])
    half.examine(integer: UInt64(2049))
    check(half, "2049", 0x6800, .inexact)
  }
}
