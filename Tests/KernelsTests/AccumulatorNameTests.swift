import FloatFormats
import Testing

@testable import Kernels

/// Names of accumulator models.
@Suite struct AccumulatorNameTests {
  /// Names in their canonical spelling.
  static let canonical = [
    "fp32", "exact", "exact(binary16)", "per-operation(binary16)",
    "per-operation(e4m3fn(bias=8), stochastic(13))", "per-operation(e5m7, toward-zero)",
    "per-operation(bfloat16, stochastic-c(4))", "fused(bfloat16)", "kahan(bfloat16)",
    "pairwise(binary16)", "chunked(64, per-operation(e5m10), fp32)",
    "chunked(64, per-operation(e4m3(bias=8,no-subnormals), odd), chunked(8, fp32, kahan(bfloat16)))",
    "promoted(h100-fp8, 128)", "promoted(promoted(h100-fp8, 32), 4)",
  ]

  @Test(arguments: canonical + TensorCore.all.map(\.name))
  func roundTrip(name: String) throws {
    let model = try AccumulatorModel(named: name)
    #expect(model.name == name)
    #expect(try AccumulatorModel(named: model.name) == model)
  }

  /// Other spellings of one model.
  @Test(arguments: [
    ("fused(binary32)", "fp32"), ("fused( fp32 )", "fp32"), ("exact(binary64)", "exact"),
    ("Per-Operation(FP16)", "per-operation(binary16)"), (" h100-fp8 ", "h100-fp8"),
    (
      "per-operation(e4m3fn:bias=8,stochastic:13)", "per-operation(e4m3fn(bias=8), stochastic(13))"
    ),
    (
      "per-operation(e4m3:bias=8,no-subnormals, nearest-away)",
      "per-operation(e4m3(bias=8,no-subnormals), nearest-away)"
    ),
    ("per-operation(bf16,stochastic)", "per-operation(bfloat16, stochastic(32))"),
    ("chunked(64,fp32,fp32)", "chunked(64, fp32, fp32)"),
  ])
  func otherSpellings(spelling: String, name: String) throws {
    #expect(try AccumulatorModel(named: spelling).name == name)
  }

  /// Wrong names, and what the one line says.
  @Test(arguments: [
    ("h100-fp9", "h100-fp8"), ("fp33", "fp32"), ("per-opration(binary16)", "per-operation"),
    ("", "list accumulators"), ("per-operation", "format is missing"),
    ("per-operation()", "format is missing"), ("per-operation(binary15)", "binary16"),
    ("per-operation(binary16, up)", "\"up\""), ("per-operation(binary16", "not closed"),
    ("per-operation(binary16))", "follows"), ("fp32 fp32", "fp32"), ("fp32(2)", "valid: fp32"),
    ("per-operation(binary16, odd, odd)", "unexpected"), ("h100-fp8(3)", "unknown"),
    ("chunked(0, fp32, fp32)", "\"0\""), ("chunked(64, fp32)", "2 arguments"),
    ("chunked(99999999999999999999, fp32, fp32)", "number of terms"),
    ("chunked(4, fp32, h100-fp8)", "outer"), ("promoted(128, h100-fp8)", "\"128\""),
    ("promoted(h100-fp8, x)", "\"x\""), ("fused(e8m0fnu)", "sign"),
    (
      "promoted(promoted(promoted(promoted(promoted(promoted(promoted(promoted(fp32,1),1),1),1),1),1),1),1)",
      "deeper"
    ),
  ])
  func refused(name: String, words: String) throws {
    let error = try #require(throws: (any Error).self) { try AccumulatorModel(named: name) }
    #expect("\(error)".contains(words), "\(error)")
    #expect(!"\(error)".contains("\n"))
  }

  @Test func whatAModelSays() throws {
    let model = try AccumulatorModel(
      named: "chunked(8, h100-fp8, per-operation(e5m7, stochastic(4)))")
    #expect(model.resultFormat == FloatFormat(exponentWidth: 5, precision: 8))
    #expect(model.tensorCores.map(\.name) == ["h100-fp8"])
    #expect(model.isStochastic)
    #expect(try AccumulatorModel(named: "promoted(h100-fp8-out-fp16, 4)").resultFormat == .binary32)
    #expect(try AccumulatorModel(named: "h100-fp8-out-fp16").resultFormat == .binary16)
  }
}
