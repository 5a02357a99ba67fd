import TestSupport
import Testing

@testable import TensorFiles

@Suite("safetensors: a model's folder")
struct SafetensorsFolderTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// A file of these tensors, each of one byte, its value.
  private func put(_ tensors: [String: UInt8], in name: String) throws {
    let rows = tensors.keys.sorted().enumerated().map { index, name in
      #""\#(name)":{"dtype":"U8","shape":[1],"data_offsets":[\#(index),\#(index + 1)]}"#
    }
    let data = tensors.sorted { $0.key < $1.key }.map(\.value)
    try folder.put(safetensorsFile("{\(rows.joined(separator: ","))}", data: data), in: name)
  }

  private let index = "model.safetensors.index.json"

  private func values(_ model: SafetensorsFolder) -> [String: UInt8] {
    Dictionary(
      uniqueKeysWithValues: model.tensors.map { ($0.name, $0.withUnsafeBytes { $0[0] }) })
  }

  @Test("the index says which file has which tensor; what it does not name is not there")
  func sharded() throws {
    try put(["b": 1, "c": 2, "unnamed": 3], in: "two.safetensors")
    try put(["a": 4, "b": 5], in: "one.safetensors")
    try folder.write(
      #"{"weight_map":{"a":"one.safetensors","b":"two.safetensors","c":"two.safetensors"}}"#,
      to: index)
    for path in [folder.path, folder[index]] {
      let model = try SafetensorsFolder(path)
      #expect(model.path == folder[index])
      #expect(model.files.map(\.path) == [folder["one.safetensors"], folder["two.safetensors"]])
      #expect(model.tensors.map(\.name) == ["a", "b", "c"])
      #expect(values(model) == ["a": 4, "b": 1, "c": 2])
      #expect(try model.tensor(named: "c").path == folder["two.safetensors"])
      let error = try #require(throws: FileError.self) { try model.tensor(named: "unnamed") }
      #expect(error.file == folder[index] && error.value == "missing", "\(error)")
    }
  }

  @Test("a single file comes before an index, as in transformers")
  func single() throws {
    try put(["a": 1], in: "model.safetensors")
    try folder.write("not read", to: index)
    let model = try SafetensorsFolder(folder.path)
    #expect(model.path == folder["model.safetensors"] && values(model) == ["a": 1])
  }

  @Test("a folder without weights, a missing folder")
  func noWeights() throws {
    try put(["a": 1], in: "other.safetensors")
    for path in [folder.path, folder["missing"]] {
      let error = try #require(throws: FileError.self) { try SafetensorsFolder(path) }
      #expect(error.file == path && error.field == "folder", "\(error)")
    }
  }

  @Test(
    "an index that is none",
    arguments: [
      ("", "file", "empty"),
      ("{", "file", "not JSON (a member name in quotes is missing at byte 1)"),
      ("[]", "weight_map", "missing"), ("{}", "weight_map", "missing"),
      (#"{"weight_map":{}}"#, "weight_map", "{}"),
      (#"{"weight_map":["a"]}"#, "weight_map", #"["a"]"#),
      (#"{"weight_map":{"a":1}}"#, "weight_map 'a'", "1"),
      (#"{"weight_map":{"a":""}}"#, "weight_map 'a'", #""""#),
      (#"{"weight_map":{"a":".."}}"#, "weight_map 'a'", #""..""#),
      (
        #"{"weight_map":{"a":"../model.safetensors"}}"#, "weight_map 'a'",
        #""../model.safetensors""#
      ),
      (#"{"weight_map":{"a":"/etc/passwd"}}"#, "weight_map 'a'", #""/etc/passwd""#),
      (#"{"weight_map":{"a":"one\u0000two"}}"#, "weight_map 'a'", #""one\u0000two""#),
    ])
  func badIndex(text: String, field: String, value: String) throws {
    try folder.write(text, to: index)
    let error = try #require(throws: FileError.self) { try SafetensorsFolder(folder.path) }
    #expect(error.file == folder[index] && error.field == field && error.value == value, "\(error)")
    #expect(!error.description.contains { $0.isNewline || $0 == "\0" }, "\(error)")
  }

  @Test("a file that is missing, one that is cut short, a tensor that is not where it should be")
  func badFiles() throws {
    try put(["a": 1], in: "one.safetensors")
    try folder.write(
      #"{"weight_map":{"a":"one.safetensors","b":"two.safetensors"}}"#, to: index)
    var error = try #require(throws: FileError.self) { try SafetensorsFolder(folder.path) }
    #expect(error.file == folder["two.safetensors"] && error.field == "file", "\(error)")
    try put(["b": 1], in: "two.safetensors")
    let whole = try folder.bytes(of: "two.safetensors")
    for length in 0..<whole.count {
      try folder.put(Array(whole.prefix(length)), in: "two.safetensors")
      error = try #require(throws: FileError.self) { try SafetensorsFolder(folder.path) }
      #expect(error.file == folder["two.safetensors"], "\(error)")
    }
    try put(["c": 1], in: "two.safetensors")
    error = try #require(throws: FileError.self) { try SafetensorsFolder(folder.path) }
    #expect(error.file == folder[index] && error.field == "weight_map 'b'", "\(error)")
    #expect(error.value == "'two.safetensors', which is without it", "\(error)")
  }

  /// Twelve tensors of 1 to 12 numbers, each number the tensor's own.
  private func write(largestFile: Int) throws {
    let entries = (1...12).map { SafetensorsEntry(name: "t\($0)", dtype: .bf16, shape: [$0]) }
    try SafetensorsFolder.write(
      entries, metadata: ["format": "pt"], to: folder.path, largestFile: largestFile
    ) { (entry, file) throws(FileError) in
      let number = [Float(entry.shape[0])]
      for _ in 0..<entry.shape[0] { try file.append(number.span) }
    }
  }

  @Test(
    "what is written in several files comes back",
    arguments: [(156, 1), (155, 2), (40, 6), (24, 8), (1, 12)])
  func writtenInParts(largestFile: Int, files: Int) throws {
    try write(largestFile: largestFile)
    let names = try folder.names()
    #expect(names.count == (files == 1 ? 1 : files + 1), "\(names)")
    let model = try SafetensorsFolder(folder.path)
    #expect(model.files.count == files)
    #expect(model.files.allSatisfy { $0.metadata == ["format": "pt"] })
    for file in model.files {
      let size = file.tensors.map(\.byteCount).reduce(0, +)
      #expect(size <= largestFile || file.tensors.count == 1, "\(file.path)")
    }
    for length in 1...12 {
      let numbers = try model.tensor(named: "t\(length)").floats()
      #expect(numbers == [Float](repeating: Float(length), count: length))
    }
    guard files == 6 else { return }
    #expect(names.first == "model-00001-of-00006.safetensors" && names.last == index)
    #expect(try folder.text(index).contains(#"{"total_size":156}"#))
  }

  @Test("an index is not written beside a file that readers would take instead of it")
  func fileInTheWay() throws {
    try put(["old": 1], in: "model.safetensors")
    let error = try #require(throws: FileError.self) { try write(largestFile: 40) }
    #expect(error.file == folder["model.safetensors"], "\(error)")
    #expect(try folder.names() == ["model.safetensors"])
    try write(largestFile: 156)
    #expect(try SafetensorsFolder(folder.path).tensors.count == 12)
  }
}
