import ModelShapes
import PortableMath

/// E φ(x)φ(y), and E φ′(x)φ′(y), for normal x and y of one variance by their correlation: the dual
/// activation Σ a_k² ρ^k of φ's Hermite coefficients (Daniely, Frostig and Singer 2016).
struct ActivationKernel {
  /// a_k², k = 0 … 16, and what is left of E φ² for ρ^17.
  private let value: [Double]
  private let derivative: [Double]

  /// At a variance above 0.
  ///
  /// Coefficients by the trapezoidal rule, with no node at ReLU's corner.
  init(_ activation: Activation, variance: Double) {
    let (order, step) = (16, 0.0625)
    let deviation = variance.squareRoot()
    var value = [Double](repeating: 0, count: order + 1)
    var derivative = value
    var (square, derivativeSquare) = (0.0, 0.0)
    for i in -192..<192 {
      let z = (Double(i) + 0.5) * step
      let weight = step * Portable.normalDensity(z)
      let (f, slope) = activation.valueAndDerivative(at: deviation * z)
      square += weight * f * f
      derivativeSquare += weight * slope * slope
      // He_k/√k!.
      var (before, hermite) = (0.0, 1.0)
      for k in 0...order {
        value[k] += weight * f * hermite
        derivative[k] += weight * slope * hermite
        let next =
          (z * hermite - Double(k).squareRoot() * before) / (Double(k) + 1).squareRoot()
        (before, hermite) = (hermite, next)
      }
    }
    func energies(_ coefficients: [Double], of square: Double) -> [Double] {
      let squares = coefficients.map { $0 * $0 }
      return squares + [max(0, square - squares.reduce(0, +))]
    }
    self.value = energies(value, of: square)
    self.derivative = energies(derivative, of: derivativeSquare)
  }

  /// E φ(x)φ(y), |ρ| ≤ 1.
  func value(_ correlation: Double) -> Double { Self.series(value, correlation) }

  /// E φ′(x)φ′(y).
  func derivative(_ correlation: Double) -> Double { Self.series(derivative, correlation) }

  private static func series(_ coefficients: [Double], _ x: Double) -> Double {
    coefficients.reversed().reduce(0) { $0 * x + $1 }
  }
}
