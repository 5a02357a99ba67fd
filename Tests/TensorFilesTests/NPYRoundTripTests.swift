import TestSupport
import Testing

@testable import TensorFiles

@Suite("npy: what is written is read, and is what numpy writes")
struct NPYRoundTripTests {
  private func roundTrip<Element: ArrayElement & Equatable>(
    _ values: [Element], bits: (Element) -> UInt64
  ) throws {
    let folder = try TemporaryFolder()
    let path = folder["array.npy"]
    try NPYFile.write(values, shape: [values.count], to: path)
    let array = try NPYFile.read(path)
    #expect(array.elementType == Element.elementType)
    #expect(array.shape == [values.count])
    let read: [Element] = try array.values()
    #expect(read.map(bits) == values.map(bits), "\(Element.self)")
  }

  @Test("every type keeps its bits: least, greatest, zeros, infinities, NaN payloads")
  func bitsOfEveryType() throws {
    try roundTrip([0, 1, 0x80, UInt8.max]) { UInt64($0) }
    try roundTrip([0, 1, 0x8000, UInt16.max]) { UInt64($0) }
    try roundTrip([0, 1, 0x8000_0000, UInt32.max]) { UInt64($0) }
    try roundTrip([0, 1, 1 << 63, UInt64.max]) { $0 }
    try roundTrip([0, -1, Int8.min, Int8.max]) { UInt64(UInt8(bitPattern: $0)) }
    try roundTrip([0, -1, Int16.min, Int16.max]) { UInt64(UInt16(bitPattern: $0)) }
    try roundTrip([0, -1, Int32.min, Int32.max]) { UInt64(UInt32(bitPattern: $0)) }
    try roundTrip([0, -1, Int64.min, Int64.max]) { UInt64(bitPattern: $0) }
    try roundTrip((0...UInt16.max).map(Float16.init(bitPattern:))) { UInt64($0.bitPattern) }
    try roundTrip(
      [0, 0x8000_0000, 1, 0x007F_FFFF, 0x7F80_0000, 0xFF80_0000, 0x7F80_0001, 0xFFC0_1234]
        .map(Float.init(bitPattern:))
    ) { UInt64($0.bitPattern) }
    try roundTrip(
      [0, 1 << 63, 1, 0x7FF0 << 48, 0xFFF0 << 48, 0x7FF0 << 48 | 1, 0xFFF8 << 48 | 0x1234]
        .map(Double.init(bitPattern:))
    ) { $0.bitPattern }
  }

  @Test(
    "every shape: scalar, empty, many axes",
    arguments: [[], [0], [1], [7], [2, 3], [0, Int.max, Int.max], [3, 0, 2], [1, 2, 3, 4, 5]]
      + [Array(repeating: 1, count: 64)])
  func shapes(shape: [Int]) throws {
    let folder = try TemporaryFolder()
    let count = try #require(checkedProduct(of: shape))
    let values = (0..<count).map { Float($0) - 0.5 }
    try NPYFile.write(values, shape: shape, to: folder["array.npy"])
    let array = try NPYFile.read(folder["array.npy"])
    #expect(array.shape == shape)
    #expect(array.count == count)
    #expect(try array.values(of: Float.self) == values)
    #expect(array.withUnsafeBytes { $0.count } == 4 * count)
  }

  /// The headers that numpy 2.4 writes, shown by `print(open('a.npy', 'rb').read()[:128])`. The
  /// peer tests compare whole files with numpy itself; this holds without Python.
  @Test("the bytes are numpy's")
  func numpyHeaders() {
    func numpy(_ dictionary: String, length: Int, in bytes: Int) -> [UInt8] {
      [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(length), 0] + Array(dictionary.utf8)
        + Array(repeating: 0x20, count: bytes - 11 - dictionary.utf8.count) + [0x0A]
    }
    #expect(
      NPYHeader.encoded(elementType: .float32, shape: [2, 3])
        == numpy(
          "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }", length: 118, in: 128))
    #expect(
      NPYHeader.encoded(elementType: .uint8, shape: [5])
        == numpy("{'descr': '|u1', 'fortran_order': False, 'shape': (5,), }", length: 118, in: 128))
    #expect(
      NPYHeader.encoded(elementType: .float64, shape: [])
        == numpy("{'descr': '<f8', 'fortran_order': False, 'shape': (), }", length: 118, in: 128))
  }

  @Test("headers of other writers: versions, spacing, quotes, order, Python 2's longs")
  func otherHeaders() throws {
    let folder = try TemporaryFolder()
    let data: [UInt8] = [1, 0, 2, 0, 3, 0]
    let plain = "{'descr': '<u2', 'fortran_order': False, 'shape': (3,), }\n"
    let files = [
      npyFile(plain, data: data),
      npyFile(plain, data: data, version: (2, 0)),
      npyFile(plain, data: data, version: (3, 0)),
      npyFile("{\"shape\":(3,),\"fortran_order\":False,\"descr\":\"<u2\"}", data: data),
      npyFile(" { 'shape' : ( 3 , ) ,\n'descr' :\t'<u2', 'fortran_order': False } \n", data: data),
      npyFile("{'descr': '<u2', 'fortran_order': False, 'shape': (3L,), }", data: data),
      npyFile("{'descr': '<u2', 'fortran_order': False, 'shape': (1, 3), } \n", data: data),
      npyFile("{'descr': '<u2', 'fortran_order': False, 'shape': (1, 3,), }", data: data),
    ]
    for (index, file) in files.enumerated() {
      try folder.put(file, in: "array.npy")
      let array = try NPYFile.read(folder["array.npy"])
      #expect(try array.values(of: UInt16.self) == [1, 2, 3], "file \(index)")
    }
  }

  @Test("one byte has no byte order: <u1 and |u1 are the same")
  func oneByteElements() throws {
    let folder = try TemporaryFolder()
    for descriptor in ["|u1", "<u1"] {
      try folder.put(
        npyFile(
          "{'descr': '\(descriptor)', 'fortran_order': False, 'shape': (2,), }", data: [7, 255]),
        in: "array.npy")
      #expect(try NPYFile.read(folder["array.npy"]).values(of: UInt8.self) == [7, 255])
    }
  }

  @Test("a shape of another size than the values is refused, and nothing is written")
  func wrongShape() throws {
    let folder = try TemporaryFolder()
    for shape in [[4], [2, 2], [], [-3], [Int.max, 2, 0, 3, -1], Array(repeating: 1, count: 65)] {
      #expect(throws: FileError.self, "\(shape)") {
        try NPYFile.write([1.0, 2.0, 3.0], shape: shape, to: folder["array.npy"])
      }
    }
    #expect(try folder.names().isEmpty)
  }
}
