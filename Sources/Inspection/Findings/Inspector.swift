import FloatFormats
import Kernels

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
  func inspect(
    _ arrays: [ArraySource], progress: @Sendable (_ done: Int) -> Void = { _ in }
  ) -> (arrays: [TensorFinding], all: TensorFinding) {
    let scratch = ScratchPool(count: threads)
    var sums = [TensorSums?](repeating: nil, count: arrays.count)
    let large = arrays.indices.filter { arrays[$0].byteCount >= Self.largeSize }
    let small = arrays.indices.filter { arrays[$0].byteCount < Self.largeSize }
    for place in large {
      sums[place] = self.sums(of: arrays[place], magnitudes(of: arrays[place], scratch))
      progress(place)
    }
    sums.withUnsafeMutableBufferPointer {
      let sums = SharedMemory($0)
      Tasks.perform(small.count, threads: threads) { task, worker in
        let place = small[task]
        var tally = MagnitudeTally(arrays[place].kind)
        arrays[place].withUnsafeBytes { tally.add($0, scratch[worker]) }
        arrays[place].release()
        sums.writing(place..<place + 1)[0] = self.sums(of: arrays[place], tally.magnitudes)
        progress(place)
      }
    }
    var all = TensorSums("all", Magnitudes(), in: formats)
    for sums in sums { if let sums { all.add(sums) } }
    all.finish(formats)
    return (sums.compactMap { $0?.finding }, all.finding)
  }

  private func sums(of array: ArraySource, _ magnitudes: Magnitudes) -> TensorSums {
    TensorSums(
      array.name, type: array.type, shape: array.shape, file: array.path, magnitudes, in: formats)
  }

  /// The magnitudes of a large array.
  private func magnitudes(of array: ArraySource, _ scratch: ScratchPool) -> Magnitudes {
    var tallies = [MagnitudeTally](repeating: MagnitudeTally(array.kind), count: threads)
    array.withUnsafeBytes { bytes in
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
