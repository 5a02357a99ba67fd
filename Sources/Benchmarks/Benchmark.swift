import CKernels
import Kernels
import NearestNames
import SystemFiles

/// Measures how fast the array kernels are, each beside what the same machine can do at the same time:
/// memcpy, and the fused multiply-adds of its cores.
///
///     let figures = try Benchmark(only: ["matmul"], repeats: 5).run()
///
/// Samples of different work take turns, so that a machine that slows down slows down all of it.
public struct Benchmark: Sendable {
  /// What is measured, in order.
  public let workloads: [Workload]
  /// Samples of each.
  public let repeats: Int
  private let isQuick: Bool
  private let folder: String?

  /// A run.
  ///
  /// - Parameters:
  ///   - names: what to measure: names, or their beginnings up to a slash; everything but models if
  ///     empty. A model is `model:` and its name in the catalogue.
  ///   - threads: how many the rows of several threads have; with 1 there are none of these.
  ///   - repeats: how many samples are taken; at least 5 for figures that are to be believed.
  ///   - tokens: of a model's pass; 32 by default, 2 of a quick one.
  ///   - isQuick: short samples and small products, which show only that everything runs.
  ///   - folder: gets the operands of binary32 as `.npy` files of one axis, so that others can be
  ///     measured on the same numbers.
  /// - Throws: `UnknownNameError`
  public init(
    only names: [String] = [], threads: Int = 2, repeats: Int = 5, tokens: Int? = nil,
    isQuick: Bool = false, writingArraysTo folder: String? = nil
  ) throws(UnknownNameError) {
    workloads = try Workloads(
      threads: threads, tokens: tokens ?? (isQuick ? 2 : 32), isQuick: isQuick
    ).named(names)
    self.repeats = repeats
    self.isQuick = isQuick
    self.folder = folder
  }

  /// Takes all samples. Without models about 5 seconds a repeat, and at most 0.5 GB of memory.
  ///
  /// - Parameter progress: called after each sample with how many are done, and how many there are.
  /// - Throws: `FileError` where the arrays cannot be written, `PolicyError` where a policy cannot serve a
  ///   model.
  public func run(progress: (_ done: Int, _ total: Int) -> Void = { _, _ in }) throws -> Figures {
    let inputs = Inputs(folder: folder)
    return try withExtendedLifetime(inputs) {
      var benches = try workloads.map { workload in
        Bench(workload, try workload.prepare(inputs), inputs, isQuick: isQuick)
      }
      for turn in 0..<repeats {
        for index in benches.indices {
          try benches[index].sample()
          progress(turn * benches.count + index + 1, repeats * benches.count)
        }
      }
      return Figures(machine: .current, measurements: benches.map(\.measurement))
    }
  }
}

/// A workload, its bases and their stopwatches.
private struct Bench {
  private(set) var measurement: Measurement
  private let job: Job
  private let copy: Copy?
  private var work, copying, peak: Stopwatch

  init(_ workload: Workload, _ job: Job, _ inputs: Inputs, isQuick: Bool) {
    measurement = Measurement(workload: workload)
    self.job = job
    copy = workload.copiedBytes.map { Copy(bytes: $0, threads: workload.threads, inputs) }
    work = Stopwatch(least: isQuick ? .microseconds(100) : .milliseconds(20))
    copying = work
    if workload.pass != nil { work = .ofSinglePasses }
    peak = Stopwatch(least: isQuick ? .microseconds(100) : .milliseconds(5))
  }

  /// A sample of each base, then one of the work.
  mutating func sample() throws {
    let count = Double(measurement.workload.count)
    if let copy { measurement.copyRates.append(count * copying.sample(copy.run)) }
    let threads = measurement.workload.threads
    measurement.peakRates.append(
      Double(Peak.operations * threads) * peak.sample { Peak.run(threads: threads) })
    let isPass = measurement.workload.pass != nil
    if isPass { ProcessMemory.forgetPeak() }
    measurement.rates.append(count * (try work.sample(job.run)))
    if isPass, let peak = ProcessMemory.peak {
      measurement.peakBytes = max(measurement.peakBytes ?? 0, peak)
    }
    measurement.checksum = job.checksum()
  }
}

/// As many fused multiply-adds as the cores can do.
private enum Peak {
  /// Of each thread in one pass: some 20 µs, beside which starting a thread is short.
  static let operations = 192 << 13
  /// Parts of a thread's pass, which a thread that starts late leaves to the others.
  private static let parts = 16

  static func run(threads: Int) {
    Tasks.perform(threads * parts, threads: threads) { _, _ in
      // Never so; but the compiler cannot know.
      if ck_fma_peak(VectorLevel.best.rawValue, operations / parts) == .infinity { abort() }
    }
  }
}

/// memcpy of an array.
private struct Copy {
  private let bytes, threads: Int
  private let source, target: SharedMemory<UInt8>

  init(bytes: Int, threads: Int, _ inputs: Inputs) {
    self.bytes = bytes
    self.threads = threads
    source = SharedMemory(inputs.scratch(UInt8.self, count: bytes, "copied").elements)
    target = SharedMemory(inputs.scratch(UInt8.self, count: bytes, "copy").elements)
  }

  /// As long as the chunks of a cast of binary32 numbers.
  private static let chunkBytes = 1 << 18

  func run() {
    guard threads > 1 else {
      if let from = source.base, let to = target.base { memcpy(to, from, bytes) }
      return
    }
    Tasks.performChunks(of: bytes, length: Self.chunkBytes, threads: threads) { range in
      let (from, to) = (source.reading(range), target.writing(range))
      if let from = from.baseAddress, let to = to.baseAddress { memcpy(to, from, range.count) }
    }
  }
}
