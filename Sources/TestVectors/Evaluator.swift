import FloatFormats

/// Operands of a function; those it does not take are 0.
public struct Operands: Hashable, Sendable {
  /// The first.
  public var a: UInt64
  /// The second.
  public var b: UInt64
  /// The third.
  public var c: UInt64
  /// The random bits of a stochastic rounding; of no effect on others.
  public var random: UInt64

  /// Operands.
  public init(_ a: UInt64, _ b: UInt64 = 0, _ c: UInt64 = 0, random: UInt64 = 0) {
    self.a = a
    self.b = b
    self.c = c
    self.random = random
  }

  /// The first `count` operands.
  public func list(_ count: Int) -> [UInt64] { Array([a, b, c].prefix(count)) }
}

/// What a function gives: a code of the result's type, and flags.
public struct Outcome: Hashable, Sendable {
  /// The code.
  public var code: UInt64
  /// The flags.
  public var flags: ExceptionFlags

  /// An outcome.
  public init(_ code: UInt64, _ flags: ExceptionFlags) {
    self.code = code
    self.flags = flags
  }

  init(_ rounded: Rounded) { self.init(rounded.code, rounded.flags) }
}

/// Computes a function by somebody's rounding.
public struct Evaluator<Base: Rounder> {
  /// The function.
  public let function: TestFunction
  /// How results are rounded.
  public let context: RoundingContext
  /// Whether rounding to an integer raises `inexact`; in TestFloat it does not unless asked to.
  public let raisesInexactForIntegers: Bool
  /// Whether subnormal operands are taken as zeros of their sign, as hardware in that mode does.
  public let zeroesSubnormals: Bool
  private let rounder: Base

  /// An evaluator.
  ///
  /// - Precondition: the rounding is one of the deterministic modes where the result is an integer; a
  ///   stochastic one takes the operands' random bits.
  public init(
    _ function: TestFunction, by rounder: Base, _ context: RoundingContext = RoundingContext(),
    raisesInexactForIntegers: Bool = false, zeroesSubnormals: Bool = false
  ) {
    precondition(
      context.rounding.mode != nil || !function.givesIntegers,
      "\(context.rounding) gives no integer")
    self.function = function
    self.rounder = rounder
    self.context = context
    self.raisesInexactForIntegers = raisesInexactForIntegers
    self.zeroesSubnormals = zeroesSubnormals
  }

  /// The outcome for operands.
  public func callAsFunction(_ operands: Operands) -> Outcome {
    let operands = zeroesSubnormals ? withoutSubnormals(operands) : operands
    switch (function.kind, function.operandType, function.resultType) {
    case (.arithmetic(let operation), .float(let format), _):
      return Outcome(rounder.arithmetic(operation, operands, format, context))
    case (.mixedMultiplyAdd, .float(let a), .float(let c)):
      guard case .float(let b) = function.operandTypes[1] else { return Outcome(0, .invalid) }
      return Outcome(rounder.mixedMultiplyAdd(operands, a, b, c, context))
    case (.comparison(let operation), .float(let format), _):
      return rounder.comparison(operation, operands, format)
    case (.roundToInteger, .float(let format), _): return integral(operands.a, format)
    case (.conversion, .float(let source), .float(let target)):
      return Outcome(
        rounder.conversion(
          of: operands.a, from: source, to: target, context, randomBits: operands.random))
    case (.conversion, .integer(let source), .float(let target)):
      return Outcome(
        rounder.conversion(
          of: source.value(operands.a), to: target, context, randomBits: operands.random))
    case (.conversion, .float(let source), .integer(let target)):
      return integer(operands.a, source, to: target)
    // `TestFunction.init(named:)` makes no other combination.
    case (_, .truth, _), (_, .integer, _), (.conversion, .float, .truth),
      (.mixedMultiplyAdd, _, _):
      return Outcome(0, .invalid)
    }
  }

  private func withoutSubnormals(_ operands: Operands) -> Operands {
    func zeroed(_ code: UInt64, _ place: Int) -> UInt64 {
      guard place < function.operandCount, case .float(let format) = function.operandTypes[place]
      else { return code }
      let isSubnormal =
        switch format.classify(code) {
        case .positiveSubnormal, .negativeSubnormal: true
        default: false
        }
      return isSubnormal ? code & format.signMask : code
    }
    return Operands(
      zeroed(operands.a, 0), zeroed(operands.b, 1), zeroed(operands.c, 2), random: operands.random)
  }

  private func integral(_ code: UInt64, _ format: FloatFormat) -> Outcome {
    guard let mode = context.rounding.mode else { return Outcome(0, .invalid) }
    var rounded = rounder.integral(code, of: format, mode, overflow: context.overflow)
    // What overflows the format is inexact whether or not rounding to an integer counts as that.
    if !raisesInexactForIntegers, !rounded.flags.contains(.overflow) {
      rounded.flags.remove(.inexact)
    }
    return Outcome(rounded)
  }

  private func integer(_ code: UInt64, _ source: FloatFormat, to target: IntegerType) -> Outcome {
    guard let mode = context.rounding.mode,
      var outcome = rounder.integer(code, of: source, to: target, mode)
    else { return Outcome(target.indefinite, .invalid) }
    if !raisesInexactForIntegers { outcome.flags.remove(.inexact) }
    return outcome
  }
}

extension Rounding {
  /// The mode; nil for a stochastic rounding.
  var mode: RoundingMode? {
    if case .mode(let mode) = self { return mode }
    return nil
  }
}

extension TestFunction {
  /// Whether results are integers, of an integer type or of a format.
  public var givesIntegers: Bool {
    if case .integer = resultType { return true }
    return kind == .roundToInteger
  }
}
