/// A tensor of a safetensors file: name, type and shape, and its elements in the file's memory map.
public struct SafetensorsTensor: Sendable {
  /// Name, type and shape.
  public let entry: SafetensorsEntry

  /// The number of elements: the product of the shape, 1 for a scalar.
  public let count: Int

  /// Where the elements are, in bytes from the first tensor's.
  let offsets: Range<Int>

  private let file: MappedFile
  private let dataOffset: Int

  /// The tensor at these offsets behind `dataOffset`, all of which have been checked.
  init(
    _ entry: SafetensorsEntry, count: Int, offsets: Range<Int>, dataOffset: Int, file: MappedFile
  ) {
    self.entry = entry
    self.count = count
    self.offsets = offsets
    self.dataOffset = dataOffset
    self.file = file
  }

  /// The name, of which the file has each once.
  public var name: String { entry.name }

  /// The type of every element.
  public var dtype: SafetensorsDtype { entry.dtype }

  /// The length of every axis.
  public var shape: [Int] { entry.shape }

  /// The size of all elements in bytes.
  public var byteCount: Int { offsets.count }

  /// The path of the file, as it was given.
  public var path: String { file.path }

  /// Calls `body` with the bytes of the elements, which must not be used after it returns.
  ///
  /// The bytes need not be aligned for the element type.
  public func withUnsafeBytes<Result, Failure: Error>(
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try file.withUnsafeBytes { (bytes) throws(Failure) in
      let start = dataOffset + offsets.lowerBound
      return try body(UnsafeRawBufferPointer(rebasing: bytes[start..<start + offsets.count]))
    }
  }

  /// Gives the memory of elements that were read back to the system; see ``MappedFile/release(_:)``.
  public func release() {
    file.release(dataOffset + offsets.lowerBound..<dataOffset + offsets.upperBound)
  }
}
