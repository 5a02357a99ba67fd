import FloatFormats
import Foundation
import Testing

@testable import Kernels

/// Tensor cores against results of real GPUs, and against vectors made by hand.
@Suite struct TensorCoreTests {
  /// The published rows lie beside the project, not in it.
  static let folder = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("../shared/data/tensor-cores").standardizedFileURL
  static let files =
    (try? FileManager.default.contentsOfDirectory(atPath: folder.path))?
    .filter { $0.hasSuffix(".csv") }.sorted() ?? []

  /// Every row of every file, bit for bit.
  @Test(
    .enabled(
      if: !files.isEmpty,
      "no rows of real GPUs at ../shared/data/tensor-cores; the vectors made by hand do run"),
    arguments: files)
  func everyRow(file: String) throws {
    let rows = try Rows(file)
    let accumulator = try Accumulator(rows.model, inputs: rows.inputs)
    var failures: [String] = []
    for row in rows.rows {
      // FP8 rows with binary32 output were computed on H100 and H200 with an accumulator of 0.
      let c = rows.ignoresAccumulator ? 0 : row.c
      let observed = accumulator.dot(row.a, row.b, from: c)
      if observed.bitPattern != row.d.bitPattern {
        failures.append("line \(row.line): expected \(row.d), observed \(observed)")
      }
    }
    #expect(rows.rows.count >= 100)
    #expect(failures.isEmpty, "\(failures.count) rows: \(failures.prefix(3))")
  }

  /// Terms, an accumulator and what the GPUs of one kind make of them. x·1 has x's exponent, and so a
  /// vector reads as a sum.
  struct Vector: CustomTestStringConvertible {
    let models: [String]
    let a: [Double]
    var b: [Double]?
    let c: Double
    let d: Double
    var testDescription: String { "\(models.joined(separator: " ")): \(c) + \(a)" }
  }

  static let vectors = [
    // Bits kept below 2^0: 23, 24, 25. Four products of 2^-24 are flushed one by one on V100.
    Vector(models: ["v100-fp16"], a: [0x1p-24, 0x1p-24, 0x1p-24, 0x1p-24], c: 1, d: 1),
    Vector(
      models: [
        "a100-fp16", "a2-fp16", "l40s-fp16", "h100-fp16", "h200-fp16", "b200-fp16",
      ], a: [0x1p-24, 0x1p-24, 0x1p-24, 0x1p-24], c: 1, d: 1 + 0x1p-22),
    // Four of 2^-25 make 2^-23 where 25 bits are kept, and nothing where 24 are.
    Vector(
      models: ["a100-bf16", "a2-bf16", "l40s-bf16", "a100-tf32", "a2-tf32", "l40s-tf32"],
      a: [0x1p-25, 0x1p-25, 0x1p-25, 0x1p-25], c: 1, d: 1),
    Vector(
      models: ["h100-bf16", "h200-bf16", "b200-bf16", "h100-tf32", "h200-tf32", "b200-tf32"],
      a: [0x1p-25, 0x1p-25, 0x1p-25, 0x1p-25], c: 1, d: 1 + 0x1p-23),
    // The output is truncated, also where it was to go up: 1 + 2^-24 + 2^-25.
    Vector(models: ["h100-bf16"], a: [0x1p-24, 0x1p-25], c: 1, d: 1),
    Vector(models: ["h100-bf16"], a: [-0x1p-24, -0x1p-25], c: -1, d: -1),
    // Blocks: a 1 in the first block of 4 hides what an 8-block adds up beside it.
    Vector(
      models: ["v100-fp16"], a: [1, 0, 0, 0, 0x1p-23, -1, 0, 0], c: 0, d: 0x1p-23),
    Vector(
      models: ["a100-fp16"], a: [1, 0, 0, 0, 0x1p-24, 0, 0, 0, -1], c: 0, d: 0),
    Vector(
      models: ["h100-fp16"], a: [1, 0, 0, 0, 0x1p-24, 0, 0, 0, -1], c: 0, d: 0x1p-24),
    // The exponent is not normalised: 1.5·1.5 has exponent 0, so 24 bits are below 1, not below 2.
    Vector(
      models: ["a100-fp16"], a: [1.5, -1.5, 0x1p-12], b: [1.5, 1.5, 0x1p-12], c: 0, d: 0x1p-24),
    // A subnormal has its format's least exponent: 2^-24 is 2^-10·2^-14, and 25 bits are below 2^-14.
    Vector(
      models: ["h100-fp16"], a: [0x1p-24, -0x1p-24, 0x1p-20], b: [1, 1, 0x1p-20], c: 0, d: 0),
    Vector(
      models: ["h100-bf16"], a: [0x1p-24, -0x1p-24, 0x1p-20], b: [1, 1, 0x1p-20], c: 0, d: 0x1p-40),
    // FP8: 13 bits.
    Vector(
      models: ["h100-fp8", "h200-fp8", "l40s-fp8"], a: [1, 0x1p-7, 0x1p-7], b: [1, 0x1p-6, 0x1p-7],
      c: 0, d: 1 + 0x1p-13),
    // B200 adds the accumulator afterwards, to nearest even: 2^24 + 1.5 is 2^24 + 2.
    Vector(models: ["b200-fp8"], a: [1, 0.5], c: 0x1p24, d: 0x1p24 + 2),
    Vector(models: ["h100-fp8"], a: [1, 0.5], c: 0x1p24, d: 0x1p24),
    // binary16: to nearest even, a tie and more than one.
    Vector(
      models: ["a100-fp16-out-fp16", "l40s-fp16-out-fp16", "h100-fp16-out-fp16"], a: [0x1p-11],
      c: 1, d: 1),
    Vector(
      models: ["a100-fp16-out-fp16", "h200-fp16-out-fp16", "b200-fp16-out-fp16"],
      a: [0x1p-11, 0x1p-20], c: 1, d: 1 + 0x1p-10),
    // In halves: 1 + 2^-11 ties to 1 before the other half is added; the accumulator comes last.
    Vector(
      models: ["h100-fp8-out-fp16", "h200-fp8-out-fp16", "b200-fp8-out-fp16"],
      a: [1, 0x1p-6, 0x1p-6, 0], b: [1, 0x1p-5, 0x1p-6, 1], c: 0, d: 1),
    Vector(
      models: ["l40s-fp8-out-fp16"], a: [1, 0x1p-6, 0x1p-6, 0], b: [1, 0x1p-5, 0x1p-6, 1], c: 0,
      d: 1 + 0x1p-10),
    // What is not finite.
    Vector(models: ["a100-fp16", "b200-fp16"], a: [.infinity, 1], c: 1, d: .infinity),
    Vector(models: ["a100-fp16", "b200-fp16"], a: [.infinity, 1], c: -.infinity, d: .nan),
    Vector(models: ["a100-fp16", "b200-fp16"], a: [.infinity, 1], b: [0, 1], c: 0, d: .nan),
    Vector(models: ["a100-bf16"], a: [0x1p127, 0x1p127], c: 0, d: .infinity),
    Vector(models: ["a100-bf16"], a: [-0.0, 0], c: -0.0, d: 0),
  ]

