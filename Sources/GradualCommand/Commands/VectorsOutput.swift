import JSON
import Studies
import TensorFiles

/// Where the lines of test vectors go, and the file that says what they are.
struct VectorsOutput {
  static let memory = Option.flag(
    "readmemh", "every line is one word of Verilog's $readmemh, _ between its fields")
  static let manifest = Option.value(
    "manifest", "OUT", "writes what the lines are, and their SHA-256, to a JSON file")

  static let note =
    "With --readmemh a line is one number for Verilog's $readmemh, its fields four bits a digit, the first "
    + "operand highest. --manifest says which bits of a word each field has, how many lines there are, what "
    + "they were made from, and the SHA-256 of all of them."

  /// What is between two fields.
  let separator: String
  private let path: String?
  private var hash = SHA256()
  private var count = 0

  init(_ arguments: Arguments) {
    separator = arguments.has(Self.memory) ? "_" : " "
    path = arguments.value(Self.manifest)
  }

  /// Writes a line.
  mutating func write(_ text: String) throws {
    count += 1
    let line = text + "\n"
    if path != nil { hash.update(line.utf8) }
    try StandardOutput.write(line)
  }

  /// Writes the manifest, if it is asked for.
  /// - Parameters:
  ///   - layout: the fields of a line, and their bits in a word.
  ///   - seed: of the random operands.
  ///   - members: what else the lines were made from.
  func finish(
    _ layout: [(name: String, bits: Int)], seed: UInt64, _ members: [String: JSONValue]
  ) throws {
    guard let path else { return }
    var high = layout.reduce(0) { $0 + $1.bits }
    var all = members
    // Beyond 2^63 as text: not every reader has such integers.
    all["seed"] = Int(exactly: seed).map { .integer($0) } ?? .string("\(seed)")
    all["gradual"] = .string(Gradual.version)
    all["lines"] = .integer(count)
    all["sha256"] = .string(hash.hexadecimal)
    all["word_bits"] = .integer(high)
    all["readmemh"] = .bool(separator == "_")
    all["fields"] = .array(
      layout.map { field in
        defer { high -= field.bits }
        return [
          "name": .string(field.name), "high_bit": .integer(high - 1),
          "low_bit": .integer(high - field.bits),
        ]
      })
    try writeAtomically(JSONValue.object(all).indentedText + "\n", to: path)
  }
}
