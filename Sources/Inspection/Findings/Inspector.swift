import FloatFormats
import Kernels
import Synchronization
import TensorFiles

/// Says what formats would do to the arrays of files, one array after the other: what is in memory does not grow
/// with the files.
struct Inspector: Sendable {
  let formats: [NearestFormat]
  let threads: Int

  /// Arrays of at least so many bytes are read by all threads at once, others by one each.
  private static let largeSize = 1 << 24

  /// What a thread reads at a time of a large array: whole groups of any elements.
  private static let pieceSize = 3 << 21

  /// Findings of every array, in their order, and of all together.
  ///
  /// Throws ``FileError`` about the first array that cannot be inflated.
  func inspect(
    _ arrays: [ArraySource], progress: @Sendable (_ done: Int, _ total: Int) -> Void
  ) throws(FileError) -> (arrays: [TensorFinding], all: TensorFinding) {
    let scratch = ScratchPool(count: threads)
    let total = arrays.reduce(0) { $0 + $1.byteCount }
    let done = Atomic(0)
    @Sendable func tell(_ place: Int) {
      let bytes = arrays[place].byteCount
      progress(done.add(bytes, ordering: .relaxed).newValue, total)
    }
    var sums = [Result<TensorSums, FileError>?](repeating: nil, count: arrays.count)
    func isLarge(_ array: ArraySource) -> Bool {
      array.isMapped && array.byteCount >= Self.largeSize
    }
    for place in arrays.indices.filter({ isLarge(arrays[$0]) }) {
      sums[place] = .success(
        self.sums(of: arrays[place], try magnitudes(of: arrays[place], scratch)))
      tell(place)
    }
    let others = arrays.indices.filter { !isLarge(arrays[$0]) }
    sums.withUnsafeMutableBufferPointer {
      let sums = SharedMemory($0)
      Tasks.perform(others.count, threads: threads) { task, worker in
        let place = others[task]
        sums.writing(place..<place + 1)[0] = self.sums(of: arrays[place], scratch[worker])
        tell(place)
      }
    }
    var all = TensorSums("all", Magnitudes(), in: formats)
    var findings: [TensorFinding] = []
    for sums in sums {
      guard let sums = try sums?.get() else { continue }
      all.add(sums)
      findings.append(sums.finding)
    }
    all.finish(formats)
    return (findings, all.finding)
  }

  /// The sums of an array that one thread reads.
  private func sums(
    of array: ArraySource, _ scratch: CellScratch
  ) -> Result<TensorSums, FileError> {
    var tally = MagnitudeTally(array.kind)
    do throws(FileError) {
      try array.read { tally.add($0, scratch) }
    } catch {
      return .failure(error)
    }
    array.release()
    return .success(sums(of: array, tally.magnitudes))
  }

  private func sums(of array: ArraySource, _ magnitudes: Magnitudes) -> TensorSums {
    TensorSums(
      array.name, type: array.type, shape: array.shape, file: array.path, magnitudes, in: formats)
  }

  /// The magnitudes of a large array, which is read by all threads.
  private func magnitudes(
    of array: ArraySource, _ scratch: ScratchPool
  ) throws(FileError) -> Magnitudes {
    var tallies = [MagnitudeTally](repeating: MagnitudeTally(array.kind), count: threads)
    try array.read { bytes in
      tallies.withUnsafeMutableBufferPointer {
        let tallies = SharedMemory($0)
        let bytes = SharedMemory(reading: bytes.bindMemory(to: UInt8.self))
        Tasks.performChunks(of: array.byteCount, length: Self.pieceSize, threads: threads) {
          range, worker in
          tallies.writing(worker..<worker + 1)[0].add(
            UnsafeRawBufferPointer(bytes.reading(range)), scratch[worker])
        }
      }
    }
    array.release()
    var tally = MagnitudeTally(array.kind)
    for part in tallies { tally.add(part) }
    return tally.magnitudes
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
