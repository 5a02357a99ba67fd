import ModelShapes
import TensorFiles
import TestSupport
import Testing

@testable import Networks

/// Parameters of Hugging Face's folders, in the layouts of each architecture.
@Suite struct RealWeightsTests {
  /// The number of a tensor's element tells where it lies.
  private static func number(_ tensor: Int, _ index: Int) -> Float { Float(tensor * 4096 + index) }

  /// A folder of the tensors that a model's parameters lie in, and the order of their names.
  private func folder(of model: Transformer) throws -> (TemporaryFolder, [String]) {
    let naming = TensorNaming(model.shape)
    var shapes: [String: [Int]] = [:]
    for parameter in model.parameters {
      let place = naming.place(of: parameter, in: model.shape)
      shapes[place.tensor] = place.shape(of: parameter)
    }
    let names = shapes.keys.sorted()
    let entries = names.map {
      SafetensorsEntry(name: $0, dtype: .f32, shape: shapes[$0] ?? [])
    }
    let folder = try TemporaryFolder()
    try SafetensorsFile.write(entries, to: folder["model.safetensors"]) {
      (entry, file) throws(FileError) in
      let tensor = names.firstIndex(of: entry.name) ?? 0
      let numbers = (0..<entry.shape.reduce(1, *)).map { Self.number(tensor, $0) }
      try file.append(numbers.span)
    }
    return (folder, names)
  }

  private func elements(
    _ weights: RealWeights, _ parameter: Parameter, rows: Range<Int>, columns: Range<Int>,
    transposed: Bool
  ) -> [Float] {
    var numbers = [Float](repeating: -1, count: rows.count * columns.count)
    numbers.withUnsafeMutableBufferPointer {
      weights.elements(of: parameter).fill(
        $0, rows: rows, columns: columns, transposed: transposed)
    }
    return numbers
  }

  /// Where transformers' modules have them, by hand: a GPT-2 map has inputs as rows and queries, keys and
  /// values side by side; GPT-NeoX has these three head by head.
  @Test(
    arguments: [
      (
        "llama-like", "layers.1.attention.key.weight", "model.layers.1.self_attn.k_proj.weight",
        3, 5, 3 * 16 + 5
      ),
      (
        "gpt2-like", "layers.1.attention.key.weight", "transformer.h.1.attn.c_attn.weight",
        3, 5, 5 * 48 + 16 + 3
      ),
      (
        "gpt2-like", "layers.0.mlp.up.weight", "transformer.h.0.mlp.c_fc.weight",
        20, 7, 7 * 24 + 20
      ),
      (
        "gpt2-like", "layers.0.attention.value.bias", "transformer.h.0.attn.c_attn.bias",
        0, 9, 32 + 9
      ),
      ("gpt2-like", "positions.weight", "transformer.wpe.weight", 2, 3, 2 * 16 + 3),
      (
        "pythia-like", "layers.0.attention.key.weight",
        "gpt_neox.layers.0.attention.query_key_value.weight", 11, 2, (24 + 8 + 3) * 16 + 2
      ),
      (
        "pythia-like", "layers.0.attention.value.bias",
        "gpt_neox.layers.0.attention.query_key_value.bias", 0, 3, 16 + 3
      ),
      ("pythia-like", "head.weight", "embed_out.weight", 12, 15, 12 * 16 + 15),
    ] as [(String, String, String, Int, Int, Int)])
  func placesByHand(
    model name: String, path: String, tensor: String, row: Int, column: Int, index: Int
  ) throws {
    let tiny = try #require(TinyModel.all().first { $0.shape.name == name })
    let (folder, names) = try folder(of: tiny.model)
    let weights = try RealWeights(SafetensorsFolder(folder.path), of: tiny.model)
    let parameter = try #require(tiny.model.parameters.first { $0.path == path })
    let found = elements(
      weights, parameter, rows: row..<row + 1, columns: column..<column + 1, transposed: false)
    let expected = Self.number(try #require(names.firstIndex(of: tensor)), index)
    #expect(found == [expected], "\(path) (\(row), \(column))")
  }

  /// A part is what the whole has there, and its transpose the same.
  @Test(arguments: ["llama-like", "gpt2-like", "pythia-like"])
  func partsAreThoseOfTheWhole(model name: String) throws {
    let tiny = try #require(TinyModel.all().first { $0.shape.name == name })
    let (folder, _) = try folder(of: tiny.model)
    let weights = try RealWeights(SafetensorsFolder(folder.path), of: tiny.model)
    for parameter in tiny.model.parameters {
      let (rows, columns) = (parameter.rows, parameter.columns)
      let whole = elements(
        weights, parameter, rows: 0..<rows, columns: 0..<columns, transposed: false)
      #expect(Set(whole).count == whole.count && !whole.contains(-1), "\(parameter.path)")
      let part = (rows: rows / 3..<rows, columns: columns / 4..<columns - columns / 4)
      let expected = part.rows.flatMap { row in part.columns.map { whole[row * columns + $0] } }
      let transpose = part.columns.flatMap { column in
        part.rows.map { whole[$0 * columns + column] }
      }
      #expect(
        elements(
          weights, parameter, rows: part.rows, columns: part.columns, transposed: false)
          == expected, "\(parameter.path)")
      #expect(
        elements(weights, parameter, rows: part.rows, columns: part.columns, transposed: true)
          == transpose, "\(parameter.path), transposed")
    }
  }
}
