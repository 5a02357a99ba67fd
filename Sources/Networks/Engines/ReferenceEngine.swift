import ArbitraryPrecision
import FloatFormats
import Kernels
import RandomStreams

/// The engine that judges ``KernelEngine`` on small networks: formulas in numbers of 256 bits, every
/// rounding by the rounding core, every product term by term. It counts nothing and keeps no record.
///
/// Under policies whose accumulators are those of `Accumulator`, and whose formats are much narrower than
/// binary64, both engines give the same bits: a formula's error in binary64 would have to meet a midpoint
/// of the format.
public final class ReferenceEngine: Engine {
  /// Values of every format are binary64 numbers.
  public typealias Number = Double
  /// 256 bits.
  public typealias Scalar = PreciseNumber

  /// The policy.
  public let policy: PrecisionPolicy
  /// Why the policy is of no use for what was asked of it.
  public private(set) var failure: PolicyError?
  private let weights: any WeightSource
  private var gradientSink: ((Parameter, _ rows: [Int], Matrix<Double>) -> Void)?

  /// An engine for a policy without stochastic rounding.
  public init(policy: PrecisionPolicy, weights: any WeightSource) {
    self.policy = policy
    self.weights = weights
  }

  /// Gives every gradient of a parameter to a function, as ``KernelEngine/onGradient(_:)``.
  public func onGradient(_ sink: @escaping (Parameter, _ rows: [Int], Matrix<Double>) -> Void) {
    gradientSink = sink
  }

  private func binding(at site: Site) -> Binding {
    do { return try policy.binding(at: site) } catch {
      failure = failure ?? error
      return Binding(
        format: .binary64, context: RoundingContext(), accumulator: .fp32, scaling: .none)
    }
  }

  /// The format that a site's numbers are rounded to.
  public func format(at site: Site) -> FloatFormat { binding(at: site).format.format }

  /// A number rounded once: 127 leading bits and whether any follow are all that a rounding needs.
  func round(_ number: BigNumber, _ binding: Binding) -> Double {
    let exact: ExactValue
    if let leading = number.truncated(toBits: 127) {
      exact =
        number.isZero
        ? .zero(isNegative: number.isNegative)
        : .finite(
          BinaryValue(
            isNegative: leading.isNegative, exponent: leading.exponent,
            significand: leading.significand, sticky: leading.isInexact))
    } else if number.isNaN {
      exact = .nan(isNegative: false, isSignaling: false)
    } else {
      exact = .infinity(isNegative: number.isNegative)
    }
    let format = binding.format.format
    return format.decode(format.round(Unrounded(exact), binding.context).code)
  }

  /// A formula's rows, rounded.
  public func rows(
    _ inputs: [Matrix<Double>], columns: Int, at site: Site, counted: (@Sendable (Int) -> Int)?,
    _ formula: @escaping RowFormula<Double, PreciseNumber>
  ) -> Matrix<Double> {
    let binding = binding(at: site)
    var elements: [Double] = []
    inputs.withRows { inputs in
      for row in 0..<(inputs.first?.rows ?? 0) {
        var numbers = [PreciseNumber](repeating: .zero, count: columns)
        numbers.withUnsafeMutableBufferPointer { formula(row, inputs.map { $0.row(row) }, $0) }
        elements += numbers.map { round($0.number, binding) }
      }
    }
    return Matrix(
      rows: inputs.first?.rows ?? 0, columns: columns, format: binding.format.format,
      elements: elements)
  }

  /// The sum of a formula's rows, one row, rounded.
  public func columnSums(
    _ inputs: [Matrix<Double>], columns: Int, at site: Site,
    _ formula: @escaping RowFormula<Double, PreciseNumber>
  ) -> Matrix<Double> {
    let binding = binding(at: site)
    var sums = [PreciseNumber](repeating: .zero, count: columns)
    inputs.withRows { inputs in
      for row in 0..<(inputs.first?.rows ?? 0) {
        var numbers = [PreciseNumber](repeating: .zero, count: columns)
        numbers.withUnsafeMutableBufferPointer { formula(row, inputs.map { $0.row(row) }, $0) }
        for column in sums.indices { sums[column] = sums[column] + numbers[column] }
      }
    }
    return Matrix(
      rows: 1, columns: columns, format: binding.format.format,
      elements: sums.map { round($0.number, binding) })
  }

