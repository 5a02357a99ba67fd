import JSON
import Kernels
import RandomStreams
import TestSupport
import Testing

@testable import Studies

@Suite struct AccumulationRowsTests {
  static let settings = [
    "terms": ["constant", "gaussian(0.1)", "student(4, 0)", "network", "transformer"],
    "format": ["binary16", "bfloat16", "e4m3fn"], "n": ["2^9"], "lanes": ["4"],
    "depth": ["2", "4"],
    "width": ["16"], "micro_batches": ["2^6"], "micro_batch": ["3"], "weights": ["5"],
  ]

  static func rows(_ settings: [String: [String]], blockLength: Int = 1 << 13) throws
    -> [AccumulationRow]
  {
    let study = AccumulationStudy(blockLength: blockLength)
    return try study.plan(Configuration(axes: study.axes, settings: settings)).flatMap { cell in
      try study.run(cell).map { try #require(AccumulationRow($0)) }
    }
  }

  @Test func referenceCases() throws {
    for control in AccumulationControl.allCases {
      for (row, expected) in zip(try control.rows(seed: 1), control.expectations) {
        let value = try #require(row.value)
        #expect(
          (value - expected.value).magnitude <= expected.tolerance,
          "\(control) \(expected.accumulator): \(value), not \(expected.value), seed 1")
        #expect(expected.isOf(row, control))
      }
    }
  }

  /// Promotion every 128 terms makes the FP8 error at least 5 times smaller.
  @Test func promotionServes() throws {
    let errors = try AccumulationControl.fp8.rows(seed: 1).compactMap(\.value)
    #expect(errors[0] >= 5 * errors[1], "\(errors)")
  }

  @Test func onesStallAtTwoToTheP() throws {
    let rows = try Self.rows([
      "terms": ["constant"], "control": ["none"], "n": ["2^12"], "lanes": ["2"],
      "format": ["bfloat16", "binary16", "e4m3fn", "e5m2"],
      "accumulator": [
        "per-operation(bfloat16)", "per-operation(binary16)", "per-operation(e4m3fn)",
        "per-operation(e5m2)",
      ],
    ])
    let results = try AccumulationResults(
      Results(columns: AccumulationRow.columns.map(\.name), rows: rows.map(\.row)))
    for (format, stall) in [("bfloat16", 256), ("binary16", 2048), ("e4m3fn", 16), ("e5m2", 8)] {
      let series = try #require(
        results.series("constant", format, "per-operation(\(format))"))
      #expect(series.verdict.safe == stall && series.verdict.cause == .stalling)
      #expect(series.verdict.stalled == stall)
      let last = try #require(series.rows.last)
      let error = 1 - Double(stall) / Double(last.count)
      #expect((try #require(last.error) - error).magnitude < 1e-4, "\(format): \(last)")
      #expect((try #require(last.least) - error).magnitude < 1e-4)
      #expect(last.swamped == 1 && last.still == 1 && last.cosineDistance == 0)
    }
  }

  /// Lower and upper bounds hold in every row that has them; what fp32 leaves is far below what
  /// bfloat16 does.
  @Test func boundsHold() throws {
    let rows = try Self.rows(Self.settings).filter { $0.error != nil }
    // Rows have four digits, and the bounds are of first order.
    let above = rows.filter { ($0.error ?? 0) > ($0.worst ?? .infinity) * 1.001 + 1e-12 }
    let below = rows.filter { ($0.error ?? 0) < ($0.least ?? 0) * 0.999 }
    #expect(rows.contains { $0.worst != nil } && rows.contains { ($0.least ?? 0) > 0.5 })
    #expect(above.map { "\($0.accumulator) \($0.count)" } == [])
    #expect(below.map { "\($0.accumulator) \($0.count)" } == [])
  }

  /// Exact sums of 0, here of terms that are all flushed, speak neither for an accumulator nor against it,
  /// and it is followed: later ones may not be 0.
  @Test func sumsOfZeroSayNothing() throws {
    let rows = try Self.rows([
      "terms": ["uniform"], "scale": ["2^-200"], "format": ["binary16"], "accumulator": ["fp32"],
      "n": ["2^3"], "control": ["none"],
    ]).filter { $0.accumulator == "fp32" }
    #expect(rows.map(\.count) == [2, 4, 8] && rows.allSatisfy { $0.error == nil })
    let model = try AccumulatorModel(named: "fp32")
    let never = AccumulationVerdict(rows, model)
    #expect(never.text == "none" && !never.isOpen)
    var later = rows
    (later[1].error, later[2].error) = (0.001, 0.02)
    let verdict = AccumulationVerdict(later, model)
    #expect(verdict.safe == 4 && verdict.firstBad?.count == 8)
  }

  @Test func sharesAreShares() throws {
    let wrong = try Self.rows(Self.settings).filter { row in
      [row.swamped, row.still, row.flushed, row.overflowed].contains {
        !(0...1).contains($0 ?? 0)
      } || (row.cosineDistance ?? 0) < 0 || (row.retained ?? 0) < 0 || (row.bias ?? 0) < -1.000001
    }
    #expect(wrong.map { "\($0)" } == [])
  }

  @Test func rowsDoNotDependOnTheBlocks() throws {
    let whole = try Self.rows(Self.settings).map(\.row)
    let parts = try Self.rows(Self.settings, blockLength: 7).map(\.row)
    #expect(whole.count == parts.count && zip(whole, parts).allSatisfy { $0 == $1 })
  }

  @Test func shardsAndThreadsGiveTheBytesOfOneProcess() throws {
    try StudyRuns.compareShards(AccumulationStudy(), Self.settings)
  }
}
