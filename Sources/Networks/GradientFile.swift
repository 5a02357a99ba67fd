import Kernels
import TensorFiles

/// The gradients of a model's parameters, gathered to be written as the tensors that Hugging Face's
/// transformers would have them in.
public final class GradientFile<Number: Carrier> {
  private let model: Transformer
  private var tensors: [String: (shape: [Int], elements: [Double])] = [:]

  /// The most parameters of a model whose gradients are gathered: 2^30, of 8 bytes each.
  public static var largestParameterCount: Int { 1 << 30 }

  /// Gathers the gradients that an engine computes; nil for a model of more parameters than are gathered.
  public init?(of model: Transformer, _ engine: KernelEngine<Number>) {
    guard model.shape.parameterCount.total <= Self.largestParameterCount else { return nil }
    self.model = model
    engine.onGradient { [weak self] in self?.take($0, $1, $2) }
  }

  private func take(_ parameter: Parameter, _ rows: [Int], _ part: Matrix<Number>) {
    let place = TensorNaming(model.shape).place(of: parameter, in: model.shape)
    let shape = place.shape(of: parameter)
    let count = shape.reduce(1, *)
    var elements =
      tensors.removeValue(forKey: place.tensor)?.elements
      ?? [Double](repeating: 0, count: count)
    for (i, row) in rows.enumerated() {
      for column in 0..<parameter.columns {
        elements[place.index(row: row, column: column, of: parameter)] += Double(part[i, column])
      }
    }
    tensors[place.tensor] = (shape, elements)
  }

  /// Writes them: F64 where the carrier is binary64, else F32.
  public func write(to path: String) throws(FileError) {
    let dtype: SafetensorsDtype = Number.carrierFormat == .binary32 ? .f32 : .f64
    let entries = tensors.map {
      SafetensorsEntry(name: $0.key, dtype: dtype, shape: $0.value.shape)
    }
    let tensors = tensors
    try SafetensorsFile.write(entries, to: path) { (entry, file) throws(FileError) in
      let elements = tensors[entry.name]?.elements ?? []
      // A sum of several parts in binary64 is rounded to the carrier here.
      let numbers = elements.map { Number($0) }
      if let narrow = numbers as? [Float] {
        try file.append(narrow.span)
      } else if let wide = numbers as? [Double] {
        try file.append(wide.span)
      }
    }
  }
}
