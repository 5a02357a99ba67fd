import FloatFormats
import RandomStreams

/// Matrix products C = A·B, or C + A·B, each result by an accumulator model.
///
///     let product = try MatrixProduct(AccumulatorModel(named: "per-operation(binary16)"), inputs: .e5m2)
///     product.multiply(a.span, b.span, ProductShape(rows: 64, terms: 512, columns: 64), into: &c)
///
/// Result (i, j) is that of ``Accumulator`` for row i of A and column j of B at ``OutputIndex`` (i, j),
/// bit for bit, at every level and with any number of threads; k ascends. The fastest are, to nearest even,
/// `fp32`, `per-operation` in formats of 3 to 11 bits of precision and `fused` in those of 3 to 24, as far
/// as the numbers let them (``TilePlan``), and of binary32 numbers the tensor cores of FP8 that keep 13
/// bits (``NarrowCore``); all others take lanes of binary64.
public struct MatrixProduct: Sendable {
  /// The model.
  public let model: AccumulatorModel
  let plan: AccumulationPlan
  let tilePlan: TilePlan?
  let narrowCore: NarrowCore?
  let isExact: Bool
  let level: VectorLevel

  /// A model for operands that are all of one format.
  /// - Throws: ``AccumulatorError``, as ``Accumulator``.
  public init(
    _ model: AccumulatorModel, inputs: FloatFormat, level: VectorLevel = .best
  ) throws(AccumulatorError) {
    try self.init(model, a: inputs, b: inputs, level: level)
  }

  /// A model for operands a and b of a format each.
  /// - Parameter level: the instructions to use, at most ``VectorLevel/best``; of no effect on results.
  public init(
    _ model: AccumulatorModel, a: FloatFormat, b: FloatFormat, level: VectorLevel = .best
  ) throws(AccumulatorError) {
    self.model = model
    self.level = min(level, .best)
    var parts = 0
    plan = try AccumulationPlan(model, a: a, b: b, parts: &parts)
    isExact = ArithmeticConstants.holdsProducts(a, b)
    tilePlan = self.level.hasTiles ? TilePlan(plan, a: a, b: b) : nil
    narrowCore = NarrowCore(plan, self.level)
  }

  /// Writes the product to `target`.
  ///
  /// - Precondition: the matrices have the shape's numbers of elements, A's and B's are values of their
  ///   formats, and `Number` holds every value of the model's result format.
  /// - Parameters:
  ///   - a, b: row-major, or transposed as the shape says.
  ///   - target: row-major.
  ///   - adds: whether accumulation starts from what `target` holds, and not from +0.
  ///   - random: where stochastic roundings take their bits; without it they are 0.
  ///   - threads: how many may work; of no effect on results.
  @specialized(where Number == Float)
  @specialized(where Number == Double)
  public func multiply<Number: Carrier>(
    _ a: Span<Number>, _ b: Span<Number>, _ shape: ProductShape,
    into target: inout MutableSpan<Number>, adds: Bool = false, random: RandomStream? = nil,
    threads: Int = 1
  ) {
    _ = run(a, b, shape, &target, adds, random, threads, isCounting: false)
  }

  /// The same, and what happened in all results, which takes longer.
  @specialized(where Number == Float)
  @specialized(where Number == Double)
  public func multiplyCounting<Number: Carrier>(
    _ a: Span<Number>, _ b: Span<Number>, _ shape: ProductShape,
    into target: inout MutableSpan<Number>, adds: Bool = false, random: RandomStream? = nil,
    threads: Int = 1
  ) -> AccumulatorCounts {
    run(a, b, shape, &target, adds, random, threads, isCounting: true)
  }

  @inline(__always)
  private func run<Number: Carrier>(
    _ a: Span<Number>, _ b: Span<Number>, _ shape: ProductShape,
    _ target: inout MutableSpan<Number>, _ adds: Bool, _ random: RandomStream?, _ threads: Int,
    isCounting: Bool
  ) -> AccumulatorCounts {
    precondition(a.count == shape.rows * shape.terms, "A has \(a.count) elements: \(shape)")
    precondition(b.count == shape.terms * shape.columns, "B has \(b.count) elements: \(shape)")
    precondition(target.count == shape.rows * shape.columns, "C has \(target.count): \(shape)")
    return a.withUnsafeBufferPointer { a in
      b.withUnsafeBufferPointer { b in
        target.withUnsafeMutableBufferPointer { target in
          let job = ProductJob(
            self,
            a: MatrixOperand(
              a, rows: shape.rows, columns: shape.terms, isTransposed: shape.transposesA),
            random, isCounting: isCounting)
          return job.multiply(
            MatrixOperand(
              b, rows: shape.terms, columns: shape.columns, isTransposed: shape.transposesB),
            into: SharedMemory(target), adds: adds, threads: threads)
        }
      }
    }
  }
}
