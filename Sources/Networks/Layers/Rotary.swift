import Kernels
import PortableMath

/// Rotary positions (Su et al. 2021): in each head, the pair (i, i + r/2) of the first r columns is turned
/// by position · θ^(−2i/r).
struct Rotary: Sendable {
  let headDimension: Int
  /// r, even.
  let rotated: Int
  /// Cosines and sines by position and pair: position · r/2 + pair; binary64 numbers.
  private let cosines: [Double]
  private let sines: [Double]

  /// For positions 0 ..< length.
  init(headDimension: Int, theta: Double, fraction: Double, length: Int) {
    self.headDimension = headDimension
    rotated = Int(Double(headDimension) * fraction) / 2 * 2
    var (cosines, sines) = ([Double](), [Double]())
    for position in 0..<length {
      for pair in 0..<(rotated / 2) {
        let power = -2 * Double(pair) / Double(rotated)
        let angle = Double(position) * Portable.pow(theta, power)
        let (sin, cos) = Portable.sinCos(angle)
        cosines.append(cos)
        sines.append(sin)
      }
    }
    self.cosines = cosines
    self.sines = sines
  }

  /// Queries or keys of all heads, side by side, turned by each row's position.
  /// - Parameters:
  ///   - positions: of the rows.
  ///   - direction: 1 forward; −1 for the gradient, which is turned back.
  func turn<E: Engine>(
    _ x: Matrix<E.Number>, positions: [Int], direction: Double, at site: Site, _ engine: E
  ) -> Matrix<E.Number> {
    engine.rows([x], columns: x.columns, at: site) { row, inputs, result in
      let (x, half) = (inputs[0], rotated / 2)
      for head in stride(from: 0, to: x.count, by: headDimension) {
        for pair in 0..<half {
          let place = positions[row] * half + pair
          let cos = E.Scalar(cosines[place])
          let sin = E.Scalar(direction * sines[place])
          let (a, b) = (x[head + pair], x[head + half + pair])
          result[head + pair] = a * cos - b * sin
          result[head + half + pair] = b * cos + a * sin
        }
        for column in rotated..<headDimension { result[head + column] = x[head + column] }
      }
    }
  }
}
