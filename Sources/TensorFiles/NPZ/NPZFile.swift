/// The arrays of a `.npz` file, which is a zip file of `.npy` files, stored or deflated, as `numpy.savez` and
/// `numpy.savez_compressed` write it.
public struct NPZFile: Sendable {
  /// The arrays, in the order of the file's directory; members that are no `.npy` files are not among them.
  public let arrays: [NPZArray]

  /// The arrays in the file at `path`, which is mapped: of deflated ones the headers are inflated.
  ///
  /// Throws ``FileError`` for what is not a zip file, for members that lie outside of it, in each other, or claim
  /// more than their bytes can come to, that are encrypted or compressed in another way, and for an array that
  /// ``NPYFile/read(_:)`` would refuse.
  public init(_ path: String) throws(FileError) {
    let file = try MappedFile(path)
    var arrays: [NPZArray] = []
    for member in try ZipDirectory(of: file).members where member.name.hasSuffix(".npy") {
      arrays.append(try NPZArray(member))
    }
    self.arrays = arrays
  }
}

/// An array of an `.npz` file.
public struct NPZArray: Sendable {
  /// The name, without `.npy`.
  public let name: String
  /// The type of every element.
  public let elementType: ElementType
  /// The length of every axis.
  public let shape: [Int]
  /// The number of elements.
  public let count: Int

  private let member: ZipMember
  private let dataOffset: Int

  init(_ member: ZipMember) throws(FileError) {
    self.member = member
    name = String(member.name.dropLast(4))
    var header: NPYHeader?
    // 12 bytes and the dictionary.
    try member.read(first: 12 + NPYHeader.longestDictionary, then: 1) { (bytes) throws(FileError) in
      header = try NPYHeader(parsing: bytes, file: "\(member.file.path): \(member.name)")
      return false
    }
    guard let header else {
      throw member.error("size", "0 bytes", "an .npy file's")
    }
    let (found, needed) = (member.size - header.dataOffset, header.count * header.elementType.size)
    guard found == needed else {
      throw member.error(
        "data", "\(found) bytes", "\(needed) bytes, which its header's shape needs")
    }
    (elementType, shape, count) = (header.elementType, header.shape, header.count)
    dataOffset = header.dataOffset
  }

  /// The path of the file, as it was given.
  public var path: String { member.file.path }

  /// Gives the bytes of the elements to `body`, in C order and in pieces of whole elements; no more than a piece
  /// is in memory.
  ///
  /// Throws ``FileError`` for bytes that cannot be inflated, or are not those that the file's checksum is of:
  /// after `body` had some.
  public func read(_ body: (UnsafeRawBufferPointer) -> Void) throws(FileError) {
    var isHeader = true
    // A multiple of every element's size.
    try member.read(first: dataOffset, then: 1 << 20) { (bytes) throws(FileError) in
      if !isHeader { body(bytes) }
      isHeader = false
      return true
    }
  }
}
