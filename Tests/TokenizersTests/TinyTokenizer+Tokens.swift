import Foundation
import TestSupport
import Tokenizers

extension TinyTokenizer {
  /// As it is read from its file.
  func tokenizer() throws -> Tokenizer {
    let folder = try TemporaryFolder()
    try json().write(to: URL(fileURLWithPath: folder["tokenizer.json"]))
    return try Tokenizer(file: folder["tokenizer.json"])
  }

  /// The tokens of a text.
  func tokens(_ text: String) throws -> [Int] {
    guard let text = UTF8Text(text) else { return [] }
    return try tokenizer().encode(text, most: 1000).tokens
  }
}
