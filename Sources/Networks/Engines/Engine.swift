import FloatFormats
import Kernels

/// What computes a network's numbers, under a policy: every result is rounded once, at a site.
///
/// Layers are written once, against this. The order of operations is part of each result:
/// - A formula is computed row by row in the engine's scalars, sums with their terms in ascending order,
///   and rounded once to the site's format, by its rounding. In a product of matrices each result is that
///   of ``/Kernels/Accumulator`` for the site's accumulator; it is multiplied by the operands' scales, a
///   bias is added, and that is rounded once to the site's format.
/// - Parameters are rounded to the format of their own site, and from there to the operand's.
/// - Operands in blocks (``OperandScaling``, which has the order of operations of products of tiles) are
///   rounded for products over their columns at one site and for those over their rows at another, from the
///   same numbers.
/// - Random bits of a stochastic rounding are those of the stream that seed, site and the count of visits
///   to the site name, at the element's place in the matrix. A parameter's are those of the first visit:
///   it is the same in both passes.
public protocol Engine: AnyObject {
  /// What carries the numbers between operations.
  associatedtype Number: Carrier
  /// What formulas are computed in.
  associatedtype Scalar: FormulaNumber

  /// Why the policy is of no use for what was asked of it; results after that are of no use either.
  var failure: PolicyError? { get }

  /// The format that a site's numbers are rounded to.
  func format(at site: Site) -> FloatFormat

  /// A formula's rows, rounded.
  ///
  /// - Parameters:
  ///   - inputs: matrices of as many rows each.
  ///   - columns: of the result.
  ///   - counted: how many leading columns of a row are counted; nil for all. Those behind are rounded
  ///     all the same.
  ///   - formula: writes row `row` of the result, which it finds filled with zeros.
  func rows(
    _ inputs: [Matrix<Number>], columns: Int, at site: Site, counted: (@Sendable (Int) -> Int)?,
    _ formula: @escaping RowFormula<Number, Scalar>
  ) -> Matrix<Number>

  /// The sum of a formula's rows, one row, rounded.
  func columnSums(
    _ inputs: [Matrix<Number>], columns: Int, at site: Site,
    _ formula: @escaping RowFormula<Number, Scalar>
  ) -> Matrix<Number>

  /// Numbers as they enter products; see ``OperandScaling`` for what is rounded twice.
  func operand(_ numbers: Matrix<Number>, at site: Site) -> Operand<Number>

  /// A·B, either of them as its transpose.
  func product(
    _ a: Operand<Number>, _ b: Operand<Number>, transposesA: Bool, transposesB: Bool, at site: Site
  ) -> Matrix<Number>

  /// A parameter of one row, rounded to its site's format.
  func vector(_ parameter: Parameter) -> Matrix<Number>

  /// Some rows of a parameter, rounded to its site's format.
  func rows(_ rows: [Int], of parameter: Parameter) -> Matrix<Number>

  /// x·Wᵀ + b.
  func linear(
    _ x: Operand<Number>, _ weight: Parameter, bias: Parameter?, at site: Site
  ) -> Matrix<Number>

  /// dy·W, the gradient of x in x·Wᵀ.
  func inputGradient(_ dy: Operand<Number>, _ weight: Parameter, at site: Site) -> Matrix<Number>

  /// Whether a parameter's gradient is asked for; else it is not computed.
  func trains(_ parameter: Parameter) -> Bool

  /// dyᵀ·x, the gradient of W in x·Wᵀ: counted, and given to who asked for gradients.
  func parameterGradient(_ dy: Operand<Number>, _ x: Operand<Number>, of weight: Parameter)

  /// The gradient of some rows of a parameter, counted, and given to who asked for gradients.
  ///
  /// - Parameter rows: as many as the matrix has; the others' gradients are zeros that nobody computes.
  func parameterGradient(_ gradient: Matrix<Number>, rows: [Int], of parameter: Parameter)
}

/// Writes a row of a matrix from rows of others.
public typealias RowFormula<Number: Carrier, Scalar: FormulaNumber> =
  @Sendable (
    _ row: Int, _ inputs: [FormulaRow<Number, Scalar>],
    _ result: UnsafeMutableBufferPointer<Scalar>
  ) -> Void

extension Engine {
  /// A formula's rows, all columns counted.
  func rows(
    _ inputs: [Matrix<Number>], columns: Int, at site: Site,
    _ formula: @escaping RowFormula<Number, Scalar>
  ) -> Matrix<Number> {
    rows(inputs, columns: columns, at: site, counted: nil, formula)
  }

  /// An elementwise formula of one matrix.
  func map(
    _ x: Matrix<Number>, at site: Site, _ formula: @escaping @Sendable (Scalar) -> Scalar
  ) -> Matrix<Number> {
    rows([x], columns: x.columns, at: site) { _, inputs, result in
      for column in result.indices { result[column] = formula(inputs[0][column]) }
    }
  }

  /// An elementwise formula of two matrices of one shape.
  func map(
    _ x: Matrix<Number>, _ y: Matrix<Number>, at site: Site,
    _ formula: @escaping @Sendable (Scalar, Scalar) -> Scalar
  ) -> Matrix<Number> {
    rows([x, y], columns: x.columns, at: site) { _, inputs, result in
      for column in result.indices {
        result[column] = formula(inputs[0][column], inputs[1][column])
      }
    }
  }

  /// x + y.
  func sum(_ x: Matrix<Number>, _ y: Matrix<Number>, at site: Site) -> Matrix<Number> {
    map(x, y, at: site) { $0 + $1 }
  }

  /// The numbers of a row as scalars, for formulas to capture.
  func scalars(_ row: Matrix<Number>) -> [Scalar] { row.elements.map { Scalar(Double($0)) } }
}