  /// Numbers as they enter products.
  public func operand(_ numbers: Matrix<Double>, at site: Site) -> Operand<Double> {
    operand(numbers, at: site, second: site.entering(.parameterGradient))
  }

  /// - Parameters:
  ///   - second: where operands in blocks are rounded for products over rows.
  ///   - isWeight: whether tiles are as long over both.
  private func operand(
    _ numbers: Matrix<Double>, at site: Site, second: Site, isWeight: Bool = false
  ) -> Operand<Double> {
    let binding = binding(at: site)
    guard binding.scaling.isInBlocks else { return Operand(whole(numbers, binding)) }
    guard site.role == .operand else {
      failure =
        failure ?? PolicyError(policy: policy.name, attentionOperand: site, binding.scaling)
      return Operand(numbers)
    }
    let next = self.binding(at: second)
    return Operand(
      overColumns: inBlocks(numbers, binding, overRows: false, isWeight: isWeight),
      overRows: next.scaling.isInBlocks
        ? inBlocks(numbers, next, overRows: true, isWeight: isWeight) : whole(numbers, next))
  }

  private func whole(_ numbers: Matrix<Double>, _ binding: Binding) -> ScaledMatrix<Double> {
    let format = binding.format.format
    let largest = numbers.elements.reduce(0) { max($0, $1.magnitude) }
    let isScaled = binding.scaling == .current && largest > 0 && largest.isFinite
    let scale = isScaled ? Double(Float(format.greatestFiniteMagnitude / largest)) : 1
    let factor = BigNumber(scale)
    return ScaledMatrix(
      Matrix(
        rows: numbers.rows, columns: numbers.columns, format: format,
        elements: numbers.elements.map { round(BigNumber($0) * factor, binding) }),
      scale: scale)
  }

  /// A·B, either of them as its transpose.
  public func product(
    _ a: Operand<Double>, _ b: Operand<Double>, transposesA: Bool, transposesB: Bool, at site: Site
  ) -> Matrix<Double> {
    let (left, right) = (
      transposesA ? a.overRows : a.overColumns, transposesB ? b.overColumns : b.overRows
    )
    let isPromoted = left.tiles != nil && right.tiles != nil
    let x = isPromoted ? left.numbers : multiplied(left, overRows: transposesA)
    let y = isPromoted ? right.numbers : multiplied(right, overRows: !transposesB)
    let rows = transposesA ? x.columns : x.rows
    let columns = transposesB ? y.rows : y.columns
    let terms = transposesA ? x.rows : x.columns
    let divisor = BigNumber(left.scale) * BigNumber(right.scale)
    let factor = BigNumber(left.tensorScale) * BigNumber(right.tensorScale)
    let binding = binding(at: site)
    var elements: [Double] = []
    do {
      if let first = left.tiles, let second = right.tiles {
        failure =
          failure
          ?? PolicyError(
            policy: policy.name, tilesOf: first.accumulator, second.accumulator,
            binding.accumulator, at: site)
        elements = try promoted(
          left.numbers, first, right.numbers, second, rows: rows, columns: columns, terms: terms,
          transposesA, transposesB
        ).map { round(BigNumber($0), binding) }
        return Matrix(
          rows: rows, columns: columns, format: binding.format.format, elements: elements)
      }
      let accumulator = try Accumulator(binding.accumulator, a: x.format, b: y.format)
      for i in 0..<rows {
        for j in 0..<columns {
          let sum = accumulator.dot(
            (0..<terms).map { transposesA ? x[$0, i] : x[i, $0] },
            (0..<terms).map { transposesB ? y[j, $0] : y[$0, j] })
          let quotient = (BigNumber(sum) * factor).divided(
            by: divisor, precision: PreciseNumber.precision)
          elements.append(round(quotient, binding))
        }
      }
    } catch {
      failure =
        failure
        ?? PolicyError(
          policy: policy.name, field: "accumulator", value: binding.accumulator.name,
          expected: error.description)
      elements = [Double](repeating: 0, count: rows * columns)
    }
    return Matrix(rows: rows, columns: columns, format: binding.format.format, elements: elements)
  }

