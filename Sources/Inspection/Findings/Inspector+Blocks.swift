import BlockFormats
import Kernels
import TensorFiles

extension Inspector {
  /// Reads an array once more for each block format: a block's scale comes before its numbers, and a tensor's of the
  /// largest of all.
  func addBlocks(
    of array: ArraySource, to counts: inout ArrayCounts, threads: Int
  ) throws(FileError) {
    for (place, format) in formats.enumerated() {
      guard case .blocks(let blocks) = format else { continue }
      counts.blocks[place] =
        array.kind.isBinary32
        ? try self.blocks(of: array, Float.self, blocks, counts.magnitudes, threads)
        : try self.blocks(of: array, Double.self, blocks, counts.magnitudes, threads)
    }
  }

  private func blocks<Number: Carrier>(
    of array: ArraySource, _: Number.Type, _ format: BlockFormat, _ magnitudes: Magnitudes,
    _ threads: Int
  ) throws(FileError) -> BlockCounts {
    let reader = NumberReader(array.kind)
    var stream = BlockStream<Number>(
      format, shape: array.numbersShape(Int(clamping: magnitudes.elements)),
      largest: magnitudes.largest, isFinite: magnitudes.nans + magnitudes.infinities == 0,
      threads: threads)
    // A multiple of every element's size, and of three bytes.
    let length = 3 << 16
    try array.read { bytes in
      for start in stride(from: 0, to: bytes.count, by: length) {
        let piece = bytes[start..<min(start + length, bytes.count)]
        stream.add(reader.numbers(UnsafeRawBufferPointer(rebasing: piece)))
      }
    }
    return stream.finish()
  }
}

extension ArraySource {
  /// The axes of the array's numbers: a complex element is two along the last axis.
  fileprivate func numbersShape(_ count: Int) -> [Int] {
    guard count != shape.reduce(1, *), let last = shape.last else {
      return count == shape.reduce(1, *) ? shape : [count]
    }
    return shape.dropLast() + [count / max(shape.reduce(1, *), 1) * last]
  }
}
