import JSON
import TestSupport
import Testing

@testable import Studies

@Suite struct UnderflowRowsTests {
  static let settings = [
    "model": ["qwen2.5-0.5b", "gpt2"], "format": ["fp16", "bf16", "e4m3fn"],
    "tokens_per_loss": ["2^8", "2^14"],
  ]

  /// Rows of a small configuration, with draws of 20,000.
  static func rows(_ study: UnderflowStudy = UnderflowStudy(samples: 20_000)) throws
    -> [UnderflowRow]
  {
    let configuration = try Configuration(axes: study.axes, settings: settings)
    return try study.plan(configuration).flatMap { cell in
      try study.run(cell).map { try #require(UnderflowRow($0)) }
    }
  }

  @Test func everyRowFitsTheColumnsAndNamesItsQuantity() throws {
    let study = UnderflowStudy(samples: 1000)
    let help = study.columns.first { $0.name == "quantity" }?.help ?? ""
    let unknown = Set(try Self.rows(study).map(\.quantity)).filter { !help.contains($0) }
    #expect(unknown == [])
  }

  /// A flushed share alone is no measure of harm: none stands without energy and cosine.
  @Test func everyFlushedRowHasItsEnergyAndItsCosine() throws {
    struct Place: Hashable {
      let row: [String]
      init(_ row: UnderflowRow, _ quantity: String) {
        self.row = [
          row.model, row.profile, row.format, "\(row.lossScale ?? 0)", "\(row.tokens ?? 0)",
          row.site, "\(row.layer ?? -1)", row.source.rawValue, quantity,
        ]
      }
    }
    let rows = try Self.rows()
    let places = Set(rows.map { Place($0, $0.quantity) })
    let flushed = rows.filter { $0.quantity == "flushed" }
    let bare = flushed.filter {
      !places.contains(Place($0, "energy_lost")) || !places.contains(Place($0, "cosine"))
    }
    #expect(!flushed.isEmpty && bare.isEmpty, "\(bare.map(\.site))")
  }

  @Test func sharesAreSharesAndCosinesAreCosines() throws {
    let wrong = try Self.rows().filter { row in
      guard let value = row.value else { return row.quantity != "cosine" }
      switch row.quantity {
      case "flushed", "subnormal", "overflowed", "energy_lost", "cosine", "best_cosine":
        return !(0...1).contains(value)
      case "rms", "scale_needed", "onset_flushed", "onset_cosine", "parameters":
        return !(value > 0 && value.isFinite)
      default: return !value.isFinite
      }
    }
    #expect(wrong.map { "\($0.quantity) \($0.value ?? .nan) \($0.site)" } == [])
  }

  /// bfloat16 has the exponents of binary32: at initialisation nothing is flushed, up to the tokens
  /// per loss of this test.
  @Test func bfloat16FlushesNothing() throws {
    let flushed = try Self.rows().filter { $0.format == "bfloat16" && $0.quantity == "flushed" }
    #expect(!flushed.isEmpty && flushed.allSatisfy { ($0.value ?? 1) < 1e-12 })
  }

  /// A cosine's distance from 1 can be a thousand times smaller than its ninth digit.
  @Test func cosinesReadBackExactly() throws {
    var row = UnderflowRow()
    (row.quantity, row.value, row.unit) = ("cosine", 1 - 0x1p-40, "1")
    #expect(UnderflowRow(row.row)?.value == 1 - 0x1p-40)
    row.quantity = "rms"
    #expect(UnderflowRow(row.row)?.value == 1)
  }

  /// 5 standard errors for some 200 comparisons of one draw: a correct study fails once in 10⁴.
  @Test func sampledValuesLieWithinFiveStandardErrorsOfPredictedOnes() throws {
    let agreement = Agreement(try Self.rows(), samples: 20_000)
    let worst = try #require(agreement.worst)
    #expect(agreement.comparisons.count > 50)
    #expect(
      worst.deviation.magnitude < 5,
      "\(worst.row.quantity) of \(worst.row.site), \(worst.row.model), \(worst.row.format): predicted \(worst.predicted), sampled \(worst.row.value ?? .nan), \(worst.deviation) s.e., seed 1"
    )
  }

  @Test func shardsAndThreadsGiveTheBytesOfOneProcess() throws {
    try StudyRuns.compareShards(UnderflowStudy(samples: 2000), Self.settings)
  }

  /// A smallest scale is usable and half of it is not; twice the largest overflows: by the closed
  /// forms at those very scales.
  @Test func windowsEndWhereTheyShould() throws {
    let study = UnderflowStudy(samples: 1000)
    let settings = [
      "model": ["qwen2.5-7b"], "format": ["binary16"], "tokens_per_loss": ["2^14"],
      "profile": ["initialisation"], "vary": ["none"],
      "loss_scale": ["2^0..2^24*2"],
    ]
    let configuration = try Configuration(axes: study.axes, settings: settings)
    let rows = try study.plan(configuration).flatMap { cell in
      try study.run(cell).compactMap { UnderflowRow($0) }
    }
    let least = try #require(rows.first { $0.quantity == "scale_min" }?.value)
    let greatest = try #require(rows.first { $0.quantity == "scale_max" }?.value)
    func cosine(_ scale: Double) -> Double? {
      rows.filter {
        $0.quantity == "cosine" && $0.source == .predicted && $0.lossScale == scale
          && $0.site != SiteName.nonTarget
      }.compactMap(\.value).min()
    }
    #expect(try #require(cosine(least)) >= 0.99)
    #expect(try #require(cosine(least / 2)) < 0.99)
    #expect(try #require(cosine(greatest)) >= 0.99)
    #expect(greatest > least)
  }
}
