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
}
