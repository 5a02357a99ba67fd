import BlockFormats
import FloatFormats
import Foundation
import JSON
import Testing

@testable import FormatFiles

@Suite struct FormatFileTests {
  private func read(_ text: String) throws -> FloatFormat {
    let path = FileManager.default.temporaryDirectory
      .appendingPathComponent("gradual-\(UUID().uuidString).json").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    return try FormatFile.format(named: path).format
  }

  /// Every catalogue format through this module's text, and through Foundation's coder both ways.
  @Test func everyFormatComesBack() throws {
    for named in FormatCatalogue.all {
      #expect(try read(named.format.json.canonicalText) == named.format, "\(named.name)")
      let coded = try JSONEncoder().encode(named.format)
      #expect(try read(String(decoding: coded, as: UTF8.self)) == named.format, "\(named.name)")
      let decoded = try JSONDecoder().decode(
        FloatFormat.self, from: Data(named.format.json.canonicalText.utf8))
      #expect(decoded == named.format, "\(named.name)")
    }
  }

  /// What is left out, or null, is as the initialiser has it.
  @Test func defaults() throws {
    #expect(
      try read(#"{"exponentWidth": 3, "precision": 5, "bias": null}"#)
        == FloatFormat(exponentWidth: 3, precision: 5))
  }

  @Test(arguments: ["e5m2", "E4M3(bias=8)", "binary8p3se"])
  func namesAreTheCatalogues(name: String) throws {
    #expect(try FormatFile.format(named: name) == FormatCatalogue.format(named: name))
  }

  private func readAny(_ text: String) throws -> ArrayFormat {
    let path = FileManager.default.temporaryDirectory
      .appendingPathComponent("gradual-\(UUID().uuidString).json").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    return try FormatFile.arrayFormat(named: path)
  }

  /// A block format's file has the parts of its spelling.
  @Test func blockFormats() throws {
    let text =
      #"{"element": "int4", "shape": 64, "scale": "UE5M3", "rule": "up", "tensorScale": true}"#
    guard case .blocks(let found) = try readAny(text) else {
      Issue.record("not a block format")
      return
    }
    let spelled = try BlockCatalogue.format(named: "block(int4, 64, ue5m3, up, tensor-scale)")
    #expect(found.element == spelled.element && found.scaling == spelled.scaling)
    guard case .numbers(let format) = try readAny(FloatFormat.e5m2.json.canonicalText) else {
      Issue.record("not a format of numbers")
      return
    }
    #expect(format.format == .e5m2)
  }

  @Test(arguments: [
    (#"{"element": "e2m1fn"}"#, ["shape is missing", "element, shape, scale, rule"]),
    (
      #"{"element": "e2m1fn", "shape": 16, "scale": "e4m3fn", "rule": "amax", "bias": 1}"#,
      ["unknown key \"bias\"", "tensorScale"]
    ),
    (
      #"{"element": "e2m1fn", "shape": [16], "scale": "e4m3fn", "rule": "amax"}"#,
      ["shape is [16]", "a string"]
    ),
    (
      #"{"element": "e2m1fn", "shape": 16, "scale": "e4m3fn", "rule": "amax", "tensorScale": 1}"#,
      ["tensorScale is 1", "true or false"]
    ),
    (
      #"{"element": "e2m1fn", "shape": 16, "scale": "e2m1fn", "rule": "amax"}"#,
      ["scale is e2m1fn", "e8m0fnu"]
    ),
  ])
  func whatIsWrongInABlockFormat(text: String, words: [String]) {
    let error = #expect(throws: FormatFileError.self) { try readAny(text) }
    for word in words {
      #expect(error?.description.contains(word) ?? false, "\(String(describing: error))")
    }
  }
}
