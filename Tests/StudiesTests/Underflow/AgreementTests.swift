import Testing

@testable import Studies

@Suite struct AgreementTests {
  func pair(_ quantity: String, _ predicted: Double?, _ sampled: Double?, _ error: Double = 0.01)
    -> [UnderflowRow]
  {
    var first = UnderflowRow()
    first.quantity = quantity
    first.unit = quantity == "cosine" ? "1" : "share"
    first.value = predicted
    var second = first
    second.source = .sampled
    second.value = sampled
    second.standardError = error
    return [first, second]
  }

  @Test func sharesAreComparedByTheirPredictedStandardError() throws {
    let agreement = Agreement(pair("flushed", 0.5, 0.505), samples: 10_000)
    let worst = try #require(agreement.worst)
    #expect((worst.deviation - 1).magnitude < 1e-12, "\(worst.deviation)")
  }

  @Test func aComparisonThatSeveralModelsShareCountsOnce() {
    var rows = pair("flushed", 0.5, 0.505)
    for (index, model) in ["a", "a", "b", "b"].enumerated() {
      var row = rows[index % 2]
      row.model = model
      rows.append(row)
    }
    #expect(Agreement(rows, samples: 10_000).comparisons.count == 1)
    #expect(
      Agreement(rows + pair("flushed", 1e-6, 0) + pair("flushed", 1e-6, 0), samples: 10_000).rare
        == 1)
    // Another law, another format, another prediction: other comparisons.
    func changed(_ change: (inout UnderflowRow) -> Void) -> [UnderflowRow] {
      rows.prefix(2).map { row in
        var row = row
        change(&row)
        return row
      }
    }
    let others =
      changed { $0.site = SiteName.nonTarget } + changed { $0.format = "e5m2" }
      + pair("flushed", 0.51, 0.505)
    #expect(Agreement(rows + others, samples: 10_000).comparisons.count == 4)
  }

  @Test func fewComparisonsHaveNoVerdict() {
    func agreement(_ count: Int, _ sampled: Double) -> Agreement {
      let rows = (0..<count).flatMap { pair("flushed", 0.5 + Double($0) * 1e-6, sampled) }
      return Agreement(rows, samples: 10_000)
    }
    #expect(agreement(19, 0.5).verdict == nil)
    #expect(agreement(20, 0.5).verdict == true)
    #expect(agreement(20, 0.53).verdict == false)
  }

  @Test func rareEventsAreComparedByCounts() {
    let rows = pair("flushed", 1e-6, 4e-6) + pair("flushed", 1, 1) + pair("subnormal", 1e-4, 0)
    let agreement = Agreement(rows, samples: 100_000)
    #expect(agreement.comparisons.isEmpty && agreement.rare == 3)
    #expect((agreement.largestRareDifference - 10).magnitude < 1e-9)
  }

  @Test func energiesNeedFlushedValuesAndCosinesOthers() {
    let few =
      pair("flushed", 1e-4, 1e-4) + pair("energy_lost", 0.2, 0.3) + pair("cosine", 0.9, 0.92)
    #expect(Agreement(few, samples: 10_000).comparisons.map(\.row.quantity) == ["cosine"])
    let nearlyAll = pair("flushed", 0.9999, 0.9999) + pair("cosine", 0.1, 0.2)
    #expect(Agreement(nearlyAll, samples: 10_000).comparisons.isEmpty)
  }

  @Test func aCosineIsNotJudgedBeyondTheAccuracyOfItsClosedForm() throws {
    let agreement = Agreement(
      pair("flushed", 0.5, 0.5) + pair("cosine", 1 - 3e-9, 1, 1e-15), samples: 10_000)
    #expect(try #require(agreement.worst).deviation.magnitude < 3.1)
  }
}
