import FloatFormats
import Kernels
import NearestNames
import RandomStreams

/// Everything there is to measure.
struct Workloads {
  /// How many threads the rows of several threads have; 1 for none of them.
  let threads: Int
  /// Tokens of a model's pass.
  var tokens = 32
  /// Whether products are small: for tests, not for figures.
  let isQuick: Bool

  /// The formats that casts are measured for.
  static let formats: [TimedFormat] = [.binary16, .bfloat16, .e4m3fn, .e5m2]

  /// Where stochastic roundings take their bits.
  static let roundingBits = RandomStream(StreamKey(seed: 1, domain: .rounding, id: 0))

  /// All of it but models, in the order of the table.
  var all: [Workload] { casts + elementwise + normals + dots + products }

  /// Those that names stand for: a name, or its beginning up to a slash; without names all but models.
  /// - Throws: `UnknownNameError`
  func named(_ wanted: [String]) throws(UnknownNameError) -> [Workload] {
    guard !wanted.isEmpty else { return all }
    var all = all
    for name in wanted {
      for pass in try models(in: name) where !all.contains(where: { $0.name == pass.name }) {
        all.append(pass)
      }
    }
    let names = Self.distinct(all.map(\.name))
    let kinds = Self.distinct(names.map { String($0.prefix { $0 != "/" }) })
    for name in wanted where !all.contains(where: { $0.isNamed(name) }) {
      throw UnknownNameError(kind: "work", name: name, among: kinds + names, valid: kinds)
    }
    return all.filter { workload in wanted.contains { workload.isNamed($0) } }
  }

  private static func distinct(_ names: [String]) -> [String] {
    var seen: Set<String> = []
    return names.filter { seen.insert($0).inserted }
  }

  /// Work on an array of 2^log2 elements, beside memcpy of an array of the same numbers.
  func array<Number: Carrier & BitwiseCopyable>(
    _: Number.Type, _ name: String, _ log2: Int, _ targets: [Target?], threads: Int = 1,
    _ prepare: @escaping @Sendable (Inputs) throws -> Job
  ) -> Workload {
    Workload(
      name: name, size: "2^\(log2)", count: 1 << log2, unit: .elements, threads: threads,
      copiedBytes: MemoryLayout<Number>.size << log2, targets: targets.compactMap { $0 },
      prepare: prepare)
  }
}
