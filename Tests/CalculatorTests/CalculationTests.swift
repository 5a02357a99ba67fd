import FloatFormats
import Testing

@testable import Calculator

@Suite struct CalculationTests {
  private func calculate(
    _ text: String, _ format: FloatFormat, _ rounding: Rounding = .nearestEven
  ) throws -> Calculation {
    try Calculation(Expression(parsing: text), to: format, RoundingContext(rounding))
  }

  /// Values found by hand.
  @Test(
    arguments: [
      (
        "add(1.5, 0x1p-24)", FloatFormat.binary16, Rounding.towardZero, 0x3e00, 1,
        "1.500000059604644775390625"
      ),
      ("add(1.5, 0x1p-24)", .binary16, .towardPositive, 0x3e01, 1, "1.500000059604644775390625"),
      (
        "mulAdd(9, 29, 0x1p-100)", .bfloat16, .nearestEven, 0x4383, 1,
        "261.000000000000000000000000000"
      ),
      (
        "divide(1, 3)", .binary16, .nearestEven, 0x3555, 1,
        "0.333333333333333333333333333333"
      ),
      ("squareRoot(9)", .e4m3fn, .nearestEven, 0x44, 0, "3"),
      ("subtract(inf, inf)", .binary16, .nearestEven, 0x7e00, 0x10, "nan"),
      ("divide(-1, 0)", .binary16, .nearestEven, 0xfc00, 8, "-inf"),
      ("remainder(5, 3)", .binary16, .nearestEven, 0xbc00, 0, "-1"),
      ("464", .e4m3fn, .nearestEven, 0x7e, 1, "464"),
      (
        "464.00000000000000000000000001", .e4m3fn, .nearestEven, 0x7f, 5,
        "464.00000000000000000000000001"
      ),
      ("1e-999999999999", .binary16, .towardPositive, 1, 3, "1e-999999999999"),
      ("-1e999999999999", .binary16, .towardPositive, 0xfbff, 5, "-1e999999999999"),
      ("sub(0x1p0, 1)", .binary16, .towardNegative, 0x8000, 0, "0"),
    ] as [(String, FloatFormat, Rounding, UInt64, UInt8, String)])
  func knownResults(
    text: String, format: FloatFormat, rounding: Rounding, code: UInt64, flags: UInt8, exact: String
  ) throws {
    let calculation = try calculate(text, format, rounding)
    #expect(calculation.result == Rounded(code, ExceptionFlags(rawValue: flags)))
    #expect(calculation.exact.digits == exact)
  }

  /// A digit far behind what binary64 keeps decides a tie.
  @Test func operandsAreParsedExactly() throws {
    let tie = "1.00048828125"  // 1 + 2^-11
    #expect(try calculate(tie, .binary16).result.code == 0x3c00)
    let above = tie + String(repeating: "0", count: 200) + "1"
    #expect(try calculate(above, .binary16).result.code == 0x3c01)
  }

  @Test func operandsOfAnotherFormat() throws {
    let calculation = try Calculation(
      Expression(parsing: "add(0.1, 0)"), from: .e4m3fn, to: .binary32)
    #expect(calculation.operands[0].value.digits == "0.1015625")
    #expect(calculation.value.digits == "0.1015625")
    #expect(calculation.operands[0].rounded?.flags == .inexact)
  }

  @Test(arguments: [
    "", "add(1, 2", "add(1)", "squareRoot()", "ad(1, 2)", "add(1, x)", "0x", "1.5.2", "add(1,,2)",
  ])
  func refused(text: String) {
    #expect(throws: CalculationError.self) { try calculate(text, .binary16) }
  }
}
