import TestSupport
import Testing

@testable import TensorFiles

@Suite("safetensors: what is written")
struct SafetensorsWritingTests {
  /// The file that the reference implementation wrote (Tests/Peers/test_safetensors.py has the
  /// package write it anew): numbers, and eight bytes of every dtype that it can be asked for.
  @Test("the bytes are the reference implementation's")
  func reference() throws {
    let path = #filePath.split(separator: "/").dropLast(2).joined(separator: "/")
    let reference = try MappedFile("/\(path)/Peers/both.safetensors")
      .withUnsafeBytes { Array($0) }
    let numbers: [(String, SafetensorsDtype, [Int], [Double])] = [
      ("f64", .f64, [4], [0.1, -0.0, .leastNonzeroMagnitude, .infinity]),
      ("f32.matrix", .f32, [2, 3], [0, 0.125, 0.25, 0.375, 0.5, 0.625]),
      ("f32.scalar", .f32, [], [0x1.921fb6p1]),
      ("bf16", .bf16, [3, 1], [1.5, -0x1p-133, 0x1.c4p127]),
      ("f16", .f16, [3], [65504, 0x1p-24, -0.0]),
      ("f16.empty", .f16, [0, 4], []),
    ]
    var entries = numbers.map { SafetensorsEntry(name: $0.0, dtype: $0.1, shape: $0.2) }
    entries.append(.init(name: "u8.\"ünïcode\"", dtype: .u8, shape: [3]))
    for dtype in SafetensorsDtype.allCases where ![.f6e2m3, .f6e3m2].contains(dtype) {
      entries.append(
        .init(name: "eight.\(dtype.rawValue)", dtype: dtype, shape: [64 / dtype.bitWidth]))
    }
    let folder = try TemporaryFolder()
    let written = folder["written.safetensors"]
    try SafetensorsFile.write(entries, metadata: ["format": "pt"], to: written) {
      (entry, file) throws(FileError) in
      if let (_, _, _, values) = numbers.first(where: { $0.0 == entry.name }) {
        // In two pieces, where there is more than one number.
        let (first, rest) = (Array(values.prefix(1)), Array(values.dropFirst()))
        try file.append(first.span)
        try file.append(rest.span)
      } else {
        let bytes: [UInt8] = entry.dtype == .u8 && entry.shape == [3] ? [1, 2, 255] : Array(1...8)
        try file.append(bytes: bytes.span.bytes)
      }
    }
    #expect(try folder.bytes(of: "written.safetensors") == reference)
    let file = try SafetensorsFile(written)
    for (name, dtype, shape, values) in numbers {
      let tensor = try file.tensor(named: name)
      #expect(tensor.dtype == dtype && tensor.shape == shape)
      #expect(try tensor.doubles().map(\.bitPattern) == values.map(\.bitPattern), "\(name)")
    }
  }

  /// The reference implementation's own tests have these bytes (tensor.rs, `test_empty`).
  @Test("no tensors")
  func empty() throws {
    let folder = try TemporaryFolder()
    try SafetensorsFile.write([], to: folder["none"]) { (_, _) throws(FileError) in }
    #expect(try folder.bytes(of: "none") == [8, 0, 0, 0, 0, 0, 0, 0] + Array("{}      ".utf8))
  }

  private func write<Number>(
    _ values: [Number], _ dtype: SafetensorsDtype, to path: String,
    _ append: (Span<Number>, inout SafetensorsWriter) throws(FileError) -> Void
  ) throws(FileError) {
    let entry = SafetensorsEntry(name: "t", dtype: dtype, shape: [values.count])
    try SafetensorsFile.write([entry], to: path) { (_, file) throws(FileError) in
      try append(values.span, &file)
    }
  }

  @Test(
    "every number of binary16 and bfloat16 comes back from both widths",
    arguments: [
      SafetensorsDtype.f16, .bf16,
    ])
  func everyCode(dtype: SafetensorsDtype) throws {
    let folder = try TemporaryFolder()
    let codes = (0...UInt16.max).map { $0 }
    let entry = SafetensorsEntry(name: "t", dtype: dtype, shape: [codes.count])
    try SafetensorsFile.write([entry], to: folder["codes"]) { (_, file) throws(FileError) in
      try file.append(bytes: codes.span.bytes)
    }
    let tensor = try SafetensorsFile(folder["codes"]).tensor(named: "t")
    try write(try tensor.floats(), dtype, to: folder["floats"]) {
      (values, file) throws(FileError) in try file.append(values)
    }
    try write(try tensor.doubles(), dtype, to: folder["doubles"]) {
      (values, file) throws(FileError) in try file.append(values)
    }
    for name in ["floats", "doubles"] {
      let copy = try SafetensorsFile(folder[name]).tensor(named: "t")
      let same = copy.withUnsafeBytes { Array($0.bindMemory(to: UInt16.self)) }
      let infinity: UInt16 = dtype == .f16 ? 0x7C00 : 0x7F80
      var wrong: [String] = []
      for (code, found) in zip(codes, same) {
        // A NaN becomes quiet, of the same sign.
        let isNaN = code & 0x7FFF > infinity
        let isRight = isNaN ? found & 0x7FFF > infinity && (found ^ code) >> 15 == 0 : found == code
        if !isRight { wrong.append("\(code) → \(found)") }
      }
      #expect(wrong.isEmpty, "\(name): \(wrong.count) wrong, first \(wrong.prefix(5))")
    }
  }

