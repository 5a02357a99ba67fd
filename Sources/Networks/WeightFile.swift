import ModelShapes
import TensorFiles

/// A model's parameters, written as the tensors that Hugging Face's transformers would have them in.
public enum WeightFile {
  /// Writes a safetensors file, in F32, tensor by tensor: the memory is that of the largest.
  ///
  /// - Throws: `FileError` where the file cannot be written; then there is none.
  public static func write(
    _ weights: any WeightSource, of model: Transformer, to path: String
  ) throws(FileError) {
    let naming = TensorNaming(model.shape)
    var parts: [String: [(parameter: Parameter, place: TensorPlace)]] = [:]
    var entries: [SafetensorsEntry] = []
    for parameter in model.parameters {
      let place = naming.place(of: parameter, in: model.shape)
      if parts[place.tensor] == nil {
        entries.append(
          SafetensorsEntry(name: place.tensor, dtype: .f32, shape: place.shape(of: parameter)))
      }
      parts[place.tensor, default: []].append((parameter, place))
    }
    let tensors = parts
    try SafetensorsFile.write(entries, to: path) { (entry, file) throws(FileError) in
      var elements = [Float](repeating: 0, count: entry.shape.reduce(1, *))
      for (parameter, place) in tensors[entry.name, default: []] {
        fill(&elements, from: weights.elements(of: parameter), parameter, place)
      }
      let whole = elements
      try file.append(whole.span)
    }
  }

  private static func fill(
    _ elements: inout [Float], from source: any ParameterElements, _ parameter: Parameter,
    _ place: TensorPlace
  ) {
    var row = [Float](repeating: 0, count: parameter.columns)
    for number in 0..<parameter.rows {
      row.withUnsafeMutableBufferPointer {
        source.fill($0, rows: number..<number + 1, columns: 0..<parameter.columns)
      }
      for (column, element) in row.enumerated() {
        elements[place.index(row: number, column: column, of: parameter)] = element
      }
    }
  }
}
