import FloatFormats
import Testing

@testable import TestVectors

@Suite struct FunctionNameTests {
  @Test(arguments: [
    ("f16_add", "binary16_add", 2), ("bf16_mulAdd", "bfloat16_mulAdd", 3),
    ("e4m3fn_sqrt", "e4m3fn_sqrt", 1), ("fp8_e4m3_rem", "e4m3fn_rem", 2),
    ("f32_to_e5m2", "binary32_to_e5m2", 1), ("ui64_to_f32", "ui64_to_binary32", 1),
    ("f64_le_quiet", "binary64_le_quiet", 2), ("f64_le", "binary64_le", 2),
    ("e4m3:bias=8_mul", "e4m3:bias=8_mul", 2), ("f16_roundToInt", "binary16_roundToInt", 1),
    ("e4m3fn×e5m2+f32_mulAdd", "e4m3fn×e5m2+binary32_mulAdd", 3),
    ("fp4*fp6_e3m2+bf16_mulAdd", "e2m1fn×e3m2fn+bfloat16_mulAdd", 3),
  ])
  func understood(name: String, canonical: String, operandCount: Int) throws {
    let function = try TestFunction(named: name)
    #expect(function.name == canonical)
    #expect(function.operandCount == operandCount)
  }

  @Test func typesOfAConversion() throws {
    let function = try TestFunction(named: "f16_to_ui32")
    #expect(function.operandType == .float(.binary16))
    #expect(function.resultType == .integer(.ui32))
    #expect(function.resultType.digitCount == 8)
  }

  @Test(arguments: [
    ("f16_ad", "add"), ("f16", "FORMAT_OPERATION"), ("f17_add", "f17"), ("f16_to_i33", "i33"),
    ("i32_to_i64", "no float"), ("", "no operation"), ("f128_add", "f128"),
    ("e4m3fn×e5m3x+f32_mulAdd", "e5m3x"), ("e4m3fn×e5m2_mulAdd", "e4m3fn×e5m2"),
  ])
  func refused(name: String, names: String) {
    let error = #expect(throws: (any Error).self) { try TestFunction(named: name) }
    #expect(error.map { "\($0)".contains(names) } ?? false, "\(String(describing: error))")
  }
}
