import Kernels
import Networks

/// The gradients of all parameters by path, row by row, as an engine gave them.
final class Gradients<Number: Carrier> {
  private(set) var byPath: [String: [Double]] = [:]

  /// Takes a part: rows that came before are added to.
  func take(_ parameter: Parameter, _ rows: [Int], _ part: Matrix<Number>) {
    var sum = byPath[parameter.path] ?? [Double](repeating: 0, count: parameter.count)
    for (place, row) in rows.enumerated() {
      for column in 0..<parameter.columns {
        sum[row * parameter.columns + column] += Double(part[place, column])
      }
    }
    byPath[parameter.path] = sum
  }
}
