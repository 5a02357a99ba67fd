import Foundation
import JSON
import ModelShapes
import TestSupport
import Testing

@testable import Studies

@Suite struct UnderflowPlanTests {
  let study = UnderflowStudy(samples: 1000)

  func plan(_ settings: [String: [String]]) throws -> [Cell] {
    try study.plan(Configuration(axes: study.axes, settings: settings))
  }

  @Test func everyCellOfTheDefaultPlanReadsBackAsItself() throws {
    let cells = try plan([:])
    let ids = cells.map { $0.id(study: study) }
    #expect(Set(ids).count == ids.count)
    let back = try cells.map { try UnderflowCell($0).cell.id(study: study) }
    #expect(back == ids)
  }

  @Test func theDefaultPlanHasEveryKnownModelAndTheTrainedProfileOnce() throws {
    let cells = try plan([:]).map { try UnderflowCell($0) }
    let gradients = cells.filter {
      if case .gradients = $0.work { true } else { false }
    }
    #expect(
      gradients.filter { $0.profile.name == "initialisation" }.map(\.model.name)
        == ModelCatalogue.names)
    #expect(
      gradients.filter { $0.profile.name != "initialisation" }.map(\.model.name) == ["qwen2.5-7b"])
  }

  @Test func scalesAreNotCombinedWithFormatsOfBinary32sRange() throws {
    let cells = try plan(["model": ["gpt2"], "vary": ["none"]]).map { try UnderflowCell($0) }
    var scales: [String: Set<Double>] = [:]
    for cell in cells {
      if case .stored(let format, let scale, _, _, _) = cell.work {
        scales[format, default: []].insert(scale)
      }
    }
    #expect(
      scales == [
        "binary16": [1, 65536], "bfloat16": [1], "e5m2": [1, 65536], "e4m3fn": [1, 65536],
      ])
  }

  @Test func aGridChangesOneSizeAndKeepsTheOthers() throws {
    let base = try ModelCatalogue.shape(named: UnderflowStudy.base)
    for factor in UnderflowModel.Factor.allCases {
      let shapes = try UnderflowModel.grid(base, factor).map(\.shape)
      let sizes = shapes.map { shape in
        switch factor {
        case .width: shape.hiddenSize
        case .depth: shape.layers
        case .vocabulary: shape.vocabularySize
        }
      }
      #expect(zip(sizes, sizes.dropFirst()).allSatisfy { 2 * $0 == $1 }, "\(factor): \(sizes)")
      #expect(Set(shapes.map(\.headDimension)) == [base.headDimension])
      let labels = try UnderflowModel.grid(base, factor).map(\.name)
      let variations = labels.compactMap { UnderflowModel.variation(of: $0) }
      #expect(variations.map(\.value) == sizes && variations.allSatisfy { $0.factor == factor })
      if factor != .width {
        #expect(Set(shapes.map(\.intermediateSize)) == [base.intermediateSize])
      }
      if factor != .depth { #expect(Set(shapes.map(\.layers)) == [base.layers]) }
      // The middle of the grid is the model itself, but for its name.
      #expect(try shapes[2].replacing(name: base.name) == base)
    }
  }

  /// A label with an equals sign may be a model's own.
  @Test func onlyTheGridsAreVariations() {
    for label in ["qwen2.5-7b", "mine=2", "gpt2 width=896", "qwen2.5-7b width=x", "x width=896"] {
      #expect(UnderflowModel.variation(of: label) == nil, "\(label)")
    }
  }

  @Test(arguments: [
    ("model", ["qwen2.5-7c"], "unknown model 'qwen2.5-7c': did you mean qwen2.5-7b"),
    ("model", ["gpt2", "GPT2"], "model: \"gpt2\": given twice"),
    ("model", ["/no/such/config.json"], "model: \"/no/such/config.json\": "),
    (
      "format", ["bf16", "bfloat16"], "format: \"bfloat16\": the same format as \"bf16\", bfloat16"
    ),
    (
      "format", ["E5M2", "binary16", "e5m2"], "format: \"e5m2\": the same format as \"E5M2\", e5m2"
    ),
    ("format", ["fp17"], "format: \"fp17\": "),
    ("format", ["e8m0fnu"], "format: \"e8m0fnu\": gradients need a sign and a zero"),
    (
      "format", ["binary64"],
      "format: \"binary64\": the closed forms serve formats whose numbers lie within 2^-400 and 2^400"
    ),
    ("seed", ["1", "2"], "seed: \"1, 2\": one value, not 2"),
    ("profile", ["trained"], "unknown profile 'trained'"),
    ("loss_scale", ["0"], "loss_scale: \"0\": not finite positive numbers"),
    ("tokens_per_loss", ["2^41"], "tokens_per_loss: \"2^41\": not whole numbers in 1 ..."),
    ("vary", ["with"], "unknown vary 'with': did you mean width"),
  ])
  func valuesThatCannotBeUsedAreRefusedInOneLine(axis: String, values: [String], start: String) {
    let error = #expect(throws: StudyError.self) { try plan([axis: values]) }
    let text = error?.description ?? "nothing thrown"
    #expect(text.hasPrefix(start) && !text.contains("\n") && error?.exitCode == 2, "\(text)")
  }

  static let config = """
    {"model_type": "qwen2", "_name_or_path": "mine", "hidden_size": 128, "num_hidden_layers": 3,
     "num_attention_heads": 4, "num_key_value_heads": 2, "intermediate_size": 256,
     "vocab_size": 1000, "tie_word_embeddings": true, "rms_norm_eps": 1e-6, "rope_theta": 1e6,
     "initializer_range": 0.02, "max_position_embeddings": 512, "hidden_act": "silu"}
    """

  @Test func aConfigFileIsCarriedByTheCellItself() throws {
    let folder = try TemporaryFolder()
    try folder.write(Self.config, to: "config.json")
    let cells = try plan(["model": [folder.path + "/config.json"], "vary": ["none"]])
    try FileManager.default.removeItem(atPath: folder.path + "/config.json")
    let cell = try UnderflowCell(cells[0])
    #expect(cell.model.shape.hiddenSize == 128 && cell.model.name == cell.model.shape.name)
    let rows = try cells.flatMap { try study.run($0) }
    #expect(!rows.isEmpty)
  }

  /// A run goes on, and is extended, when the file that its model came from has gone.
  @Test func aRunNeedsNoFileButItsOwn() throws {
    let folder = try TemporaryFolder()
    try folder.write(Self.config, to: "config.json")
    let path = folder.path + "/run"
    func plan(_ tokens: [String]) throws -> RunFolder {
      let settings = [
        "model": [folder.path + "/config.json"], "vary": ["none"], "format": ["e5m2"],
        "tokens_per_loss": tokens, "profile": ["initialisation"],
      ]
      return try RunFolder(
        planning: study, Configuration(axes: study.axes, settings: settings), at: path)
    }
    let count = try plan(["2^8"]).cells.count
    try FileManager.default.removeItem(atPath: folder.path + "/config.json")
    let opened = try RunFolder(opening: path, studies: [study])
    #expect(try opened.cells.count == count && opened.run().computed == count)
    // Another model of the same path: the old cells would be dropped.
    let other = Self.config.replacingOccurrences(
      of: "\"vocab_size\": 1000", with: "\"vocab_size\": 1001")
    try folder.write(other, to: "config.json")
    let error = #expect(throws: StudyError.self) { try plan(["2^8"]) }
    #expect(error?.description.contains("holds a run with the cell {") == true)
    try folder.write(Self.config, to: "config.json")
    #expect(try plan(["2^8", "2^9"]).run().alreadyDone == count)
  }

  @Test func aConfigWithAbsurdSizesIsRefusedAndNothingWritten() throws {
    let folder = try TemporaryFolder()
    let text = Self.config.replacingOccurrences(
      of: "\"hidden_size\": 128", with: "\"hidden_size\": -5")
    try folder.write(text, to: "config.json")
    let error = #expect(throws: StudyError.self) {
      let configuration = try Configuration(
        axes: study.axes, settings: ["model": [folder.path + "/config.json"]])
      _ = try RunFolder(planning: study, configuration, at: folder.path + "/run")
    }
    #expect(error?.description.contains("hidden_size") == true, "\(error?.description ?? "")")
    #expect(try folder.names() == ["config.json"])
  }
}
