import FloatFormats

/// Operands of a function; those it does not take are 0.
public struct Operands: Hashable, Sendable {
  /// The first.
  public var a: UInt64
  /// The second.
  public var b: UInt64
  /// The third.
  public var c: UInt64

  /// Operands.
  public init(_ a: UInt64, _ b: UInt64 = 0, _ c: UInt64 = 0) {
    self.a = a
    self.b = b
    self.c = c
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
  private let rounder: Base
  private let mode: RoundingMode

  /// An evaluator.
  ///
  /// - Precondition: the rounding is one of the deterministic modes; a test has no random bits.
  public init(
    _ function: TestFunction, by rounder: Base, _ context: RoundingContext = RoundingContext(),
    raisesInexactForIntegers: Bool = false
  ) {
    guard case .mode(let mode) = context.rounding else {
      preconditionFailure("\(context.rounding) takes random bits, which a test has not")
    }
    self.mode = mode
    self.function = function
    self.rounder = rounder
    self.context = context
    self.raisesInexactForIntegers = raisesInexactForIntegers
  }

  /// The outcome for operands.
  public func callAsFunction(_ operands: Operands) -> Outcome {
    switch (function.kind, function.operandType, function.resultType) {
    case (.arithmetic(let operation), .float(let format), _):
      Outcome(rounder.arithmetic(operation, operands, format, context))
    case (.comparison(let operation), .float(let format), _):
      rounder.comparison(operation, operands, format)
    case (.roundToInteger, .float(let format), _): integral(operands.a, format)
    case (.conversion, .float(let source), .float(let target)):
      Outcome(rounder.conversion(of: operands.a, from: source, to: target, context))
    case (.conversion, .integer(let source), .float(let target)):
      Outcome(rounder.conversion(of: source.value(operands.a), to: target, context))
    case (.conversion, .float(let source), .integer(let target)):
      integer(operands.a, source, to: target)
    // `TestFunction.init(named:)` makes no other combination.
    case (_, .truth, _), (_, .integer, _), (.conversion, .float, .truth): Outcome(0, .invalid)
    }
  }

  private func integral(_ code: UInt64, _ format: FloatFormat) -> Outcome {
    var rounded = rounder.integral(code, of: format, mode, overflow: context.overflow)
    // What overflows the format is inexact whether or not rounding to an integer counts as that.
    if !raisesInexactForIntegers, !rounded.flags.contains(.overflow) {
      rounded.flags.remove(.inexact)
    }
    return Outcome(rounded)
  }

  private func integer(_ code: UInt64, _ source: FloatFormat, to target: IntegerType) -> Outcome {
    guard var outcome = rounder.integer(code, of: source, to: target, mode) else {
      return Outcome(target.indefinite, .invalid)
    }
    if !raisesInexactForIntegers { outcome.flags.remove(.inexact) }
    return outcome
  }
}
