import JSON
import ModelShapes
import Networks
import PortableMath
import TestSupport
import Testing

@testable import Studies

/// Forward and backward passes as cells of the underflow study, of a model that is small enough for tests.
@Suite struct PassTests {
  /// A Llama-like model of some thousand parameters.
  static let config = """
    {"model_type": "llama", "hidden_size": 32, "num_hidden_layers": 3, "num_attention_heads": 4,
     "num_key_value_heads": 2, "intermediate_size": 64, "vocab_size": 96, "rms_norm_eps": 1e-5,
     "max_position_embeddings": 64, "initializer_range": 0.1, "tie_word_embeddings": false,
     "rope_theta": 10000, "hidden_act": "silu", "_name_or_path": "tiny"}
    """

  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try folder.write(Self.config, to: "config.json")
  }

  private func settings(_ more: [String: [String]] = [:]) -> [String: [String]] {
    let base = [
      "model": [folder["config.json"]], "vary": ["none"], "simulate": ["models"],
      "format": ["fp16"], "tokens_per_loss": ["2^8", "2^14"], "pass_seed": ["1", "2"],
      "context": ["16"],
    ]
    return base.merging(more) { _, new in new }
  }

  private func cells(_ settings: [String: [String]]) throws -> [Cell] {
    let study = UnderflowStudy(samples: 100)
    return try study.plan(Configuration(axes: study.axes, settings: settings))
      .filter { $0.values["work"] == "pass" || $0.values["work"] == "scores" }
  }

  private func rows(_ settings: [String: [String]]) throws -> [UnderflowRow] {
    let study = UnderflowStudy(samples: 100)
    return try cells(settings).flatMap { cell in
      try study.run(cell).map { try #require(UnderflowRow($0)) }
    }
  }

  @Test func cellsReadBackAsTheyAre() throws {
    let cells = try cells(
      settings(["simulate": ["models", "seeds", "factors", "scores", "controls"]]))
    #expect(cells.count > 20)
    #expect(
      try cells.map { try UnderflowCell($0).model.name }.contains("pythia-70m residual=post-norm"))
    for cell in cells {
      #expect(
        try UnderflowCell(cell).cell.values == cell.values,
        "\(JSONValue.object(cell.values).canonicalText)")
    }
  }

  @Test func rowsNameTheirQuantityAndKeepTheTwoScopesApart() throws {
    let help = UnderflowStudy().columns.first { $0.name == "quantity" }?.help ?? ""
    let rows = try rows(settings(["simulate": ["models", "seeds", "scores"]]))
    let unknown = Set(rows.map(\.quantity)).filter { !help.contains($0) }
    #expect(unknown == [])
    for row in rows {
      #expect(
        row.simulatedTokens != nil && row.context != nil && row.source != .sampled,
        "\(row.quantity) \(row.site)")
    }
    #expect(Set(rows.compactMap(\.tokens)) == [256, 16384])
  }

  @Test func shardsAndThreadsGiveTheBytesOfOneProcess() throws {
    try StudyRuns.compareShards(
      UnderflowStudy(samples: 100), settings(["simulate": ["models", "seeds", "scores"]]))
  }

  /// At the scale that the binades of a binary32 pass ask for, the measured gradients keep their cosine;
  /// well below it they do not; far above the largest, gradients are not finite.
  @Test func windowsHoldWhatTheyPromise() throws {
    let shape = try ModelShape(configAt: folder["config.json"])
    let policy = "fp16-mixed"
    let model = UnderflowModel(shape)
    var work = PassWork(
      simulatedTokens: 16, context: 16, tokens: 0x1p20, seed: 3, reference: "fp64",
      policies: [policy], formats: [])
    let run = try PassRun(
      UnderflowCell(model: model, profile: .initialisation, work: .pass(work)), work)
    let rows = try run.rows()
    func scale(_ quantity: String) throws -> Double {
      let row = rows.first { $0.quantity == quantity && $0.policy == policy }
      return try #require(row?.value)
    }
    let (least, most) = (try scale("scale_min"), try scale("scale_max"))
    let needed = try scale("scale_needed")
    #expect(least / 2 < needed && needed <= least, "\(needed), S_min \(least)")
    work.variants = [least, least / 64, most, most * 4].map {
      PassWork.Variant(policy: policy, lossScale: $0)
    }
    let compared = try PassRun(
      UnderflowCell(model: model, profile: .initialisation, work: .pass(work)), work
    ).rows().filter { $0.quantity == "cosine" }
    try #require(compared.count == 4)
    // Rounded more than once, and what comes in was rounded before: a little less than .99.
    #expect(compared[0].value ?? 0 > 0.98, "at S_min: \(compared[0].value ?? -1)")
    #expect(compared[1].value ?? 1 < 0.9, "at S_min/64: \(compared[1].value ?? -1)")
    #expect(compared[2].value ?? 0 > 0.98, "at S_max: \(compared[2].value ?? -1)")
    #expect(compared[3].value == nil, "at 4·S_max: \(compared[3].value ?? -1)")
  }

  /// Scales from an earlier pass are of one at the same loss scale: a power of two moves them, and nothing
  /// else, since bfloat16 has the range.
  @Test func delayedScalesFollowTheLossScale() throws {
    let model = UnderflowModel(try ModelShape(configAt: folder["config.json"]))
    var work = PassWork(
      simulatedTokens: 16, context: 16, tokens: 16, seed: 3, reference: "fp32", policies: [],
      formats: [])
    work.variants = [1, 0x1p16].map { PassWork.Variant(policy: "fp8-hybrid", lossScale: $0) }
    let run = try PassRun(
      UnderflowCell(model: model, profile: .initialisation, work: .pass(work)), work)
    let cosines = try run.rows().filter { $0.quantity == "whole_cosine" }.map(\.value)
    try #require(cosines.count == 2)
    #expect(cosines[0] == cosines[1] && cosines[0] ?? 0 > 0.9, "\(cosines), seed 3")
  }

  /// Twice the tokens per loss, half the gradients: windows of other counts are shifted, not computed anew.
  @Test func windowsOfOtherTokensAreShifted() throws {
    let rows = try rows(settings())
    for quantity in ["scale_min", "scale_max"] {
      let found = rows.filter { $0.quantity == quantity && $0.policy == "fp16-mixed" }
      let values = Dictionary(found.map { ($0.tokens ?? 0, $0.value ?? 0) }) { first, _ in first }
      #expect(values[16384] == (values[256] ?? 0) * 64, "\(quantity): \(values)")
    }
  }

  @Test func theClosedFormsOfATinyModelAreNear() throws {
    let rows = try rows(settings())
    var predicted: UnderflowRow?
    var compared = 0
    for row in rows where row.quantity == "rms" && row.site == "residual" {
      if row.source == .predicted { predicted = row }
      guard row.source == .simulated, let expected = predicted?.value, let value = row.value else {
        continue
      }
      compared += 1
      // 8 tokens of width 32: the scatter of a few hundred numbers, and of 3 layers' weights.
      let difference = Portable.log2(value / expected)
      #expect(difference.magnitude < 0.5, "layer \(row.layer ?? -1): \(difference) binades")
    }
    #expect(compared == 4)
  }

  /// Attention's heads alone: the scores' gradient falls as the closed form says.
  @Test func theScoresGradientIsNearItsClosedForm() throws {
    let rows = try rows(
      settings([
        "simulate": ["scores"], "context": ["16", "64"], "pass_seed": ["1", "2", "3", "4"],
      ]))
    for context in [16, 64] {
      let own = rows.filter { $0.quantity == "scores" && $0.context == context }
      let predicted = try #require(own.first { $0.source == .predicted }?.value)
      let simulated = own.filter { $0.source == .simulated }.compactMap(\.value)
      try #require(simulated.count == 4)
      let mean = simulated.reduce(0) { $0 + Portable.log2($1 / predicted) } / 4
      // Two heads of 16 tokens or more of dimension 8 in each of four seeds: rms to some percent.
      #expect(mean.magnitude < 0.15, "context \(context): \(mean) binades")
    }
  }

  @Test(arguments: [
    (["simulated_tokens": ["8", "16"]], "simulated_tokens"),
    (["simulated_tokens": ["512"]], "tokens_per_loss"),
    (["tokens_per_loss": ["2^8", "1000"]], "tokens_per_loss"),
    (["policy": ["fp17"]], "fp17"),
  ])
  func whatCannotBePlannedIsOneLine(changed: [String: [String]], named: String) throws {
    let error = #expect(throws: StudyError.self) { try cells(settings(changed)) }
    let text = error?.description ?? ""
    #expect(text.contains(named) && !text.contains("\n"), "\(text)")
  }

  @Test func aRunWithPassesReportsThem() throws {
    let text = try StudyRuns.report(
      UnderflowStudy(samples: 2000), settings(["simulate": ["models", "seeds", "scores"]]))
    for part in [
      "## Simulated passes", "fp16-mixed", "2^14 tokens per loss", "## Closed forms against passes",
    ] {
      #expect(text.contains(part), "\(part)")
    }
    #expect(!text.contains("No forward or backward pass was run"))
    let words = Set(text.split { " |\n(),".contains($0) })
    #expect(words.isDisjoint(with: ["nan", "nil", "inf"]))
  }
}
