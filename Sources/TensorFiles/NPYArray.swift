import SystemFiles

/// An array as a `.npy` file holds it: the type and shape of its elements, and its bytes.
///
/// Elements are in C order (the last axis varies fastest), little-endian.
public struct NPYArray: Sendable {
  /// The type of every element.
  public let elementType: ElementType

  /// The length of every axis: none for a scalar, and an array with a length of 0 has no elements.
  public let shape: [Int]

  /// The number of elements: the product of ``shape``, 1 for a scalar.
  public let count: Int

  private let file: MappedFile
  private let dataOffset: Int

  /// The array in `file`.
  ///
  /// Throws ``FileError`` for a header that is not a plain array's, and for elements that are fewer
  /// or more bytes than the shape needs.
  init(_ file: MappedFile) throws(FileError) {
    let header = try file.withUnsafeBytes { (bytes) throws(FileError) in
      try NPYHeader(parsing: bytes, file: file.path)
    }
    let found = file.count - header.dataOffset
    let needed = header.count * header.elementType.size
    guard found == needed else {
      throw FileError(
        file: file.path, field: "data",
        value: "\(found) bytes" + (found < needed ? " (truncated?)" : " (something follows)"),
        valid: "\(needed) bytes, which shape \(describe(shape: header.shape)) of "
          + "'\(header.elementType.descriptor)' needs")
    }
    elementType = header.elementType
    shape = header.shape
    count = header.count
    dataOffset = header.dataOffset
    self.file = file
  }

  /// The path that the array was read from, as it was given.
  public var path: String { file.path }

  /// Calls `body` with the bytes of the elements, which must not be used after it returns.
  ///
  /// The bytes need not be aligned for the element type.
  public func withUnsafeBytes<Result, Failure: Error>(
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try file.withUnsafeBytes { (bytes) throws(Failure) in
      try body(UnsafeRawBufferPointer(rebasing: bytes[dataOffset...]))
    }
  }

  /// The elements, which must be stored as `Element`; bit patterns are kept, payloads of NaN
  /// included.
  ///
  /// Throws ``FileError`` when the file holds another type, or more than the machine's memory holds.
  public func values<Element: ArrayElement>(
    of type: Element.Type = Element.self
  ) throws(FileError) -> [Element] {
    guard elementType == Element.elementType else {
      throw FileError(
        file: path, field: "descr", value: "'\(elementType.descriptor)'",
        valid: "'\(Element.elementType.descriptor)' here")
    }
    return try elements(in: 0..<count)
  }

  /// The elements of a range, whose type has already been found to be `Element`.
  func elements<Element: ArrayElement>(in range: Range<Int>) throws(FileError) -> [Element] {
    let size = MemoryLayout<Element>.stride
    try checkMemory([range.count], size: size)
    return withUnsafeBytes { bytes in
      [Element](unsafeUninitializedCapacity: range.count) { buffer, initialized in
        let stored = bytes[range.lowerBound * size..<range.upperBound * size]
        UnsafeMutableRawBufferPointer(buffer).copyMemory(from: .init(rebasing: stored))
        initialized = range.count
      }
    }
  }

  /// The shape as Python writes a tuple.
  public var shapeText: String { describe(shape: shape) }

  /// Checks that arrays of so many elements of `size` bytes fit the machine's memory together.
  ///
  /// A file may be longer than that: a sparse one takes no room. Asking the system for the memory would
  /// end the process.
  ///
  /// Throws ``FileError`` about the shape of this array, which the counts come from.
  public func checkMemory(_ counts: [Int], size: Int) throws(FileError) {
    var bytes = 0
    for count in counts {
      let (part, overflow) = count.multipliedReportingOverflow(by: size)
      let (sum, carry) = bytes.addingReportingOverflow(part)
      bytes = overflow || carry ? .max : sum
      guard bytes <= Machine.memory else {
        throw FileError(
          file: path, field: "shape", value: shapeText,
          valid: "what the machine's memory of \(Machine.memory) bytes holds")
      }
    }
  }
}
