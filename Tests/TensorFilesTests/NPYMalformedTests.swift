import Glibc
import TestSupport
import Testing

@testable import TensorFiles

/// A file that must be refused, and what the error must say.
struct MalformedFile: CustomTestStringConvertible, Sendable {
  let testDescription: String
  let bytes: [UInt8]
  let field: String
  let value: String

  init(_ description: String, _ bytes: [UInt8], field: String, value: String) {
    testDescription = description
    self.bytes = bytes
    self.field = field
    self.value = value
  }

  /// A file whose dictionary has these entries and four bytes of data.
  init(
    _ description: String, descr: String = "'<f4'", order: String = "False", shape: String = "(1,)",
    field: String, value: String
  ) {
    self.init(
      description,
      npyFile(
        "{'descr': \(descr), 'fortran_order': \(order), 'shape': \(shape), }\n", data: [0, 0, 0, 0]),
      field: field, value: value)
  }
}

private let good = "{'descr': '<f4', 'fortran_order': False, 'shape': (1,), }\n"
private let data: [UInt8] = [0, 0, 0x80, 0x3F]

private let malformedFiles: [MalformedFile] = [
  // The preamble.
  .init("an empty file", [], field: "first bytes", value: "none"),
  .init(
    "another format", Array("PK\u{3}\u{4}....".utf8), field: "first bytes",
    value: "50 4b 03 04 2e 2e"),
  .init("half a magic", [0x93, 0x4E], field: "first bytes", value: "93 4e"),
  .init("a magic alone", Array(npyFile(good).prefix(6)), field: "file size", value: "6 bytes"),
  .init(
    "cut within a length of 2 bytes", Array(npyFile(good).prefix(9)), field: "file size",
    value: "9 bytes"),
  .init(
    "cut within a length of 4 bytes", Array(npyFile(good, version: (2, 0)).prefix(11)),
    field: "file size", value: "11 bytes"),
  .init(
    "version 0.9", npyFile(good, data: data, version: (0, 9)), field: "format version", value: "0.9"
  ),
  .init(
    "version 1.1", npyFile(good, data: data, version: (1, 1)), field: "format version", value: "1.1"
  ),
  .init(
    "version 4.0", npyFile(good, data: data, version: (4, 0)), field: "format version", value: "4.0"
  ),
  .init(
    "a header longer than the file", npyFile(good, claimedLength: 60_000), field: "header length",
    value: "60000"),
  .init(
    "a header of 4 GiB", npyFile(good, version: (2, 0), claimedLength: 0xFFFF_FFFF),
    field: "header length", value: "4294967295"),
  .init(
    "a header of no bytes", npyFile("", data: []), field: "header",
    value: "at its end after 0 bytes"),

  // The dictionary's grammar.
  .init(
    "no dictionary", npyFile("descr <f4", data: data), field: "header",
    value: "'descr <f4' at byte 0"),
  .init(
    "an unclosed dictionary", npyFile("{'descr': '<f4', 'fortran_order': False, 'shape': (1,)"),
    field: "header", value: "at its end after 54 bytes"),
  .init("an unclosed string", npyFile("{'descr"), field: "header", value: "''descr' at byte 1"),
  .init("an escape", descr: "'<f\\x34'", field: "header", value: "''<f\\x34', 'fortr' at byte 10"),
  .init("no colon", npyFile("{'descr' '<f4'}"), field: "header", value: "''<f4'}' at byte 9"),
  .init(
    "no comma", npyFile("{'descr': '<f4' 'shape': (1,)}"), field: "header",
    value: "''shape': (1,)}' at byte 16"),
  .init(
    "something after the dictionary", npyFile(good + "x", data: data), field: "header",
    value: "'x' at byte 58"),
  .init(
    "a zero byte after the dictionary", npyFile(good + "\0", data: data), field: "header",
    value: "'\0' at byte 58"),
  .init(
    "a missing key", npyFile("{'descr': '<f4', 'shape': (1,)}", data: data),
    field: "header key fortran_order", value: "missing"),
  .init(
    "an empty dictionary", npyFile("{}", data: data), field: "header key descr", value: "missing"),
  .init(
    "an unknown key", npyFile("{'descr': '<f4', 'fortran_order': False, 'shape': (1,), 'x': 1}"),
    field: "header key", value: "'x'"),
  .init(
    "a key twice", npyFile("{'shape': (1,), 'shape': (2,)}"), field: "header key", value: "'shape'"),

  // The type.
  .init("big-endian", descr: "'>f4'", field: "descr", value: "'>f4'"),
  .init("complex", descr: "'<c8'", field: "descr", value: "'<c8'"),
  .init("text", descr: "'<U4'", field: "descr", value: "'<U4'"),
  .init("pickled objects", descr: "'|O'", field: "descr", value: "'|O'"),
  .init("ml_dtypes' bfloat16, which names no type", descr: "'<V2'", field: "descr", value: "'<V2'"),
  .init("a float of 16 bytes", descr: "'<f16'", field: "descr", value: "'<f16'"),
  .init("no byte order", descr: "'f4'", field: "descr", value: "'f4'"),
  .init("an empty type", descr: "''", field: "descr", value: "''"),
  .init(
    "a structured type", descr: "[('a', '<f4')]", field: "header",
    value: "'[('a', '<f4')], ' at byte 10"),

  // The order.
  .init("Fortran order", order: "True", shape: "(1, 1)", field: "fortran_order", value: "True"),
  .init(
    "an order that is a number", order: "0", field: "header", value: "'0, 'shape': (1,)' at byte 34"
  ),

  // The shape.
  .init("a shape that is a list", shape: "[1]", field: "header", value: "'[1], }\n' at byte 50"),
  .init("a shape that is a number", shape: "1", field: "header", value: "'1, }\n' at byte 50"),
  .init("a number in parentheses", shape: "(1)", field: "shape", value: "(1)"),
  .init("a negative length", shape: "(-1,)", field: "shape", value: "-1"),
  .init("a fractional length", shape: "(1.5,)", field: "shape", value: "1.5"),
  .init("a length with a leading zero", shape: "(01,)", field: "shape", value: "01"),
  .init("a length that is no number", shape: "(True,)", field: "shape", value: "True"),
  .init(
    "a length of 2^63", shape: "(9223372036854775808,)", field: "shape",
    value: "9223372036854775808"),
  .init("a tuple of a comma", shape: "(,)", field: "header", value: "',), }\n' at byte 51"),
  .init("two commas", shape: "(1,,)", field: "header", value: "',), }\n' at byte 53"),
  .init(
    "a product beyond 2^63", shape: "(4294967296, 4294967296)", field: "shape",
    value: "(4294967296, 4294967296)"),
  .init(
    "a length whose product wraps to 1", shape: "(3, 12297829382473034411)", field: "shape",
    value: "12297829382473034411"),
  .init(
    "bytes beyond 2^63", shape: "(4611686018427387904,)", field: "shape",
    value: "(4611686018427387904,)"),
  .init(
    "65 axes", shape: "(" + String(repeating: "1, ", count: 65) + ")", field: "shape",
    value: "65 axes"),

  // The data.
  .init("no data", npyFile(good), field: "data", value: "0 bytes (truncated?)"),
  .init(
    "a byte too few", npyFile(good, data: [0, 0, 0]), field: "data", value: "3 bytes (truncated?)"),
  .init(
    "a byte too many", npyFile(good, data: [0, 0, 0, 0, 0]), field: "data",
    value: "5 bytes (something follows)"),
  .init(
    "far too few bytes", shape: "(1000000000000,)", field: "data", value: "4 bytes (truncated?)"),
  .init(
    "data for an empty array", shape: "(0,)", field: "data", value: "4 bytes (something follows)"),
]

