import ModelShapes
import RandomStreams
import Testing

@testable import Networks

/// What is drawn against what the table says.
@Suite struct PlainInitialisationTests {
  private static func elements(_ parameter: Parameter, _ source: any WeightSource) -> [Double] {
    var numbers = [Double](repeating: 0, count: parameter.count)
    numbers.withUnsafeMutableBufferPointer {
      source.elements(of: parameter).fill(
        $0, rows: 0..<parameter.rows, columns: 0..<parameter.columns, transposed: false)
    }
    return numbers
  }

  /// Mean squares within 4 standard errors, and uniform numbers within their bound; of orthogonal matrices
  /// exactly the mean square.
  @Test(arguments: PlainInitialisationCatalogue.all + [PlainInitialisationCatalogue.normal(0.02)])
  func variances(_ initialisation: PlainInitialisation) throws {
    let (inputs, outputs) = (300, 200)
    let shape = try PlainShape(
      widths: [inputs, outputs, 2], activation: .tanh, initialisation: initialisation)
    let network = PlainNetwork(shape)
    let source = network.weights(seed: 5)
    let linear = network.layers[0].linear
    let weights = Self.elements(linear.weight, source)
    let square = weights.reduce(0) { $0 + $1 * $1 } / Double(weights.count)
    let variance = initialisation.weightVariance(inputs: inputs, outputs: outputs)
    // Var x²/(Var x)²: 2 of normal, 4/5 of uniform numbers.
    let spread: Double =
      switch initialisation.distribution {
      case .normal: (2 / Double(weights.count)).squareRoot()
      case .uniform: (0.8 / Double(weights.count)).squareRoot()
      case .orthogonal: 1e-7
      }
    #expect((square / variance - 1).magnitude <= 4 * spread, "\(square), not \(variance)")
    if initialisation.distribution == .uniform {
      let largest = weights.map(\.magnitude).max() ?? 0
      let bound = (3 * variance).squareRoot()
      #expect(largest <= bound * (1 + 0x1p-23) && largest >= 0.999 * bound, "\(largest)")
    }
    let expected = initialisation.biasVariance(inputs: inputs)
    #expect((linear.bias == nil) == (initialisation.bias == .none))
    guard let bias = linear.bias else { return }
    let biases = Self.elements(bias, source)
    let mean = biases.reduce(0) { $0 + $1 * $1 } / Double(biases.count)
    #expect((mean / expected - 1).magnitude <= 4 * (2 / Double(outputs)).squareRoot(), "\(mean)")
  }

  /// torch's bounds and deviations, by its documentation's formulas.
  @Test(arguments: [
    ("glorot-uniform", (6.0 / 500).squareRoot()), ("he-uniform", (6.0 / 300).squareRoot()),
    ("torch-linear", 1 / 300.0.squareRoot()),
  ])
  func uniformBounds(name: String, bound: Double) throws {
    let initialisation = try PlainInitialisationCatalogue.initialisation(named: name)
    let variance = initialisation.weightVariance(inputs: 300, outputs: 200)
    #expect(((3 * variance).squareRoot() / bound - 1).magnitude < 1e-14)
  }

  /// QᵀQ = 1, or QQᵀ where there are fewer rows.
  @Test(arguments: [(1, 1), (5, 5), (64, 64), (200, 30), (30, 200), (7, 1), (1, 7)])
  func orthogonalMatricesAreOrthogonal(rows: Int, columns: Int) {
    let stream = RandomStream(StreamKey(seed: 2, domain: .weight, id: UInt64(rows)))
    let q = OrthogonalMatrix.elements(rows: rows, columns: columns, stream)
    let (few, many) = (min(rows, columns), max(rows, columns))
    func element(_ k: Int, _ i: Int) -> Double {
      rows < columns ? q[i * columns + k] : q[k * columns + i]
    }
    var worst = 0.0
    for i in 0..<few {
      for j in 0...i {
        let product = (0..<many).reduce(0) { $0 + element($1, i) * element($1, j) }
        worst = max(worst, (product - (i == j ? 1 : 0)).magnitude)
      }
    }
    // A few roundings a reflection.
    #expect(worst <= Double(few) * 0x1p-50, "\(rows)×\(columns): \(worst)")
  }

  /// Q spans what the columns of normal numbers span, and R = QᵀA has a positive diagonal and nothing
  /// below it.
  @Test func orthogonalMatricesAreTheFactorOfTheirDraw() {
    let (rows, columns) = (40, 25)
    let stream = RandomStream(StreamKey(seed: 3, domain: .weight, id: 1))
    let q = OrthogonalMatrix.elements(rows: rows, columns: columns, stream)
    let a = (0..<rows).map { row in
      (0..<columns).map { stream.row(UInt32(row)).normal(at: UInt32($0)) }
    }
    for i in 0..<columns {
      for j in 0...i {
        let r = (0..<rows).reduce(0.0) { $0 + q[$1 * columns + i] * a[$1][j] }
        #expect(i == j ? r > 0 : r.magnitude < 1e-13, "R[\(i)][\(j)] = \(r)")
      }
    }
  }

  /// The signed factor's trace has mean 0 and variance 1 (Diaconis and Shahshahani 1994); unsigned, it
  /// would have a mean of about −√n.
  @Test func orthogonalMatricesAreUniformlyDistributed() {
    let (n, count) = (12, 2000)
    var (sum, squares) = (0.0, 0.0)
    for index in 0..<count {
      let stream = RandomStream(StreamKey(seed: 4, domain: .weight, id: UInt64(index)))
      let q = OrthogonalMatrix.elements(rows: n, columns: n, stream)
      let trace = (0..<n).reduce(0) { $0 + q[$1 * n + $1] }
      sum += trace
      squares += trace * trace
    }
    let mean = sum / Double(count)
    #expect(mean.magnitude <= 4 / Double(count).squareRoot(), "mean \(mean)")
    // Moments of the trace up to the n-th are a normal number's: its square has variance 2.
    let variance = squares / Double(count)
    #expect((variance - 1).magnitude <= 4 * (2 / Double(count)).squareRoot(), "\(variance)")
  }
}
