/// Parameters that somebody holds in memory, by path; all others are generated.
public struct StoredWeights: WeightSource {
  private let stored: [String: [Double]]
  private let others: GeneratedWeights

  /// Elements row by row, by the parameter's path; as many as the parameter has.
  public init(_ stored: [String: [Double]], others: GeneratedWeights) {
    self.stored = stored
    self.others = others
  }

  /// Fresh parameters of a seed, some of them held: those that take long to make.
  public init(holding parameters: [Parameter], seed: UInt64) {
    let fresh = GeneratedWeights(seed: seed)
    var stored: [String: [Double]] = [:]
    for parameter in parameters {
      let elements = fresh.elements(of: parameter)
      var numbers = [Double](repeating: 0, count: parameter.count)
      numbers.withUnsafeMutableBufferPointer {
        elements.fill(
          $0, rows: 0..<parameter.rows, columns: 0..<parameter.columns, transposed: false)
      }
      stored[parameter.path] = numbers
    }
    self.init(stored, others: fresh)
  }

  /// A parameter's elements.
  public func elements(of parameter: Parameter) -> any ParameterElements {
    guard let elements = stored[parameter.path] else { return others.elements(of: parameter) }
    precondition(elements.count == parameter.count, "\(elements.count) for \(parameter.path)")
    return StoredElements(elements, width: parameter.columns)
  }
}

/// Elements in memory, row by row.
struct StoredElements: ParameterElements {
  private let elements: [Double]
  private let width: Int

  init(_ elements: [Double], width: Int) {
    self.elements = elements
    self.width = width
  }

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