  @Test(arguments: vectors)
  func byHand(vector: Vector) throws {
    for name in vector.models {
      let core = try #require(TensorCore.named(name))
      let accumulator = try Accumulator(.tensorCore(core), inputs: core.input.formats[0].format)
      let b = vector.b ?? vector.a.map { _ in 1 }
      let observed = accumulator.dot(vector.a, b, from: vector.c)
      let isRight =
        vector.d.isNaN ? observed.isNaN : observed.bitPattern == vector.d.bitPattern
      #expect(isRight, "\(name): expected \(vector.d), observed \(observed)")
    }
  }

  @Test func operandsOfOtherFormats() throws {
    let core = AccumulatorModel.tensorCore(try #require(TensorCore.named("h100-fp8")))
    #expect(throws: AccumulatorError.self) { try Accumulator(core, inputs: .binary16) }
    // E2M1's values are all values of E4M3; E4M3 times E5M2 is what backward passes need.
    #expect(try Accumulator(core, inputs: .e2m1fn).dot([6, 0.5], [6, 4]) == 38)
    #expect(try Accumulator(core, a: .e4m3fn, b: .e5m2).dot([448], [57344]) == 448 * 57344)
  }
}

/// One file of rows.
private struct Rows {
  struct Row {
    let line: Int
    let a: [Double]
    let b: [Double]
    let c: Double
    let d: Double
  }

  let model: AccumulatorModel
  let inputs: FloatFormat
  let ignoresAccumulator: Bool
  private(set) var rows: [Row] = []

  init(_ file: String) throws {
    let parts = file.dropLast(4).split(separator: "-").map(String.init)
    // L40S is of the Ada generation.
    let gpu = parts[0] == "ada" ? "l40s" : parts[0]
    let isFP8 = parts[1].hasPrefix("e")
    let suffix = parts[2] == "fp16" ? "-out-fp16" : ""
    model = try AccumulatorModel(named: "\(gpu)-\(isFP8 ? "fp8" : parts[1])\(suffix)")
    inputs = try FormatCatalogue.format(named: parts[1] == "e4m3" ? "e4m3fn" : parts[1]).format
    ignoresAccumulator = isFP8 && suffix.isEmpty && gpu.hasPrefix("h")
    let text = try String(
      contentsOf: TensorCoreTests.folder.appendingPathComponent(file), encoding: .utf8)
    for (index, line) in text.split(separator: "\n").enumerated().dropFirst() {
      let columns = try line.split(separator: ",").map { column in
        try column.split(separator: " ").map { word in
          Double(Float(bitPattern: try #require(UInt32(word, radix: 16))))
        }
      }
      try #require(columns.count == 4)
      rows.append(
        Row(
          line: index + 1, a: columns[0], b: columns[1], c: columns[2][0], d: columns[3][0]))
    }
  }
}