@Suite("npy: what must be refused")
struct NPYMalformedTests {
  @Test("is refused with the field and its value, in one line", arguments: malformedFiles)
  func malformed(file: MalformedFile) throws {
    let folder = try TemporaryFolder()
    try folder.put(file.bytes, in: "bad.npy")
    let path = folder["bad.npy"]
    let error = try #require(throws: FileError.self) { try NPYFile.read(path) }
    #expect(error.file == path)
    #expect(error.field == file.field)
    #expect(error.value == file.value)
    #expect(!error.valid.isEmpty)
    #expect(error.description.hasPrefix("\(path): \(file.field) is "))
    #expect(!error.description.contains { $0.isNewline || $0 == "\0" }, "\(error)")
    #expect(error.description.count < 400, "\(error)")
  }

  @Test("every prefix of a good file is refused, the whole is not")
  func prefixes() throws {
    let folder = try TemporaryFolder()
    let whole = npyFile(good, data: data)
    var accepted: [Int] = []
    for length in 0...whole.count {
      try folder.put(Array(whole.prefix(length)), in: "cut.npy")
      if (try? NPYFile.read(folder["cut.npy"])) != nil { accepted.append(length) }
    }
    #expect(accepted == [whole.count])
  }

  @Test("no change of one byte in a header makes the reader fail other than by its error")
  func corruptedBytes() throws {
    let folder = try TemporaryFolder()
    let whole = npyFile(good, data: data)
    var read = 0
    for position in 0..<whole.count - data.count {
      for replacement: UInt8 in [0, 0x20, 0x27, 0x28, 0x2C, 0x30, 0x39, 0x7B, 0x7D, 0x93, 0xFF] {
        var bytes = whole
        bytes[position] = replacement
        try folder.put(bytes, in: "corrupt.npy")
        do throws(FileError) {
          _ = try NPYFile.read(folder["corrupt.npy"]).floats()
          read += 1
        } catch {
          #expect(error.file == folder["corrupt.npy"])
        }
      }
    }
    // White space may change, and a byte may be replaced by itself: some files stay readable.
    #expect(read > 0)
  }

  @Test("a missing file, a folder, a device and a pipe are no arrays")
  func notFiles() throws {
    let folder = try TemporaryFolder()
    #expect(mkfifo(folder["pipe"], 0o600) == 0)
    for path in [folder["missing.npy"], folder.path, "/dev/null", folder["pipe"], ""] {
      let error = try #require(throws: FileError.self, "\(path)") { try NPYFile.read(path) }
      #expect(error.field == "file")
      #expect(error.file == path)
    }
  }
}
