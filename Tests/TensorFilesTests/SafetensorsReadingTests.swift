import FloatFormats
import TestSupport
import Testing

@testable import TensorFiles

@Suite("safetensors: what is read")
struct SafetensorsReadingTests {
  /// The tensors of a file, which is gone when this returns: the map outlives its name.
  private func tensors(_ header: String, _ data: [UInt8] = []) throws -> [SafetensorsTensor] {
    let folder = try TemporaryFolder()
    try folder.put(safetensorsFile(header, data: data), in: "some.safetensors")
    return try SafetensorsFile(folder["some.safetensors"]).tensors
  }

  private func tensor(_ dtype: String, bits: Int, codes: [UInt64]) throws -> SafetensorsTensor {
    let size = bits / 8
    let data = codes.flatMap { code in
      (0..<size).map { UInt8(truncatingIfNeeded: code >> (8 * $0)) }
    }
    let header =
      #"{"t":{"dtype":"\#(dtype)","shape":[\#(codes.count)],"data_offsets":[0,\#(data.count)]}}"#
    return try #require(try tensors(header, data).first)
  }

  @Test("tensors come in the order of their bytes, those without bytes by name")
  func order() throws {
    let found = try tensors(
      #"""
      {"z":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},
       "n":{"data_offsets":[2,2],"shape":[5,0],"dtype":"F64"},
       "m":{"dtype":"F32","shape":[0],"data_offsets":[2,2],"later":[null]},
       "a":{"dtype":"BF16","shape":[],"data_offsets":[2,4]},
       "k":{"dtype":"I8","shape":[0],"data_offsets":[4,4]}}
      """#, [1, 2, 3, 4])
    #expect(found.map(\.name) == ["z", "m", "n", "a", "k"])
    #expect(found.map(\.count) == [2, 0, 0, 1, 0])
    #expect(found.map(\.shape) == [[2], [0], [5, 0], [], [0]])
    #expect(found.map { $0.withUnsafeBytes { Array($0) } } == [[1, 2], [], [], [3, 4], []])
  }

  @Test("no tensors, notes, no notes, padding, an escaped name")
  func smallFiles() throws {
    let folder = try TemporaryFolder()
    func file(_ header: String, _ data: [UInt8] = []) throws -> SafetensorsFile {
      try folder.put(safetensorsFile(header, data: data), in: "small.safetensors")
      return try SafetensorsFile(folder["small.safetensors"])
    }
    #expect(try file("{}      ").tensors.isEmpty)
    #expect(
      try file(#"{"__metadata__":{"format":"pt","é":"\""}}"#).metadata == [
        "format": "pt", "é": "\"",
      ])
    #expect(try file(#"{"__metadata__":null}"#).metadata.isEmpty)
    let named = try file(#"{"\u00e9\n":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}"#, [9])
    #expect(try named.tensor(named: "é\n").count == 1)
    let error = try #require(throws: FileError.self) { try named.tensor(named: "e") }
    #expect(error.field == "tensor 'e'" && error.value == "missing")
  }

  @Test("every dtype has its size", arguments: SafetensorsDtype.allCases)
  func sizes(dtype: SafetensorsDtype) throws {
    let digits = dtype.rawValue.prefix { $0 != "_" }.drop { $0.isLetter }
    let bits = dtype == .bool ? 8 : try #require(Int(digits))
    let found = try tensors(
      #"{"t":{"dtype":"\#(dtype.rawValue)","shape":[2,4],"data_offsets":[0,\#(bits)]}}"#,
      [UInt8](repeating: 1, count: bits))
    #expect(found[0].dtype == dtype && found[0].count == 8 && found[0].byteCount == bits)
  }

  /// By module FloatFormats' own decoding, which the casts are judged by.
  @Test(
    "every code of the formats of 8 and 16 bits is its number in binary32 and binary64",
    arguments: [
      ("BF16", FloatFormat.bfloat16), ("F16", .binary16), ("F8_E4M3", .e4m3fn), ("F8_E5M2", .e5m2),
      ("F8_E8M0", .e8m0fnu), ("F8_E4M3FNUZ", .e4m3fnuz), ("F8_E5M2FNUZ", .e5m2fnuz),
    ])
  func everyCode(dtype: String, format: FloatFormat) throws {
    let codes = (0..<UInt64(1) << UInt64(format.bitWidth)).map { $0 }
    let tensor = try tensor(dtype, bits: format.bitWidth, codes: codes)
    let floats = try tensor.floats(), doubles = try tensor.doubles()
    var wrong: [String] = []
    for (index, code) in codes.enumerated() {
      let number = format.decode(code)
      let isRight =
        number.isNaN
        ? floats[index].isNaN && doubles[index].isNaN
        : Double(floats[index]) == number && doubles[index] == number
      if !isRight || floats[index].sign != number.sign || doubles[index].sign != number.sign {
        wrong.append("code \(code): \(floats[index]), \(doubles[index]), not \(number)")
      }
    }
    #expect(wrong.isEmpty, "\(wrong.count) wrong, first \(wrong.prefix(5))")
  }

  @Test("F32 and F64 keep their bits; F64 that binary32 does not hold is refused by its index")
  func wideFormats() throws {
    let singles: [UInt64] = [0, 0x8000_0000, 1, 0x7F80_0000, 0x7F80_0001, 0xFFC0_1234, 0x3F80_0001]
    let f32 = try tensor("F32", bits: 32, codes: singles)
    #expect(try f32.floats().map { UInt64($0.bitPattern) } == singles)
    #expect(try f32.doubles()[6] == 0x1.000002p0)
    let doubles: [UInt64] = [0, 1 << 63, 0x7FF0 << 48 | 1, 0xFFF8 << 48 | 0x1234, 0x3FF0 << 48 | 1]
    let f64 = try tensor("F64", bits: 64, codes: doubles)
    #expect(try f64.doubles().map(\.bitPattern) == doubles)
    #expect(try f64.floats(0..<4)[3].sign == .minus)
    let error = try #require(throws: FileError.self) { try f64.floats(2..<5) }
    #expect(
      error.field == "tensor 't' element 4" && error.value == "1.0000000000000002", "\(error)")
  }

  @Test("a range of elements is that part of all, at any alignment")
  func ranges() throws {
    let header =
      #"{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"t":{"dtype":"BF16","shape":[2,2],"data_offsets":[1,9]}} "#
    let found = try tensors(header, [7, 0x80, 0x3F, 0, 0x40, 0x40, 0x40, 0x80, 0x40])
    #expect(try found[1].floats() == [1, 2, 3, 4])
    #expect(try found[1].floats(1..<3) == [2, 3])
    #expect(try found[1].doubles(3..<4) == [4])
    #expect(try found[1].floats(4..<4).isEmpty)
  }

  @Test(
    "numbers are read from dtypes of numbers only", arguments: ["BOOL", "U8", "I64", "C64", "F4"])
  func notNumbers(dtype: String) throws {
    let tensor = try #require(
      try tensors(#"{"t":{"dtype":"\#(dtype)","shape":[0],"data_offsets":[0,0]}}"#).first)
    let error = try #require(throws: FileError.self) { try tensor.floats() }
    #expect(error.field == "tensor 't' dtype" && error.value == dtype)
    #expect(throws: FileError.self) { try tensor.doubles() }
  }
}

extension SafetensorsTensor {
  /// Elements as binary32, all unless a range is given.
  func floats(_ range: Range<Int>? = nil) throws -> [Float] {
    let range = range ?? 0..<count
    var numbers = [Float](repeating: 0, count: range.count)
    try numbers.withUnsafeMutableBufferPointer { try read(range, into: $0) }
    return numbers
  }

  /// Elements as binary64, all unless a range is given.
  func doubles(_ range: Range<Int>? = nil) throws -> [Double] {
    let range = range ?? 0..<count
    var numbers = [Double](repeating: 0, count: range.count)
    try numbers.withUnsafeMutableBufferPointer { try read(range, into: $0) }
    return numbers
  }
}
