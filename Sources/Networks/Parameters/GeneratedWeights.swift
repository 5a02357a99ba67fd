import Kernels
import RandomStreams

/// Fresh parameters: a function of seed, name and indices, never stored. All are binary32 numbers.
///
/// An orthogonal matrix is made whole each time it is asked for; ``StoredWeights`` keep it.
public struct GeneratedWeights: WeightSource {
  private let seed: UInt64
  private let initial: [String: InitialValues]
  private let isUniform: Bool

  /// The parameters of a seed.
  ///
  /// - Parameters:
  ///   - initial: by a parameter's path, what its elements are instead of its own.
  ///   - isUniform: whether normal numbers are replaced by uniform ones of the same variance.
  public init(
    seed: UInt64, initial: [String: InitialValues] = [:], isUniform: Bool = false
  ) {
    self.seed = seed
    self.initial = initial
    self.isUniform = isUniform
  }

  /// A parameter's elements.
  public func elements(of parameter: Parameter) -> any ParameterElements {
    let stream = RandomStream(
      StreamKey(seed: seed, domain: .weight, name: "networks." + parameter.path))
    var values = initial[parameter.path] ?? parameter.initial
    if isUniform, case .normal(let deviation) = values {
      values = .uniform(bound: deviation * 3.0.squareRoot())
    }
    return switch values {
    case .constant(let value): ConstantElements(value: Float(value))
    case .normal(let deviation):
      NormalElements(
        rows: NormalRows(stream, rows: 0..<parameter.rows), deviation: Float(deviation))
    case .uniform(let bound): UniformElements(stream: stream, bound: bound)
    case .orthogonal(let gain):
      StoredElements(
        OrthogonalMatrix.elements(rows: parameter.rows, columns: parameter.columns, stream)
          .map { Double(Float(gain * $0)) },
        width: parameter.columns)
    }
  }
}

/// Elements that are generated as binary32 numbers.
private protocol GeneratedElements: ParameterElements {}

extension GeneratedElements {
  func fill(
    _ target: UnsafeMutableBufferPointer<Double>, rows: Range<Int>, columns: Range<Int>,
    transposed: Bool
  ) {
    withUnsafeTemporaryAllocation(of: Float.self, capacity: target.count) { narrow in
      narrow.initialize(repeating: 0)
      fill(narrow, rows: rows, columns: columns, transposed: transposed)
      for index in target.indices { target[index] = Double(narrow[index]) }
    }
  }
}

private struct ConstantElements: GeneratedElements {
  let value: Float

  func fill(
    _ target: UnsafeMutableBufferPointer<Float>, rows: Range<Int>, columns: Range<Int>,
    transposed: Bool
  ) {
    target.update(repeating: value)
  }
}

/// Normal numbers of the law `Normal32`: row r, column c at place c of the stream's row r.
private struct NormalElements: GeneratedElements {
  let rows: NormalRows
  let deviation: Float

  func fill(
    _ target: UnsafeMutableBufferPointer<Float>, rows part: Range<Int>, columns: Range<Int>,
    transposed: Bool
  ) {
    rows.fill(
      rows: part, columns: columns, scale: deviation, into: target,
      stride: transposed ? part.count : columns.count,
      layout: transposed ? .columnMajor : .rowMajor)
  }
}

private struct UniformElements: GeneratedElements {
  let stream: RandomStream
  let bound: Double

  func fill(
    _ target: UnsafeMutableBufferPointer<Float>, rows: Range<Int>, columns: Range<Int>,
    transposed: Bool
  ) {
    let streams = rows.map { stream.row(UInt32($0)) }
    forEach(rows: rows, columns: columns, transposed: transposed) { place, row, column in
      let uniform = streams[row - rows.lowerBound].uniform(at: UInt32(column))
      target[place] = Float(bound * (2 * uniform - 1))
    }
  }
}
