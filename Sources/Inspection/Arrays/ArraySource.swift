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
    /// To be read from its start to its end, in pieces.
    case member(NPZArray)
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

  init(_ array: NPZArray) {
    (name, type, shape) = (array.name, array.elementType.rawValue, array.shape)
    (path, byteCount) = (array.path, array.count * array.elementType.size)
    (kind, storage) = (ElementKind(array.elementType), .member(array))
  }
}

extension ArraySource {
  /// Calls `body` with the bytes of all elements, at once or in pieces of whole elements.
  ///
  /// Throws ``FileError`` for what cannot be inflated, after `body` had some.
  func read(_ body: (UnsafeRawBufferPointer) -> Void) throws(FileError) {
    switch storage {
    case .tensor(let tensor): tensor.withUnsafeBytes(body)
    case .array(let array): array.withUnsafeBytes(body)
    case .member(let member): try member.read(body)
    }
  }

  /// Whether the elements can be had from any place on.
  var isMapped: Bool {
    if case .member = storage { false } else { true }
  }

  /// Gives the memory of elements that were read back to the system.
  func release() {
    if case .tensor(let tensor) = storage { tensor.release() }
  }
}