  @Test("nothing is rounded: the first number that a dtype lacks is named, and no file is left")
  func inexact() throws {
    let folder = try TemporaryFolder()
    let pieces = [Float](repeating: 1, count: 40_000)
    let cases: [(SafetensorsDtype, Float, String)] = [
      (.bf16, 0x1.01p0, "1.0039062"), (.bf16, 0x1p-134, "4.5918e-41"),
      (.f16, 65520, "65520.0"), (.f16, 0x1p-25, "2.9802322e-08"), (.f16, 0x1.002p0, "1.0004883"),
    ]
    for (dtype, value, text) in cases {
      let error = try #require(throws: FileError.self) {
        try write(pieces + [value], dtype, to: folder["t"]) { (values, file) throws(FileError) in
          try file.append(values)
        }
      }
      #expect(error.field == "tensor 't' element 40000" && error.value == text, "\(error)")
    }
    let error = try #require(throws: FileError.self) {
      try write([1, 0x1.0000001p0], .f32, to: folder["t"]) { (values, file) throws(FileError) in
        try file.append(values)
      }
    }
    #expect(error.field == "tensor 't' element 1", "\(error)")
    #expect(try folder.names().isEmpty)
  }

  @Test("too few elements, too many, another dtype, an error of the caller: no file is left")
  func wrongCalls() throws {
    let folder = try TemporaryFolder()
    func refusal(
      _ dtype: SafetensorsDtype, _ body: (inout SafetensorsWriter) throws(FileError) -> Void
    ) throws -> FileError {
      try #require(throws: FileError.self) {
        try SafetensorsFile.write(
          [.init(name: "t", dtype: dtype, shape: [2, 2])], to: folder["t"]
        ) { (_, file) throws(FileError) in try body(&file) }
      }
    }
    let three: [Float] = [1, 2, 3]
    #expect(try refusal(.f32) { _ in }.value == "given 0 bytes")
    #expect(
      try refusal(.f32) { (file) throws(FileError) in try file.append(three.span) }.value
        == "given 12 bytes")
    let error = try refusal(.bf16) { (file) throws(FileError) in
      try file.append(three.span)
      try file.append(three.span)
    }
    #expect(error.value == "given 12 bytes" && error.valid.hasPrefix("8 bytes"), "\(error)")
    #expect(
      try refusal(.i32) { (file) throws(FileError) in try file.append(three.span) }.field
        == "tensor 't' dtype")
    let own = FileError(file: "a", field: "b", value: "c", valid: "d")
    #expect(try refusal(.f32) { (_) throws(FileError) in throw own } == own)
    #expect(try folder.names().isEmpty)
  }

  @Test("tensors that no file can hold are refused before a file is begun")
  func wrongEntries() throws {
    let folder = try TemporaryFolder()
    let a = SafetensorsEntry(name: "a", dtype: .f32, shape: [1])
    let cases: [([SafetensorsEntry], String)] = [
      ([a, a], "tensor 'a'"),
      ([a, .init(name: "a", dtype: .f64, shape: [])], "tensor 'a'"),
      ([.init(name: "__metadata__", dtype: .f32, shape: [])], "tensor '__metadata__'"),
      ([.init(name: "n", dtype: .f32, shape: [-1])], "tensor 'n' shape"),
      ([.init(name: "n", dtype: .f32, shape: [1 << 40, 1 << 40])], "tensor 'n' shape"),
      ([.init(name: "n", dtype: .f4, shape: [1])], "tensor 'n' shape"),
      (
        (0..<9).map { .init(name: "\($0)", dtype: .u8, shape: [1 << 59]) }
          + (10..<20).map { .init(name: "\($0)", dtype: .u8, shape: [1 << 59]) }, "tensor '5' shape"
      ),
    ]
    for (entries, field) in cases {
      for write in [false, true] {
        let error = try #require(throws: FileError.self) {
          if write {
            try SafetensorsFile.write(entries, to: folder["t"]) { (_, _) throws(FileError) in }
          } else {
            try SafetensorsFolder.write(entries, to: folder.path) { (_, _) throws(FileError) in }
          }
        }
        #expect(error.field == field, "\(error)")
      }
    }
    #expect(try folder.names().isEmpty)
  }

  @Test("a header longer than a reader takes is refused")
  func longHeader() throws {
    let member = String(repeating: "n", count: 99_999_991)
    #expect(try SafetensorsLayout.header([member], file: "t").count == 8 + 100_000_000)
    let error = try #require(throws: FileError.self) {
      try SafetensorsLayout.header([member + "12345678"], file: "t")
    }
    #expect(error.field == "header length" && error.value == "100000008", "\(error)")
  }
}
