import Foundation
import Testing

/// `bench`.
@Suite struct BenchTests {
  private struct Row: Decodable {
    let name, size, unit, checksum: String
    let threads: Int
    let rates, copyRates, peakRates: [Double]
    let median, least, most: Double
    let copyRatio, peakRatio: Double?
    let targets: [Verdict]
  }

  private struct Verdict: Decodable {
    let work, base: String
    let least: Double
    let ratio: Double?
    let met: Bool?
  }

  private struct Page: Decodable {
    struct Machine: Decodable {
      let processor, level: String
      let cores, memoryBytes: Int
    }
    let machine: Machine
    let rows: [Row]
  }

  private func page(_ arguments: String) throws -> Page {
    let run = try Workbench().shell("gradual bench --quick --json \(arguments)")
    #expect(run.status == 0 && run.errors.isEmpty, "\(run.errors)")
    return try JSONDecoder().decode(Page.self, from: Data(run.output.utf8))
  }

  /// Names, and for each how many rows: sizes and numbers of threads.
  private static let rows: [String: Int] = {
    var rows: [String: Int] = [:]
    for format in ["binary16", "bfloat16", "e4m3fn", "e5m2"] {
      rows["cast/\(format)"] = 6
      rows["cast/\(format)/toward-zero"] = 4
      rows["cast/\(format)/stochastic"] = 2
      rows["cast/\(format)/counts"] = 3
      rows["cast64/\(format)"] = 1
      rows["encode/\(format)"] = 1
      rows["decode/\(format)"] = 1
    }
    for format in ["binary16", "bfloat16"] {
      for operation in ["add", "multiply", "multiply-add"] { rows["\(operation)/\(format)"] = 1 }
      for way in ["reference", "sequential", "lanes-1", "lanes-64"] {
        rows["dot/\(format)/\(way)"] = 1
      }
    }
    for layout in ["", "/narrow", "/transposed"] { rows["normal/binary32\(layout)"] = 1 }
    for format in ["binary16", "bfloat16", "e4m3fn"] {
      for kind in ["", "/counts", "/stochastic", "/fused"] { rows["matmul/\(format)\(kind)"] = 2 }
    }
    for name in [
      "binary16/tracked", "e4m3fn/tracked", "tf32/fused", "binary32", "h100-fp16", "h100-fp8",
    ] { rows["matmul/\(name)"] = 2 }
    return rows
  }()

  @Test func everyRowIsThere() throws {
    let page = try page("")
    let found = Dictionary(page.rows.map { ($0.name, 1) }, uniquingKeysWith: +)
    #expect(found == Self.rows)
    #expect(!page.machine.processor.isEmpty && page.machine.cores > 0)
    for row in page.rows {
      #expect(row.rates.count == 1 && row.peakRates.count == 1, "\(row.name)")
      #expect(row.rates[0] > 0 && row.median == row.rates[0], "\(row.name)")
      #expect((row.unit == "elements") == (row.copyRatio != nil), "\(row.name)")
      let isProduct = row.name.hasPrefix("matmul") || row.name.hasPrefix("dot")
      #expect((row.unit == "multiply-accumulates") == isProduct, "\(row.name)")
    }
  }

  /// From the samples anew.
  @Test func ratiosFollowFromTheSamples() throws {
    let rows = try page("--only cast/e5m2,matmul/binary16 --repeats 3").rows
    #expect(rows.count == 25)
    func middle(_ values: [Double]) -> Double { values.sorted()[1] }
    func ratio(_ row: Row, _ base: String) -> Double? {
      switch base {
      case "copy": return middle((0..<3).map { row.rates[$0] / row.copyRates[$0] })
      case "peak": return middle((0..<3).map { row.rates[$0] / row.peakRates[$0] })
      case "one thread":
        let one = rows.first { $0.name == row.name && $0.size == row.size && $0.threads == 1 }
        return one.map { middle(row.rates) / middle($0.rates) }
      default:
        let name = row.name.replacingOccurrences(of: "/counts", with: "")
        let uncounted = rows.first { $0.name == name && $0.threads == row.threads }
        return uncounted.map { middle(row.rates) / middle($0.rates) }
      }
    }
    for row in rows {
      #expect([row.least, row.median, row.most] == row.rates.sorted(), "\(row.name)")
      for verdict in row.targets {
        let expected = try #require(ratio(row, verdict.base))
        let observed = try #require(verdict.ratio)
        #expect(abs(observed / expected - 1) < 1e-12, "\(row.name) \(verdict.work)")
        #expect(verdict.met == (observed >= verdict.least), "\(row.name) \(verdict.work)")
      }
    }
    #expect(Set(rows.flatMap(\.targets).map(\.base)).count == 4)
  }

  @Test func oneThread() throws {
    let rows = try page("--only cast/e4m3fn --threads 1").rows
    #expect(rows.count == 11 && rows.allSatisfy { $0.threads == 1 })
  }

  /// The row of a model's pass has fields of its own.
  @Test func passOfAModel() throws {
    struct Pass: Decodable {
      let name, policy: String
      let accumulator: String?
      let tokens, parameters, peak_bytes: Int
      let seconds, rates: [Double]
      let count: Int
    }
    struct Page: Decodable { let rows: [Pass] }
    let run = try Workbench().shell(
      "gradual bench --quick --json --tokens 3 --repeats 2 --only model:pythia-70m/per-operation")
    #expect(run.status == 0 && run.errors.isEmpty, "\(run.errors)")
    let rows = try JSONDecoder().decode(Page.self, from: Data(run.output.utf8)).rows
    #expect(rows.map(\.accumulator) == ["per-operation(binary16)", "per-operation(binary16)"])
    for row in rows {
      #expect(row.policy == "fp16-mixed" && row.tokens == 3 && row.parameters == 70_426_624)
      #expect(row.seconds == row.rates.map { Double(row.count) / $0 }, "\(row.name)")
      // A process of its own: less than half of what the parameters would take.
      #expect((1 << 20..<2 * row.parameters).contains(row.peak_bytes), "\(row.peak_bytes)")
    }
  }

  @Test func textNamesMachineAndTargets() throws {
    let run = try Workbench().gradual("bench", "--only", "encode/e5m2", "--quick")
    #expect(run.status == 0)
    for part in ["cores", "encode/e5m2", "2^20", "≥ 0.090 of peak: "] {
      #expect(run.output.contains(part), "\(run.output)")
    }
  }

  @Test func arraysAreWritten() throws {
    let bench = try Workbench()
    let run = try bench.shell("mkdir a && gradual bench --only matmul/binary16 --quick --arrays a")
    #expect(run.status == 0, "\(run.errors)")
    #expect(bench.has("a/a-binary16-0.25-4096.npy") && bench.has("a/b-binary16-0.25-4096.npy"))
  }

  @Test(arguments: [
    ("--threads 0", "--threads '0'"), ("--threads x", "--threads 'x'"),
    ("--repeats 0", "--repeats '0'"), ("--only cast/e4m3fm", "did you mean cast/e4m3fn"),
    ("--only ''", "unknown work ''"), ("--only zzzzzz", "valid: cast, cast64, encode"),
    ("--only cast,", "unknown work ''"), ("extra", "unexpected argument 'extra'"),
    ("--quick --only encode/e5m2 --arrays no/such", "no/such"),
  ])
  func refused(options: String, reason: String) throws {
    let run = try Workbench().shell("gradual bench \(options)")
    #expect(run.status == 2 && run.output.isEmpty)
    #expect(run.errorLines.count == 1 && run.errors.contains(reason), "\(run.errors)")
  }
}
