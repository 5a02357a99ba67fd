import Kernels
import Networks

/// The values of parameters at one step, by path.
struct ParameterValues<Number: Carrier>: WeightSource {
  /// Row by row.
  var elements: [String: [Number]] = [:]
  /// Where those come from that are not trained and not among the ``elements``.
  let others: any WeightSource

  func elements(of parameter: Parameter) -> any ParameterElements {
    guard let elements = elements[parameter.path] else { return others.elements(of: parameter) }
    return ValueElements(elements: elements, width: parameter.columns)
  }
}

/// One parameter's values.
private struct ValueElements<Number: Carrier>: ParameterElements {
  let elements: [Number]
  let width: Int

  func fill(
    _ target: UnsafeMutableBufferPointer<Float>, rows: Range<Int>, columns: Range<Int>,
    transposed: Bool
  ) {
    copy(to: target, rows, columns, transposed)
  }

  func fill(
    _ target: UnsafeMutableBufferPointer<Double>, rows: Range<Int>, columns: Range<Int>,
    transposed: Bool
  ) {
    copy(to: target, rows, columns, transposed)
  }

  @specialized(where Number == Float, Target == Float)
  @specialized(where Number == Double, Target == Double)
  private func copy<Target: Carrier>(
    to target: UnsafeMutableBufferPointer<Target>, _ rows: Range<Int>, _ columns: Range<Int>,
    _ isTransposed: Bool
  ) {
    elements.withUnsafeBufferPointer { elements in
      var place = 0
      if isTransposed {
        for column in columns {
          for row in rows {
            target[place] = Target(elements[row * width + column])
            place += 1
          }
        }
      } else {
        for row in rows {
          for column in columns {
            target[place] = Target(elements[row * width + column])
            place += 1
          }
        }
      }
    }
  }
}
