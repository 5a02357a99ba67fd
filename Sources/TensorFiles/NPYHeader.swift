/// What the header of a `.npy` file says, checked: type, shape, and where the elements begin.
///
/// The format is numpy's own (numpy.lib.format): the bytes `\x93NUMPY`, a major and a minor
/// version, the length of the dictionary (2 bytes in version 1.0, 4 in 2.0 and 3.0, little-endian),
/// the dictionary (Latin-1, in 3.0 UTF-8), the elements.
struct NPYHeader: Equatable {
  let elementType: ElementType
  let shape: [Int]

  /// The number of elements, the product of `shape`: 1 for a scalar.
  let count: Int

  /// Where the elements begin, in bytes from the start of the file.
  let dataOffset: Int

  static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)

  /// numpy writes a header of at most 64 KiB as version 1.0; only a structured type needs more.
  static let longestDictionary = 65_535

  /// numpy's own limit on the number of axes.
  static let mostAxes = 64

  /// The header of a file that begins with `bytes`.
  ///
  /// Nothing is allocated in proportion to a number that the file claims.
  init(parsing bytes: UnsafeRawBufferPointer, file: String) throws(FileError) {
    let dictionary = try Self.dictionaryRange(of: bytes, file: file)
    let fields = try NPYDictionary(
      parsing: UnsafeRawBufferPointer(rebasing: bytes[dictionary]), file: file)
    elementType = try Self.elementType(fields.descriptor, file: file)
    guard !fields.isFortranOrdered else {
      throw FileError(
        file: file, field: "fortran_order", value: "True",
        valid: "False (save numpy.ascontiguousarray(array))")
    }
    shape = fields.shape
    count = try Self.elementCount(of: shape, elementType: elementType, file: file)
    dataOffset = dictionary.upperBound
  }

  /// The bytes that numpy would write for an array of this type and shape, version 1.0.
  ///
  /// `shape` has at most ``mostAxes`` axes, which keeps the dictionary within version 1.0's limit.
  /// The padding is numpy's, too: room for the first axis to grow to 21 digits, then spaces and a
  /// newline up to a multiple of 64 bytes, so that the elements are aligned in a memory map.
  static func encoded(elementType: ElementType, shape: [Int]) -> [UInt8] {
    var tuple = shape.map(String.init).joined(separator: ", ")
    if shape.count == 1 { tuple += "," }
    var dictionary =
      "{'descr': '\(elementType.descriptor)', 'fortran_order': False, 'shape': (\(tuple)), }"
    if let first = shape.first {
      dictionary += String(repeating: " ", count: 21 - String(first).count)
    }
    let preamble = magic.count + 4
    dictionary += String(
      repeating: " ", count: 64 - (preamble + dictionary.utf8.count + 1) % 64)
    dictionary += "\n"
    let length = UInt16(dictionary.utf8.count)
    return magic + [1, 0, UInt8(length & 0xFF), UInt8(length >> 8)] + Array(dictionary.utf8)
  }

  /// Where the dictionary is in the file.
  private static func dictionaryRange(
    of bytes: UnsafeRawBufferPointer, file: String
  ) throws(FileError) -> Range<Int> {
    guard bytes.starts(with: magic) else {
      let start = bytes.prefix(magic.count).map { byte in
        String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
      }
      throw FileError(
        file: file, field: "first bytes",
        value: start.isEmpty ? "none" : start.joined(separator: " "),
        valid: "93 4e 55 4d 50 59, which begin every .npy file")
    }
    guard bytes.count >= 10 else { throw truncatedPreamble(bytes.count, needed: 10, file: file) }
    let (major, minor) = (bytes[6], bytes[7])
    guard (1...3).contains(major), minor == 0 else {
      throw FileError(
        file: file, field: "format version", value: "\(major).\(minor)", valid: "1.0, 2.0 or 3.0")
    }
    let start = major == 1 ? 10 : 12
    guard bytes.count >= start else {
      throw truncatedPreamble(bytes.count, needed: start, file: file)
    }
    let length =
      major == 1
      ? Int(UInt16(littleEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt16.self)))
      : Int(UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt32.self)))
    guard length <= longestDictionary else {
      throw FileError(
        file: file, field: "header length", value: String(length),
        valid: "at most \(longestDictionary) bytes")
    }
    guard length <= bytes.count - start else {
      throw FileError(
        file: file, field: "header length", value: String(length),
        valid: "at most \(bytes.count - start) bytes, which is all that follows (truncated?)")
    }
    return start..<start + length
  }

  private static func truncatedPreamble(_ count: Int, needed: Int, file: String) -> FileError {
    FileError(
      file: file, field: "file size", value: "\(count) bytes",
      valid: "at least \(needed) bytes before the header (truncated?)")
  }

  private static func elementType(
    _ descriptor: String, file: String
  ) throws(FileError) -> ElementType {
    for type in ElementType.allCases {
      if type.descriptor == descriptor { return type }
      // Byte order means nothing for one byte: hand-made files say `<u1`, too.
      if type.size == 1, descriptor == "<" + type.descriptor.dropFirst() { return type }
    }
    let names = ElementType.allCases.map(\.descriptor).joined(separator: " ")
    let remedy =
      switch (descriptor.first, descriptor.dropFirst().first) {
      case (">", _): " (big-endian: save array.astype(array.dtype.newbyteorder('<')))"
      case (_, "V"), (_, "f"): " (codes of another format: save array.view(numpy.uint8) or uint16)"
      default: ""
      }
    throw FileError(
      file: file, field: "descr", value: "'\(descriptor)'", valid: names + remedy)
  }

  /// The product of `shape`, when it and the size in bytes can be stated at all.
  private static func elementCount(
    of shape: [Int], elementType: ElementType, file: String
  ) throws(FileError) -> Int {
    guard shape.count <= mostAxes else {
      throw FileError(
        file: file, field: "shape", value: "\(shape.count) axes", valid: "at most \(mostAxes) axes")
    }
    guard let count = checkedProduct(of: shape),
      !count.multipliedReportingOverflow(by: elementType.size).overflow
    else {
      throw FileError(
        file: file, field: "shape", value: describe(shape: shape),
        valid: "at most \(Int.max) bytes in all")
    }
    return count
  }
}

/// The product of the axes' lengths (1 for none), or nil where it exceeds `Int.max` or one is
/// negative.
///
/// An axis of length 0 makes the product 0, however long the others are.
func checkedProduct(of shape: [Int]) -> Int? {
  guard shape.allSatisfy({ $0 >= 0 }) else { return nil }
  guard !shape.contains(0) else { return 0 }
  var product = 1
  for length in shape {
    let (next, overflow) = product.multipliedReportingOverflow(by: length)
    guard !overflow else { return nil }
    product = next
  }
  return product
}

/// The shape as Python writes a tuple: `()`, `(3,)`, `(2, 3)`.
func describe(shape: [Int]) -> String {
  "(" + shape.map(String.init).joined(separator: ", ") + (shape.count == 1 ? ",)" : ")")
}
