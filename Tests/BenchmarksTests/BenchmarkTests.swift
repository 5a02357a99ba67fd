import NearestNames
import Testing

@testable import Benchmarks

@Suite struct BenchmarkTests {
  /// A measurement with made-up samples.
  private func measurement(
    _ name: String, threads: Int = 1, targets: [Target] = [], rates: [Double],
    copy: [Double] = [], peak: [Double] = []
  ) -> Measurement {
    let workload = Workload(
      name: name, size: "8", count: 8, unit: .elements, threads: threads, copiedBytes: nil,
      targets: targets
    ) { _ in Job(run: {}, checksum: { 0 }) }
    return Measurement(workload: workload, rates: rates, copyRates: copy, peakRates: peak)
  }

  private func figures(_ measurements: [Measurement]) -> Figures {
    Figures(
      machine: MachineDescription(processor: "none", cores: 1, memory: 1, level: "none"),
      measurements: measurements)
  }

  @Test func medians() {
    #expect(Measurement.median([3, 1, 2]) == 2)
    #expect(Measurement.median([4, 1, 3, 2]) == 2.5)
    #expect(Measurement.median([]) == nil)
  }

  /// Pair by pair: a machine that is at half its speed for a while changes no ratio.
  @Test func ratiosAreOfPairs() {
    let row = measurement("cast/a", rates: [8, 4, 9], copy: [16, 8, 18], peak: [32, 16, 36])
    #expect(row.copyRatio == 0.5)
    #expect(row.peakRatio == 0.25)
    #expect(measurement("dot/a", rates: [1]).copyRatio == nil)
  }

  @Test func verdicts() throws {
    let target = Target(.castByTwo, .oneThread, atLeast: 1.6)
    let counted = Target(.productCounted, .uncounted, atLeast: 0.5)
    let rows = [
      measurement("matmul/a", rates: [10]),
      measurement("matmul/a", threads: 2, targets: [target], rates: [15]),
      measurement("matmul/a/counts", targets: [counted], rates: [5]),
      measurement("matmul/b", threads: 2, targets: [target], rates: [1]),
    ]
    let verdicts = rows.flatMap(figures(rows).verdicts)
    #expect(verdicts.map(\.ratio) == [1.5, 0.5, nil])
    #expect(verdicts.map(\.isMet) == [false, true, nil])
  }

  /// A figure is a share of the peak that it was set beside.
  @Test func figuresBecomeRatios() {
    #expect(Target(.encode, billions: 66.5).least == 0.5)
  }

  @Test func everyTargetIsMeasured() throws {
    let workloads = Workloads(threads: 2, isQuick: false)
    let all = try workloads.all + workloads.models(in: "model:qwen2.5-7b")
    let targeted = Set(all.flatMap(\.targets).map(\.work))
    #expect(targeted == Set(Target.Work.allCases))
    let rows = Set(all.map { "\($0.name) \($0.size) \($0.threads)" })
    #expect(rows.count == all.count, "two rows are the same")
  }

  @Test func namesAndTheirBeginnings() throws {
    let workloads = Workloads(threads: 1, isQuick: true)
    #expect(try workloads.named([]).count == workloads.all.count)
    #expect(try Set(workloads.named(["cast64"]).map(\.name)).count == 4)
    let counts = try workloads.named(["matmul/e4m3fn/counts", "cast/e5m2"]).map(\.name)
    #expect(Set(counts.filter { $0.hasPrefix("matmul") }) == ["matmul/e4m3fn/counts"])
    #expect(counts.contains("cast/e5m2/toward-zero"))
    #expect(throws: UnknownNameError.self) { try workloads.named(["cast/e4m3fm"]) }
    #expect(try workloads.named(["model:gpt2/per-operation/counts", "encode/e5m2"]).count == 2)
    #expect(throws: UnknownNameError.self) { try workloads.named(["model:qwen2.5-8b"]) }
    #expect(throws: UnknownNameError.self) { try workloads.named(["model:gpt2/fp31"]) }
    #expect(throws: UnknownNameError.self) { try workloads.named(["cas"]) }
    #expect(throws: UnknownNameError.self) { try workloads.named([""]) }
  }

  /// Passes of the smallest model: how much each is, what it took, and that threads do not show.
  @Test func passesOfAModel() throws {
    var sums: [[UInt64]] = []
    for threads in [1, 3] {
      let figures = try Benchmark(
        only: ["model:pythia-70m"], threads: threads, repeats: 2, isQuick: true
      ).run()
      let rows = figures.measurements
      #expect(
        rows.map(\.workload.name) == [
          "model:pythia-70m/fp32", "model:pythia-70m/per-operation",
          "model:pythia-70m/per-operation/counts",
        ])
      for row in rows {
        let pass = try #require(row.workload.pass)
        // Biderman et al. 2023, table 1: 18 915 328 parameters outside the embedding and the head, each of
        // which has 50 304 · 512.
        #expect(pass.parameters == 18_915_328 + 2 * 50_304 * 512 && pass.tokens == 2)
        #expect(row.workload.threads == threads && row.seconds.count == 2)
        #expect(row.seconds.allSatisfy { $0 > 0 })
        // The logits alone; the process has whatever other tests take, too.
        #expect(try #require(row.peakBytes) > 4 * 2 * 50_304)
      }
      sums.append(rows.map(\.checksum))
    }
    #expect(sums[0] == sums[1])
    // The three ways round differently, or count.
    #expect(Set(sums[0]).count == 3)
  }

  /// 32 tokens, three products a matrix: 1.5 seconds of qwen2.5-0.5b's matrices on the machine that the
  /// figure was set for.
  @Test func secondsBecomeRatios() throws {
    let pass = try #require(
      try Workloads(threads: 2, isQuick: false).models(in: "model:qwen2.5-0.5b").first)
    // 136 134 656 of the head, which is the embedding, and 14 909 440 of each layer.
    let matrices = 136_134_656 + 24 * 14_909_440
    #expect(pass.count == 3 * 32 * matrices)
    #expect(
      pass.targets == [
        Target(.pass, .peak, atLeast: Double(pass.count) / 1.5 / (2 * Target.referencePeak * 1e9))
      ])
  }

  /// What was computed is the same by one thread and by three.
  @Test func checksumsDoNotDependOnThreads() throws {
    let names = ["cast/e5m2", "cast/bfloat16/toward-zero", "matmul"]
    let figures = try Benchmark(only: names, threads: 3, repeats: 1, isQuick: true).run()
    var sums: [String: Set<UInt64>] = [:]
    for measurement in figures.measurements {
      let workload = measurement.workload
      sums["\(workload.name) \(workload.size)", default: []].insert(measurement.checksum)
    }
    let differing = sums.filter { $0.value.count > 1 }
    #expect(differing.isEmpty)
    // Different formats and models give different results; three rows add up the same.
    #expect(Set(sums.values.flatMap { $0 }).count >= sums.count - 8)
  }
}
