import Glibc
import TestSupport
import Testing

@testable import TensorFiles

private let good =
  #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"U8","shape":[2],"data_offsets":[4,6]}}"#
private let data: [UInt8] = [0, 0, 0x80, 0x3F, 7, 8]

/// A header of one tensor of four bytes with these members.
private func one(
  dtype: String = #""F32""#, shape: String = "[1]", offsets: String = "[0,4]"
) -> [UInt8] {
  safetensorsFile(
    #"{"t":{"dtype":\#(dtype),"shape":\#(shape),"data_offsets":\#(offsets)}}"#, data: [0, 0, 0, 0])
}

/// A header of two tensors of four bytes each at these offsets, and eight bytes.
private func two(_ first: String, _ second: String) -> [UInt8] {
  safetensorsFile(
    #"{"a":{"dtype":"F32","shape":[1],"data_offsets":\#(first)},"b":{"dtype":"F32","shape":[1],"data_offsets":\#(second)}}"#,
    data: [0, 0, 0, 0, 0, 0, 0, 0])
}

private let malformedFiles: [MalformedFile] = [
  // The length.
  .init("an empty file", [], field: "file size", value: "0 bytes"),
  .init("half a length", [2, 0, 0, 0], field: "file size", value: "4 bytes"),
  .init("no header", [UInt8](repeating: 0, count: 8), field: "header length", value: "0"),
  .init(
    "another format", Array("PK\u{3}\u{4}....".utf8), field: "header length",
    value: "3327647949844073296"),
  .init(
    "a length beyond Int", safetensorsFile("{}", claimedLength: .max), field: "header length",
    value: "18446744073709551615"),
  .init(
    "a length beyond the limit", safetensorsFile("{}", claimedLength: 100_000_001),
    field: "header length", value: "100000001"),
  .init(
    "a header longer than the file", safetensorsFile("{}", claimedLength: 3),
    field: "header length", value: "3"),

  // The JSON.
  .init(
    "no JSON", safetensorsFile("{]"), field: "header",
    value: "not JSON (a member name in quotes is missing at byte 1)"),
  .init(
    "an array", safetensorsFile("[]"), field: "header",
    value: "a text that does not begin with '{'"),
  .init(
    "a space first", safetensorsFile(" {}"), field: "header",
    value: "a text that does not begin with '{'"),
  .init(
    "text behind it", safetensorsFile("{}x"), field: "header",
    value: "not JSON (more text after the value at byte 2)"),
  .init(
    "a zero byte behind it", safetensorsFile("{}\0"), field: "header",
    value: "not JSON (more text after the value at byte 2)"),
  .init(
    "a name that is not UTF-8",
    [7, 0, 0, 0, 0, 0, 0, 0] + Array("{\"".utf8) + [0xFF]
      + Array("\":1}".utf8), field: "header",
    value: "not JSON (a string that is not UTF-8 at byte 1)"),
  .init(
    "bytes that are not UTF-8 outside of a string", [3, 0, 0, 0, 0, 0, 0, 0, 0x7B, 0xFF, 0x7D],
    field: "header", value: "not JSON (a member name in quotes is missing at byte 1)"),
  .init(
    "a name twice",
    safetensorsFile(
      #"{"a":{"dtype":"U8","shape":[0],"data_offsets":[0,0]},"a":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}}"#
    ), field: "header", value: "not JSON (the member \"a\" stands twice at byte 53)"),
  .init(
    "nesting", safetensorsFile("{\"a\":" + String(repeating: "[", count: 1000)), field: "header",
    value: "not JSON (nesting deeper than 256 levels at byte 260)"),

  // The notes.
  .init(
    "notes that are a list", safetensorsFile(#"{"__metadata__":["pt"]}"#),
    field: "__metadata__", value: #"["pt"]"#),
  .init(
    "a note that is a number", safetensorsFile(#"{"__metadata__":{"a":"b","n":1}}"#),
    field: "__metadata__", value: #"{"a":"b","n":1}"#),

  // A tensor's members.
  .init("a tensor that is a number", safetensorsFile(#"{"t":4}"#), field: "tensor 't'", value: "4"),
  .init(
    "no dtype", safetensorsFile(#"{"t":{"shape":[],"data_offsets":[0,0]}}"#),
    field: "tensor 't' dtype", value: "missing"),
  .init(
    "no shape", safetensorsFile(#"{"t":{"dtype":"U8","data_offsets":[0,0]}}"#),
    field: "tensor 't' shape", value: "missing"),
  .init(
    "no offsets", safetensorsFile(#"{"t":{"dtype":"U8","shape":[0]}}"#),
    field: "tensor 't' data_offsets", value: "missing"),
  .init(
    "a dtype that is not known", one(dtype: #""F33""#), field: "tensor 't' dtype",
    value: #""F33""#),
  .init(
    "a dtype in lower case", one(dtype: #""f32""#), field: "tensor 't' dtype",
    value: #""f32""#),
  .init("a dtype that is a number", one(dtype: "32"), field: "tensor 't' dtype", value: "32"),
  .init("a shape that is a number", one(shape: "1"), field: "tensor 't' shape", value: "1"),
  .init("a negative length", one(shape: "[-1]"), field: "tensor 't' shape", value: "[-1]"),
  .init("a fraction", one(shape: "[1.0]"), field: "tensor 't' shape", value: "[1.0]"),
  .init("minus zero", one(shape: "[-0]"), field: "tensor 't' shape", value: "[-0.0]"),
  .init(
    "a length of 2^63", one(shape: "[9223372036854775808]"), field: "tensor 't' shape",
    value: "[9.223372036854776e+18]"),
  .init(
    "a product beyond 2^63", one(shape: "[4294967296,4294967296]"), field: "tensor 't' shape",
    value: "[4294967296, 4294967296]"),
  .init(
    "a product beyond 2^63 before a 0", one(shape: "[4294967296,4294967296,0]"),
    field: "tensor 't' shape", value: "[4294967296, 4294967296, 0]"),
  .init(
    "a product that wraps to 1", one(shape: "[3,6148914691236517205,3,6148914691236517205]"),
    field: "tensor 't' shape",
    value: "[3, 6148914691236517205, 3, 6148914691236517205]"),
  .init(
    "bits beyond 2^63", one(shape: "[288230376151711744]"), field: "tensor 't' shape",
    value: "[288230376151711744]"),
  .init("half a byte", one(dtype: #""F4""#, shape: "[3]"), field: "tensor 't' shape", value: "[3]"),
  .init(
    "two bits more than bytes", one(dtype: #""F6_E2M3""#, shape: "[3]"),
    field: "tensor 't' shape", value: "[3]"),
  .init(
    "offsets that are a number", one(offsets: "4"), field: "tensor 't' data_offsets",
    value: "4"),
  .init("one offset", one(offsets: "[4]"), field: "tensor 't' data_offsets", value: "[4]"),
  .init(
    "three offsets", one(offsets: "[0,4,8]"), field: "tensor 't' data_offsets",
    value: "[0,4,8]"),
  .init(
    "offsets in the wrong order", one(offsets: "[4,0]"), field: "tensor 't' data_offsets",
    value: "[4,0]"),
  .init(
    "a negative offset", one(offsets: "[-4,0]"), field: "tensor 't' data_offsets",
    value: "[-4,0]"),
  .init(
    "an offset that is text", one(offsets: #"["0",4]"#), field: "tensor 't' data_offsets",
    value: #"["0",4]"#),
  .init("a byte too few", one(offsets: "[0,3]"), field: "tensor 't' data_offsets", value: "[0,3]"),
  .init("a byte too many", one(offsets: "[0,5]"), field: "tensor 't' data_offsets", value: "[0,5]"),
  .init(
    "another dtype's size", one(dtype: #""F64""#), field: "tensor 't' data_offsets",
    value: "[0,4]"),

  // The places.
  .init(
    "a gap before the first", one(offsets: "[1,5]"), field: "tensor 't' data_offsets",
    value: "[1, 5]"),
  .init("a gap between", two("[0,4]", "[5,9]"), field: "tensor 'b' data_offsets", value: "[5, 9]"),
  .init("an overlap", two("[0,4]", "[3,7]"), field: "tensor 'b' data_offsets", value: "[3, 7]"),
  .init(
    "the same bytes twice", two("[0,4]", "[0,4]"), field: "tensor 'b' data_offsets",
    value: "[0, 4]"),
  .init(
    "offsets far beyond the file", two("[0,4]", "[9223372036854775803,9223372036854775807]"),
    field: "tensor 'b' data_offsets", value: "[9223372036854775803, 9223372036854775807]"),
  .init(
    "data without tensors", safetensorsFile("{}", data: [0]), field: "data",
    value: "1 bytes (something follows)"),
  .init("no data", safetensorsFile(good), field: "data", value: "0 bytes (truncated?)"),
  .init(
    "a byte too few in all", safetensorsFile(good, data: [0, 0, 0, 0, 0]), field: "data",
    value: "5 bytes (truncated?)"),
  .init(
    "a byte too many in all", safetensorsFile(good, data: data + [0]), field: "data",
    value: "7 bytes (something follows)"),
  .init(
    "far too few bytes",
    one(shape: "[1000000000000]", offsets: "[0,4000000000000]"), field: "data",
    value: "4 bytes (truncated?)"),
]

@Suite("safetensors: what must be refused")
struct SafetensorsMalformedTests {
  @Test("is refused with the field and its value, in one line", arguments: malformedFiles)
  func malformed(file: MalformedFile) throws {
    let folder = try TemporaryFolder()
    try folder.put(file.bytes, in: "bad.safetensors")
    let path = folder["bad.safetensors"]
    let error = try #require(throws: FileError.self) { try SafetensorsFile(path) }
    #expect(error.file == path)
    #expect(error.field == file.field)
    #expect(error.value == file.value)
    #expect(!error.valid.isEmpty)
    #expect(error.description.hasPrefix("\(path): \(file.field) is "))
    #expect(!error.description.contains { $0.isNewline || $0 == "\0" }, "\(error)")
    #expect(error.description.count < 500, "\(error)")
  }

  @Test("every prefix of a good file is refused, the whole is not")
  func prefixes() throws {
    let folder = try TemporaryFolder()
    let whole = safetensorsFile(good, data: data)
    var accepted: [Int] = []
    for length in 0...whole.count {
      try folder.put(Array(whole.prefix(length)), in: "cut.safetensors")
      if (try? SafetensorsFile(folder["cut.safetensors"])) != nil { accepted.append(length) }
    }
    #expect(accepted == [whole.count])
  }

  @Test("no change of one byte makes the reader fail other than by its error")
  func corruptedBytes() throws {
    let folder = try TemporaryFolder()
    let whole = safetensorsFile(good, data: data)
    var read = 0
    for position in 0..<whole.count - data.count {
      for replacement: UInt8 in [
        0, 0x20, 0x22, 0x2C, 0x2D, 0x30, 0x39, 0x5B, 0x5D, 0x7B, 0x7D, 0xFF,
      ] {
        var bytes = whole
        bytes[position] = replacement
        try folder.put(bytes, in: "corrupt.safetensors")
        do throws(FileError) {
          for tensor in try SafetensorsFile(folder["corrupt.safetensors"]).tensors {
            #expect(tensor.withUnsafeBytes { $0.count } == tensor.byteCount)
          }
          read += 1
        } catch {
          #expect(error.file == folder["corrupt.safetensors"])
        }
      }
    }
    // A name may change, and a byte may be replaced by itself: some files stay readable.
    #expect(read > 0)
  }

  @Test("a name cannot break the line of an error, nor steer the terminal")
  func hostileName() throws {
    let folder = try TemporaryFolder()
    let name = String(repeating: "x", count: 500)
    try folder.put(safetensorsFile(#"{"\n\u001b[2J\#(name)":1}"#), in: "bad.safetensors")
    let error = try #require(throws: FileError.self) {
      try SafetensorsFile(folder["bad.safetensors"])
    }
    #expect(!error.description.unicodeScalars.contains { $0.value < 0x20 }, "\(error)")
    #expect(error.description.count < 500, "\(error)")
  }

  @Test("a missing file, a folder, a device and a pipe are no tensors")
  func notFiles() throws {
    let folder = try TemporaryFolder()
    #expect(mkfifo(folder["pipe"], 0o600) == 0)
    for path in [folder["missing"], folder.path, "/dev/null", folder["pipe"], ""] {
      let error = try #require(throws: FileError.self, "\(path)") { try SafetensorsFile(path) }
      #expect(error.field == "file")
      #expect(error.file == path)
    }
  }
}
