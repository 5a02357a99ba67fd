import Kernels
import RandomStreams

/// Where a network's parameters come from: generated, or real.
public protocol WeightSource: Sendable {
  /// Writes a part of a parameter, row by row.
  ///
  /// The same numbers however a parameter is cut into parts; binary32 numbers get those that binary64
  /// ones get, rounded to nearest.
  ///
  /// - Parameter target: `rows.count · columns.count` numbers.
  func fill(
    _ target: UnsafeMutableBufferPointer<Float>, with parameter: Parameter, rows: Range<Int>,
    columns: Range<Int>)

  /// The same in binary64.
  func fill(
    _ target: UnsafeMutableBufferPointer<Double>, with parameter: Parameter, rows: Range<Int>,
    columns: Range<Int>)
}

extension WeightSource {
  /// The same for numbers of a carrier, which is binary32 or binary64: there are no others.
  func fill<Number: Carrier>(
    _ target: UnsafeMutableBufferPointer<Number>, with parameter: Parameter, rows: Range<Int>,
    columns: Range<Int>
  ) {
    if let narrow = target as? UnsafeMutableBufferPointer<Float> {
      fill(narrow, with: parameter, rows: rows, columns: columns)
    } else if let wide = target as? UnsafeMutableBufferPointer<Double> {
      fill(wide, with: parameter, rows: rows, columns: columns)
    }
  }
}

/// Parameters that are a function of seed, name and indices, and are never stored.
public struct GeneratedWeights: WeightSource {
  private let seed: UInt64

  /// The parameters of a seed.
  public init(seed: UInt64) { self.seed = seed }

  /// Writes a part of a parameter: binary32 numbers.
  public func fill(
    _ target: UnsafeMutableBufferPointer<Float>, with parameter: Parameter, rows: Range<Int>,
    columns: Range<Int>
  ) {
    let stream = RandomStream(
      StreamKey(seed: seed, domain: .weight, name: "networks." + parameter.path))
    let width = columns.count
    for (place, row) in rows.enumerated() {
      let part = UnsafeMutableBufferPointer(rebasing: target[place * width..<(place + 1) * width])
      switch parameter.initial {
      case .constant(let value): part.update(repeating: Float(value))
      case .normal(let deviation):
        stream.row(UInt32(row)).fillNormal(into: part, from: UInt32(columns.lowerBound))
        for index in part.indices { part[index] *= Float(deviation) }
      case .uniform(let bound):
        let numbers = stream.row(UInt32(row))
        for index in part.indices {
          let uniform = numbers.uniform(at: UInt32(columns.lowerBound + index))
          part[index] = Float(bound * (2 * uniform - 1))
        }
      }
    }
  }

  /// The same binary32 numbers in binary64.
  public func fill(
    _ target: UnsafeMutableBufferPointer<Double>, with parameter: Parameter, rows: Range<Int>,
    columns: Range<Int>
  ) {
    withUnsafeTemporaryAllocation(of: Float.self, capacity: target.count) { narrow in
      fill(narrow, with: parameter, rows: rows, columns: columns)
      for index in target.indices { target[index] = Double(narrow[index]) }
    }
  }
}

/// Parameters that somebody holds in memory, by path; all others are generated.
public struct StoredWeights: WeightSource {
  private let stored: [String: [Double]]
  private let others: GeneratedWeights

  /// Elements row by row, by the parameter's path; as many as the parameter has.
  public init(_ stored: [String: [Double]], others: GeneratedWeights) {
    self.stored = stored
    self.others = others
  }

  /// Writes a part of a parameter, rounded to nearest.
  public func fill(
    _ target: UnsafeMutableBufferPointer<Float>, with parameter: Parameter, rows: Range<Int>,
    columns: Range<Int>
  ) {
    guard let elements = stored[parameter.path] else {
      return others.fill(target, with: parameter, rows: rows, columns: columns)
    }
    forEach(parameter, rows, columns) { target[$0] = Float(elements[$1]) }
  }

  /// Writes a part of a parameter.
  public func fill(
    _ target: UnsafeMutableBufferPointer<Double>, with parameter: Parameter, rows: Range<Int>,
    columns: Range<Int>
  ) {
    guard let elements = stored[parameter.path] else {
      return others.fill(target, with: parameter, rows: rows, columns: columns)
    }
    forEach(parameter, rows, columns) { target[$0] = elements[$1] }
  }

  private func forEach(
    _ parameter: Parameter, _ rows: Range<Int>, _ columns: Range<Int>,
    _ body: (_ target: Int, _ source: Int) -> Void
  ) {
    var target = 0
    for row in rows {
      for column in columns {
        body(target, row * parameter.columns + column)
        target += 1
      }
    }
  }
}
