import CKernels
import FloatFormats
import RandomStreams

/// Arithmetic on arrays of a format's values, each result rounded once to the format.
///
/// The result is what the rounding core gives for each element, bit for bit, in every mode (NaNs are
/// the format's), and does not depend on how an array is split: element i of a call that begins at
/// `position` draws its random bits at `position + i`.
///
///     let arithmetic = try ArrayArithmetic<Float>(in: .bfloat16, RoundingContext(.towardPositive))
///     let sums = arithmetic.result(.add, [1, 2], [0x1p-20, 0x1p-20])   // [1.0078125, 2.015625]
///
/// Operands are values of the format; of others no result is promised.
public struct ArrayArithmetic<Number: Carrier>: Sendable {
  /// The format of operands and results.
  public let format: FloatFormat
  /// Rounding and overflow policy.
  public let context: RoundingContext
  private let constants: ArithmeticConstants?
  private let kernel: CastKernel<Number>
  private let level: VectorLevel

  /// The operations.
  public enum Operation: String, Hashable, Sendable, CaseIterable {
    /// a + b.
    case add
    /// a − b.
    case subtract
    /// a · b.
    case multiply
    /// a ÷ b.
    case divide
    /// √a.
    case squareRoot = "square-root"
    /// a · b + c, rounded once.
    case multiplyAdd = "multiply-add"

    /// Number of operands.
    public var operandCount: Int {
      switch self {
      case .squareRoot: 1
      case .add, .subtract, .multiply, .divide: 2
      case .multiplyAdd: 3
      }
    }

    fileprivate var raw: Int32 {
      let operation =
        switch self {
        case .add: ck_add
        case .subtract: ck_subtract
        case .multiply: ck_multiply
        case .divide: ck_divide
        case .squareRoot: ck_square_root
        case .multiplyAdd: ck_multiply_add
        }
      return Int32(operation.rawValue)
    }
  }

  /// Arithmetic in a format.
  /// - Parameters:
  ///   - level: the instructions to use, at most ``VectorLevel/best``; of no effect on results.
  /// - Throws: ``CarrierError`` where the carrier does not hold every value of the format.
  public init(
    in format: FloatFormat, _ context: RoundingContext = RoundingContext(),
    level: VectorLevel = .best
  ) throws(CarrierError) {
    kernel = try ArrayCast<Number>(to: format, context, level: .scalar).kernel
    self.format = format
    self.context = context
    self.level = min(level, .best)
    constants = level > .scalar ? ArithmeticConstants(format, context) : nil
  }

  /// The results of an operation on arrays of one count; operands that it has not are left out.
  public func result(
    _ operation: Operation, _ a: [Number], _ b: [Number] = [], _ c: [Number] = [],
    random: RandomStream? = nil
  ) -> [Number] {
    var target = [Number](repeating: 0, count: a.count)
    var span = target.mutableSpan
    perform(operation, a.span, b.span, c.span, into: &span, random: random)
    return target
  }

  /// The same into an array that exists; the first ``Operation/operandCount`` operands have its count.
  /// - Parameters:
  ///   - random: where stochastic rounding takes its bits; without it they are 0.
  ///   - position: the position in `random` of the first element.
  ///   - threads: how many may work; of no effect on results.
  @specialized(where Number == Float)
  @specialized(where Number == Double)
  public func perform(
    _ operation: Operation, _ a: Span<Number>, _ b: Span<Number>, _ c: Span<Number>,
    into target: inout MutableSpan<Number>, random: RandomStream? = nil,
    from position: UInt64 = 0, threads: Int = 1
  ) {
    let operands = operation.operandCount
    precondition(
      a.count == target.count && (operands < 2 || b.count == target.count)
        && (operands < 3 || c.count == target.count),
      "operands and target differ in their counts")
    if threads > 1 {
      inChunks(operation, a, b, c, &target, random, from: position, threads)
      return
    }
    if let constants, serves(operation, constants, random) {
      a.withUnsafeBufferPointer { a in
        b.withUnsafeBufferPointer { b in
          c.withUnsafeBufferPointer { c in
            target.withUnsafeMutableBufferPointer {
              run(operation, constants, a, b, c, $0, random, from: position)
            }
          }
        }
      }
      return
    }
    var bits = RoundingBits(random, count: context.rounding.randomBitCount, from: position)
    func exact(_ operand: Span<Number>, _ index: Int) -> ExactValue {
      ExactValue(binary64: Double(operand[index]))
    }
    for index in a.indices {
      let x = exact(a, index)
      let result =
        switch operation {
        case .add: ExactArithmetic.sum(x, exact(b, index))
        case .subtract: ExactArithmetic.difference(x, exact(b, index))
        case .multiply: ExactArithmetic.product(x, exact(b, index))
        case .divide: ExactArithmetic.quotient(x, exact(b, index))
        case .squareRoot: ExactArithmetic.squareRoot(x)
        case .multiplyAdd:
          ExactArithmetic.fusedMultiplyAdd(x, exact(b, index), exact(c, index))
        }
      let code = format.round(result, context, randomBits: bits.next()).code
      target[index] = kernel.value(Number.Bits(truncatingIfNeeded: code))
    }
  }

