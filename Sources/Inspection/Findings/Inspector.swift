import FloatFormats
import Kernels
import Synchronization
import TensorFiles

/// Says what formats would do to the arrays of files, one array after the other: what is in memory does not grow
/// with the arrays.
struct Inspector: Sendable {
  let formats: [JudgedFormat]
  let threads: Int

  /// Arrays of at least so many bytes are read by all threads at once, others by one each.
  private static let largeSize = 1 << 24

  /// What a thread reads at a time of a large array: whole groups of any elements.
  private static let pieceSize = 3 << 21

  /// Findings that come one by one.
  private struct Findings: Sendable {
    var all: TensorSums
    var arrays: [TensorFinding?]
    var error: FileError?
  }

  /// Findings of every array, in their order, and of all together.
  ///
  /// Throws ``FileError`` about an array that cannot be inflated.
  func inspect(
    _ arrays: [ArraySource], progress: @escaping @Sendable (_ done: Int, _ total: Int) -> Void
  ) throws(FileError) -> (arrays: [TensorFinding], all: TensorFinding) {
    let scratch = ScratchPool(count: threads)
    let total = arrays.reduce(0) { $0 + $1.byteCount }
    let done = Atomic(0)
    func isLarge(_ place: Int) -> Bool {
      arrays[place].isMapped && arrays[place].byteCount >= Self.largeSize
    }
    // Sums are added in this order, by however many threads.
    let large = arrays.indices.filter { isLarge($0) }
    let others = arrays.indices.filter { !isLarge($0) }
    let findings = OrderedSum(
      Findings(
        all: TensorSums(
          ArrayLabel(name: "all"), ArrayCounts(formats), in: formats, isArray: false),
        arrays: Array(repeating: nil, count: arrays.count))
    ) { (findings: inout Findings, part: (place: Int, sums: Result<TensorSums, FileError>)) in
      switch part.sums {
      case .success(let sums):
        findings.all.add(sums)
        findings.arrays[part.place] = sums.finding
      case .failure(let error): findings.error = findings.error ?? error
      }
      let count = done.add(arrays[part.place].byteCount, ordering: .relaxed).newValue
      progress(count, total)
    }
    func sums(_ place: Int, _ counts: ArrayCounts) -> TensorSums {
      TensorSums(ArrayLabel(arrays[place]), counts, in: formats)
    }
    for (number, place) in large.enumerated() {
      let counts = try counts(of: arrays[place], scratch)
      findings.add((place, .success(sums(place, counts))), number: number)
    }
    Tasks.perform(others.count, threads: threads) { task, worker in
      let place = others[task]
      let counts = self.counts(of: arrays[place], scratch[worker])
      let part = counts.map { TensorSums(ArrayLabel(arrays[place]), $0, in: formats) }
      findings.add((place, part), number: large.count + task)
    }
    var found = findings.sum
    if let error = found.error { throw error }
    found.all.finish(formats)
    return (found.arrays.compactMap { $0 }, found.all.finding)
  }

  /// The counts of an array that one thread reads.
  private func counts(
    of array: ArraySource, _ scratch: CellScratch
  ) -> Result<ArrayCounts, FileError> {
    var tally = MagnitudeTally(array.kind)
    var counts = ArrayCounts(formats)
    let reader = NumberReader(array.kind)
    do throws(FileError) {
      try array.read {
        tally.add($0, scratch)
        counts.add($0, reader, formats)
      }
    } catch {
      return .failure(error)
    }
    counts.magnitudes = tally.magnitudes
    do throws(FileError) { try addBlocks(of: array, to: &counts, threads: 1) } catch {
      return .failure(error)
    }
    array.release()
    return .success(counts)
  }

  /// The counts of a large array, which is read by all threads.
  private func counts(
    of array: ArraySource, _ scratch: ScratchPool
  ) throws(FileError) -> ArrayCounts {
    var tallies = [MagnitudeTally](repeating: MagnitudeTally(array.kind), count: threads)
    var parts = [ArrayCounts](
      repeating: ArrayCounts(formats), count: array.byteCount / Self.pieceSize + 1)
    let reader = NumberReader(array.kind)
    try array.read { bytes in
      tallies.withUnsafeMutableBufferPointer { tallies in
        parts.withUnsafeMutableBufferPointer { parts in
          let (tallies, parts) = (SharedMemory(tallies), SharedMemory(parts))
          let bytes = SharedMemory(reading: bytes.bindMemory(to: UInt8.self))
          Tasks.performChunks(of: array.byteCount, length: Self.pieceSize, threads: threads) {
            range, worker in
            let piece = UnsafeRawBufferPointer(bytes.reading(range))
            tallies.writing(worker..<worker + 1)[0].add(piece, scratch[worker])
            let part = range.lowerBound / Self.pieceSize
            parts.writing(part..<part + 1)[0].add(piece, reader, formats)
          }
        }
      }
    }
    var tally = MagnitudeTally(array.kind)
    for part in tallies { tally.add(part) }
    var counts = ArrayCounts(formats)
    for part in parts { counts.add(part) }
    counts.magnitudes = tally.magnitudes
    try addBlocks(of: array, to: &counts, threads: threads)
    array.release()
    return counts
  }
}

/// Scratch memory of each thread.
///
/// @unchecked: a worker of ``Tasks`` uses the one of its number, and no other does.
private struct ScratchPool: @unchecked Sendable {
  private let parts: [CellScratch]

  init(count: Int) { parts = (0..<count).map { _ in CellScratch() } }

  subscript(worker: Int) -> CellScratch { parts[worker] }
}
