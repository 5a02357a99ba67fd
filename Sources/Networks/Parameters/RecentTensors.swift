import Synchronization
import TensorFiles

/// The tensors of a checkpoint that were read last: the memory of others is given back, so that a pass through
/// a checkpoint has a gigabyte or so of it in memory, and not all.
final class RecentTensors: Sendable {
  /// Bytes of those that are kept, but for the last two, which are kept whatever their size.
  private static let mostBytes = 1 << 30

  /// The last one behind.
  private let tensors = Mutex<[SafetensorsTensor]>([])

  /// Notes that a tensor is about to be read.
  func reads(_ tensor: SafetensorsTensor) {
    tensors.withLock { tensors in
      if tensors.last?.name == tensor.name { return }
      tensors.removeAll { $0.name == tensor.name }
      tensors.append(tensor)
      var bytes = tensors.reduce(0) { $0 + $1.byteCount }
      while tensors.count > 2, bytes > Self.mostBytes {
        let oldest = tensors.removeFirst()
        bytes -= oldest.byteCount
        oldest.release()
      }
    }
  }
}
