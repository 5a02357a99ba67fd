import Testing

@testable import Studies

@Suite struct AccumulationPlanTests {
  private func plan(_ settings: [String: [String]]) throws -> [Cell] {
    let study = AccumulationStudy()
    return try study.plan(Configuration(axes: study.axes, settings: settings))
  }

  @Test func theDefaultPlanCrossesItsAxes() throws {
    let cells = try plan([:])
    let controls = cells.filter { $0.values["work"] == "control" }
    let drawn = cells.filter { $0.values["work"] == "drawn" }
    let networks = cells.filter { $0.values["work"] == "network" }
    #expect(controls.count == AccumulationControl.allCases.count)
    #expect(drawn.count == 7 * 4)
    #expect(networks.count == 3 * 3)
    #expect(cells.filter { $0.values["work"] == "transformer" }.count == 1)
    for cell in cells { #expect(try AccumulationCell(cell).cell.values == cell.values) }
  }

  static let wrong: [(settings: [String: [String]], says: [String])] = [
    (["accumulator": ["kahn(bfloat16)"]], ["accumulator", "kahn(bfloat16)", "kahan"]),
    (["accumulator": ["kahan(bfloat17)"]], ["kahan(bfloat17)", "bfloat17"]),
    (
      ["accumulator": ["h100-fp8"], "format": ["bfloat16", "binary16"]],
      ["h100-fp8", "e4m3fn or e5m2", "bfloat16, binary16"]
    ),
    (
      ["accumulator": ["h100-fp8"], "terms": ["network"], "format": ["e5m2"]],
      ["h100-fp8", "binary16, bfloat16"]
    ),
    (["accumulator": ["exact"]], ["exact", "compared"]),
    (["accumulator": ["fp32", "fused(binary32)"]], ["given twice"]),
    (["format": ["fp16", "binary16"]], ["given twice"]),
    (["format": ["e8m0fnu"]], ["e8m0fnu", "sign"]),
    (["n": ["2^60"]], ["n:", "2^60", "268435456"]),
    (["n": ["100"]], ["n:", "100", "power of two"]),
    (["n": ["4", "8"]], ["one value"]),
    (["terms": ["gausian(1)"]], ["gausian(1)", "gaussian(R)"]),
    (["terms": ["gaussian"]], ["gaussian", "valid"]),
    (["terms": ["gaussian(x)"]], ["\"x\""]),
    (["terms": ["student(2, 0)"]], ["2 degrees of freedom"]),
    (["terms": ["constant(1)"]], ["constant(1)"]),
    (["width": ["6"]], ["width", "multiple of 4"]),
    (["depth": ["1024"], "width": ["8192"]], ["width", "weights"]),
    (["micro_batches": ["2^20"], "weights": ["4096"]], ["micro_batches", "gradients to hold"]),
    (["micro_batches": ["2^20"], "micro_batch": ["4096"]], ["micro_batch", "samples"]),
    (
      ["terms": ["transformer"], "micro_batches": ["2^20"], "micro_batch": ["4096"]],
      ["micro_batch", "samples"]
    ),
    (
      ["terms": ["transformer"], "accumulator": ["h100-fp8"], "format": ["e5m2"]],
      ["h100-fp8", "binary16, bfloat16"]
    ),
  ]

  @Test(arguments: wrong.indices)
  func aWrongSettingIsOneLineAndExit2(_ index: Int) throws {
    let (settings, says) = Self.wrong[index]
    do {
      let cells = try plan(settings)
      Issue.record("\(settings) planned \(cells.count) cells")
    } catch let error as StudyError {
      let line = error.description
      #expect(error.exitCode == 2)
      #expect(!line.contains("\n") && says.allSatisfy { line.contains($0) }, "\(line)")
    }
  }

  /// Tensor cores of the default list serve the formats they take, and a run of other formats does
  /// without them.
  @Test func defaultAccumulatorsAreTakenAsFarAsTheyFit() throws {
    for (format, core, isThere) in [
      ("bfloat16", "h100-fp8", false), ("bfloat16", "h100-bf16", true), ("e5m2", "h100-fp8", true),
      ("e5m2", "h100-fp16", false), ("binary32", "h100-bf16", false),
    ] {
      let cell = try #require(
        try plan(["format": [format], "terms": ["uniform"], "control": ["none"]]).first)
      let accumulators = try AccumulationCell(cell).accumulators
      #expect(accumulators.contains(core) == isThere, "\(format) \(core)")
    }
  }

  /// An accumulator serves that takes a format of drawn terms or one of networks' gradients.
  @Test func accumulatorsMayServeEitherAxisOfFormats() throws {
    let settings = [
      "terms": ["constant", "network"], "accumulator": ["h100-bf16", "h100-fp8"],
      "format": ["e4m3fn"], "network_format": ["bfloat16"], "control": ["none"],
    ]
    for cell in try plan(settings) {
      let cell = try AccumulationCell(cell)
      let isDrawn = cell.formats == ["e4m3fn"]
      #expect(cell.accumulators == (isDrawn ? ["h100-fp8"] : ["h100-bf16", "h100-fp8"]))
    }
  }

  @Test(arguments: ["constant", "uniform", "gaussian(0.01)", "student(4, 0.1)", "log-normal(0.5)"])
  func distributionsHaveOneName(name: String) throws {
    #expect(try TermDistribution(named: name).name == name)
  }
}
