/// Parameters that somebody holds in memory, by path; all others are generated.
public struct StoredWeights: WeightSource {
  private let stored: [String: [Double]]
  private let others: GeneratedWeights

  /// Elements row by row, by the parameter's path; as many as the parameter has.
  public init(_ stored: [String: [Double]], others: GeneratedWeights) {
    self.stored = stored
    self.others = others
  }

  /// A parameter's elements.
  public func elements(of parameter: Parameter) -> any ParameterElements {
    guard let elements = stored[parameter.path] else { return others.elements(of: parameter) }
    precondition(elements.count == parameter.count, "\(elements.count) for \(parameter.path)")
    return StoredElements(elements: elements, width: parameter.columns)
  }
}

private struct StoredElements: ParameterElements {
  let elements: [Double]
  let width: Int

  func fill(
    _ target: UnsafeMutableBufferPointer<Float>, rows: Range<Int>, columns: Range<Int>,
    transposed: Bool
  ) {
    forEach(rows: rows, columns: columns, transposed: transposed) { place, row, column in
      target[place] = Float(elements[row * width + column])
    }
  }

  func fill(
    _ target: UnsafeMutableBufferPointer<Double>, rows: Range<Int>, columns: Range<Int>,
    transposed: Bool
  ) {
    forEach(rows: rows, columns: columns, transposed: transposed) { place, row, column in
      target[place] = elements[row * width + column]
    }
  }
}
