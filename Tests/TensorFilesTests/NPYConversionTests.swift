import TestSupport
import Testing

@testable import TensorFiles

@Suite("npy: conversions keep every value or refuse")
struct NPYConversionTests {
  /// The values after a way through a file, which is gone when this returns: the map outlives its
  /// name.
  private func stored<Element: ArrayElement>(_ values: [Element]) throws -> NPYArray {
    let folder = try TemporaryFolder()
    try NPYFile.write(values, shape: [values.count], to: folder["array.npy"])
    return try NPYFile.read(folder["array.npy"])
  }

  @Test("integers that fit become the same numbers")
  func integers() throws {
    #expect(try stored([0, 255] as [UInt8]).floats() == [0, 255])
    #expect(try stored([-128, 127] as [Int8]).floats() == [-128, 127])
    #expect(try stored([0, 65535] as [UInt16]).floats() == [0, 65535])
    #expect(try stored([-32768, 32767] as [Int16]).floats() == [-32768, 32767])
    #expect(try stored([1 << 24, 0xFFFF_FF00] as [UInt32]).floats() == [0x1p24, 0x1.fffffep31])
    #expect(try stored([1 << 24, 0xFFFF_FFFF] as [UInt32]).doubles() == [0x1p24, 0x1.fffffffep31])
    #expect(try stored([.min, 1 << 24] as [Int32]).floats() == [-0x1p31, 0x1p24])
    #expect(try stored([1 << 63, 1 << 53] as [UInt64]).doubles() == [0x1p63, 0x1p53])
    #expect(try stored([.min, -(1 << 53)] as [Int64]).doubles() == [-0x1p63, -0x1p53])
  }

  @Test("a range of elements is that part of all")
  func ranges() throws {
    let doubles = try stored([1, 2, 3, 4] as [Double])
    let bytes = try stored([5, 6, 7] as [UInt8])
    #expect(try doubles.doubles(in: 1..<3) == [2, 3])
    #expect(try bytes.doubles(in: 2..<3) == [7])
    #expect(try bytes.doubles(in: 0..<0).isEmpty)
  }

  @Test("all 65,536 binary16 values become the same binary32 and binary64 values")
  func everyFloat16() throws {
    let values = (0...UInt16.max).map(Float16.init(bitPattern:))
    let array = try stored(values)
    let floats = try array.floats()
    let doubles = try array.doubles()
    var wrong: [String] = []
    for (index, value) in values.enumerated() {
      // By the definition of the format, without the conversion under test.
      let field = Int(value.bitPattern >> 10 & 31)
      let fraction = Double(value.bitPattern & 1023)
      let magnitude =
        field == 0
        ? fraction * 0x1p-24
        : (1024 + fraction) * Double(sign: .plus, exponent: field - 25, significand: 1)
      let sign = value.bitPattern >> 15 == 1 ? FloatingPointSign.minus : .plus
      let isRight =
        if field == 31, fraction > 0 {
          floats[index].isNaN && doubles[index].isNaN
        } else if field == 31 {
          floats[index].isInfinite && doubles[index].isInfinite
        } else {
          doubles[index].magnitude == magnitude && Double(floats[index]) == doubles[index]
        }
      if !isRight || floats[index].sign != sign || doubles[index].sign != sign {
        wrong.append("code \(index): \(floats[index]), \(doubles[index])")
      }
    }
    #expect(wrong.isEmpty, "\(wrong.count) wrong, first \(wrong.prefix(5))")
  }

  @Test("what would be rounded is refused, with its index and value")
  func inexact() throws {
    func refusal<Element: ArrayElement>(_ values: [Element], single: Bool) throws -> FileError {
      let array = try stored(values)
      return try #require(throws: FileError.self) {
        if single { _ = try array.floats() } else { _ = try array.doubles() }
      }
    }
    var error = try refusal([0, 1 << 24 + 1] as [UInt32], single: true)
    #expect(error.field == "element 1" && error.value == "16777217", "\(error)")
    error = try refusal([.max] as [Int32], single: true)
    #expect(error.field == "element 0" && error.value == "2147483647", "\(error)")
    error = try refusal([1 << 53 + 1] as [UInt64], single: false)
    #expect(error.value == "9007199254740993", "\(error)")
    error = try refusal([.max] as [Int64], single: false)
    #expect(error.value == "9223372036854775807", "\(error)")
    error = try refusal([1, 2, 0x1.0000001p0], single: true)
    #expect(error.field == "element 2" && error.value == "1.0000000037252903", "\(error)")
    error = try refusal([0x1p128], single: true)
    #expect(error.field == "element 0", "\(error)")
    error = try refusal([0x1p-150], single: true)
    #expect(error.field == "element 0", "\(error)")
  }

  @Test("special binary64 values reach binary32")
  func specials() throws {
    let floats = try stored([-0.0, .infinity, -.infinity, .nan, -.nan, 0x1p-149]).floats()
    #expect(floats[0].sign == .minus && floats[0] == 0)
    #expect(floats[1] == .infinity && floats[2] == -.infinity)
    #expect(floats[3].isNaN && floats[3].sign == .plus)
    #expect(floats[4].isNaN && floats[4].sign == .minus)
    #expect(floats[5] == .leastNonzeroMagnitude)
  }

  @Test("booleans are 0 and 1, and no other byte")
  func booleans() throws {
    let folder = try TemporaryFolder()
    let dictionary = "{'descr': '|b1', 'fortran_order': False, 'shape': (3,), }\n"
    try folder.put(npyFile(dictionary, data: [0, 1, 1]), in: "array.npy")
    let array = try NPYFile.read(folder["array.npy"])
    #expect(array.elementType == .bool)
    #expect(try array.floats() == [0, 1, 1])
    #expect(try array.doubles() == [0, 1, 1])
    try folder.put(npyFile(dictionary, data: [0, 1, 2]), in: "array.npy")
    let error = try #require(throws: FileError.self) {
      try NPYFile.read(folder["array.npy"]).floats()
    }
    #expect(error.field == "element 2")
  }

  @Test("elements are asked for by their own type only")
  func wrongType() throws {
    let array = try stored([1, 2] as [UInt16])
    let error = try #require(throws: FileError.self) { try array.values(of: Float16.self) }
    #expect(error.field == "descr" && error.value == "'<u2'" && error.valid == "'<f2' here")
  }

  @Test("the map outlives the name: a replaced file keeps its old elements")
  func replaced() throws {
    let folder = try TemporaryFolder()
    try NPYFile.write([1, 2, 3] as [Float], shape: [3], to: folder["array.npy"])
    let old = try NPYFile.read(folder["array.npy"])
    try NPYFile.write([4] as [Float], shape: [1], to: folder["array.npy"])
    #expect(try old.floats() == [1, 2, 3])
    #expect(try NPYFile.read(folder["array.npy"]).floats() == [4])
  }
}