  /// A parameter of one row, rounded to its site's format.
  public func vector(_ parameter: Parameter) -> Matrix<Double> { rows([0], of: parameter) }

  /// Some rows of a parameter, rounded to its site's format.
  public func rows(_ rows: [Int], of parameter: Parameter) -> Matrix<Double> {
    let binding = binding(at: parameter.site)
    let source = weights.elements(of: parameter)
    let elements = rows.flatMap { row in
      var numbers = [Double](repeating: 0, count: parameter.columns)
      numbers.withUnsafeMutableBufferPointer {
        source.fill($0, rows: row..<row + 1, columns: 0..<parameter.columns, transposed: false)
      }
      return numbers.map { round(BigNumber($0), binding) }
    }
    return Matrix(
      rows: rows.count, columns: parameter.columns, format: binding.format.format,
      elements: elements)
  }

  /// x·Wᵀ + b.
  public func linear(
    _ x: Operand<Double>, _ weight: Parameter, bias: Parameter?, at site: Site
  ) -> Matrix<Double> {
    guard let bias else {
      return product(x, operand(weight), transposesA: false, transposesB: true, at: site)
    }
    // The sums as the accumulator gives them: the bias is added before they are rounded.
    let binding = binding(at: site)
    let unrounded = ReferenceEngine(
      policy: PrecisionPolicy(
        name: policy.name, summary: "",
        rules: [PolicyRule(format: .binary64, accumulator: binding.accumulator)]),
      weights: weights)
    let w = operand(weight)
    let sums = unrounded.product(
      Operand(ScaledMatrix(x.numbers, tiles: x.overColumns.tiles)),
      Operand(ScaledMatrix(w.numbers, tiles: w.overColumns.tiles)), transposesA: false,
      transposesB: true,
      at: site)
    let divisor = BigNumber(x.scale) * BigNumber(w.scale)
    let factor = BigNumber(x.overColumns.tensorScale) * BigNumber(w.overColumns.tensorScale)
    let biases = vector(bias)
    failure = failure ?? unrounded.failure
    return Matrix(
      rows: sums.rows, columns: sums.columns, format: binding.format.format,
      elements: sums.elements.indices.map { index in
        let quotient = (BigNumber(sums.elements[index]) * factor).divided(
          by: divisor, precision: PreciseNumber.precision)
        return round(quotient + BigNumber(biases.elements[index % sums.columns]), binding)
      })
  }

  private func operand(_ weight: Parameter) -> Operand<Double> {
    operand(
      rows(Array(0..<weight.rows), of: weight), at: weight.site.operand,
      second: weight.site.operand.entering(.activationGradient), isWeight: true)
  }

  /// dy·W, the gradient of x in x·Wᵀ.
  public func inputGradient(
    _ dy: Operand<Double>, _ weight: Parameter, at site: Site
  ) -> Matrix<Double> {
    product(dy, operand(weight), transposesA: false, transposesB: false, at: site)
  }

  /// All parameters' gradients are computed.
  public func trains(_ parameter: Parameter) -> Bool { true }

  /// dyᵀ·x, the gradient of W in x·Wᵀ.
  public func parameterGradient(_ dy: Operand<Double>, _ x: Operand<Double>, of weight: Parameter) {
    let gradient = product(
      dy, x, transposesA: true, transposesB: false, at: weight.gradientSite)
    gradientSink?(weight, Array(0..<weight.rows), gradient)
  }

  /// The gradient of some rows of a parameter.
  public func parameterGradient(
    _ gradient: Matrix<Double>, rows: [Int], of parameter: Parameter
  ) {
    gradientSink?(parameter, rows, gradient)
  }
}
