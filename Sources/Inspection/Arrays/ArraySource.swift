import TensorFiles

/// An array in a file: what it is called, and its elements, piece by piece.
struct ArraySource: Sendable {
  let name: String
  let type: String
  let shape: [Int]
  let path: String
  let kind: ElementKind
  let byteCount: Int
  /// Where the elements are.
  let storage: Storage

  enum Storage: Sendable {
    /// In a memory map.
    case tensor(SafetensorsTensor)
    case array(NPYArray)
  }

  init(_ tensor: SafetensorsTensor) {
    (name, type, shape) = (tensor.name, tensor.dtype.rawValue, tensor.shape)
    (path, byteCount) = (tensor.path, tensor.byteCount)
    (kind, storage) = (ElementKind(tensor.dtype), .tensor(tensor))
  }

  init(_ array: NPYArray) {
    let file = array.path[
      (array.path.lastIndex(of: "/").map(array.path.index(after:)) ?? array.path.startIndex)...]
    (name, type, shape) = (String(file), array.elementType.rawValue, array.shape)
    (path, byteCount) = (array.path, array.count * array.elementType.size)
    (kind, storage) = (ElementKind(array.elementType), .array(array))
  }
}

extension ArraySource {
  /// Calls `body` with the bytes of the elements.
  func withUnsafeBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
    switch storage {
    case .tensor(let tensor): tensor.withUnsafeBytes(body)
    case .array(let array): array.withUnsafeBytes(body)
    }
  }

  /// Gives the memory of elements that were read back to the system.
  func release() {
    if case .tensor(let tensor) = storage { tensor.release() }
  }
}