  private func inChunks(
    _ operation: Operation, _ a: Span<Number>, _ b: Span<Number>, _ c: Span<Number>,
    _ target: inout MutableSpan<Number>, _ random: RandomStream?, from position: UInt64,
    _ threads: Int
  ) {
    let operands = operation.operandCount
    a.withUnsafeBufferPointer { a in
      b.withUnsafeBufferPointer { b in
        c.withUnsafeBufferPointer { c in
          target.withUnsafeMutableBufferPointer { target in
            let (x, y) = (SharedMemory(reading: a), SharedMemory(reading: b))
            let (z, to) = (SharedMemory(reading: c), SharedMemory(target))
            Tasks.performChunks(
              of: a.count, length: ArrayCast<Number>.chunkLength, threads: threads
            ) { range in
              var part = to.writing(range).mutableSpan
              perform(
                operation, x.reading(range).span,
                y.reading(operands > 1 ? range : 0..<0).span,
                z.reading(operands > 2 ? range : 0..<0).span, into: &part, random: random,
                from: position &+ UInt64(range.lowerBound))
            }
          }
        }
      }
    }
  }

  private func serves(
    _ operation: Operation, _ constants: ArithmeticConstants, _ random: RandomStream?
  ) -> Bool {
    guard context.rounding.hasBits(from: random) else { return false }
    return switch operation {
    case .divide: constants.divides
    case .squareRoot: constants.takesSquareRoots
    default: true
    }
  }

  /// One call of the loop for each row of the stream that the positions lie in.
  private func run(
    _ operation: Operation, _ constants: ArithmeticConstants, _ a: UnsafeBufferPointer<Number>,
    _ b: UnsafeBufferPointer<Number>, _ c: UnsafeBufferPointer<Number>,
    _ target: UnsafeMutableBufferPointer<Number>, _ random: RandomStream?, from position: UInt64
  ) {
    guard let to = target.baseAddress else { return }
    func call(_ constants: ck_arithmetic, _ start: Int, _ count: Int) {
      withUnsafePointer(to: constants) { constants in
        let (x, y, z) = (a.baseAddress, b.baseAddress, c.baseAddress)
        // The pointers are to Float where Number is Float, and to Double otherwise: there are no others.
        func at<T>(_ pointer: UnsafePointer<Number>?, as _: T.Type) -> UnsafePointer<T>? {
          pointer.map { UnsafeRawPointer($0 + start).assumingMemoryBound(to: T.self) }
        }
        let into = UnsafeMutableRawPointer(to + start)
        if Number.self == Float.self {
          ck_elementwise32(
            constants, level.rawValue, operation.raw, at(x, as: Float.self),
            at(y, as: Float.self), at(z, as: Float.self),
            into.assumingMemoryBound(to: Float.self), count)
        } else {
          ck_elementwise64(
            constants, level.rawValue, operation.raw, at(x, as: Double.self),
            at(y, as: Double.self), at(z, as: Double.self),
            into.assumingMemoryBound(to: Double.self), count)
        }
      }
    }
    guard constants.randomBitCount > 0, let random else {
      call(constants.at(place: 0), 0, target.count)
      return
    }
    var done = 0
    while done < target.count {
      let (row, place) = random.row(holding: position &+ UInt64(done))
      let length = min(target.count - done, RandomStream.sequenceRowLength - Int(place))
      call(
        constants.at(place: place, keys: (row.key.outer, row.key.inner)), done, length)
      done += length
    }
  }
}
