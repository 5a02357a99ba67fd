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
  func list(_ count: Int) -> [UInt64] { Array([a, b, c].prefix(count)) }
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

/// Somebody who rounds: the core, or the judge.
public protocol Rounder {
  /// An operation on codes of one format.
  func arithmetic(
    _ operation: TestArithmetic, _ operands: Operands, _ format: FloatFormat,
    _ context: RoundingContext
  ) -> Rounded

  /// The code of a format as a code of another.
  func conversion(
    of code: UInt64, from source: FloatFormat, to target: FloatFormat, _ context: RoundingContext
  ) -> Rounded

  /// An integer, −2^63 … 2^64 − 1, as a code of a format.
  func conversion(of integer: Int128, to target: FloatFormat, _ context: RoundingContext) -> Rounded
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

  /// An evaluator.
  public init(
    _ function: TestFunction, by rounder: Base, _ context: RoundingContext = RoundingContext(),
    raisesInexactForIntegers: Bool = false
  ) {
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
      comparison(operation, operands, format)
    case (.roundToInteger, .float(let format), _): roundToInteger(operands.a, format)
    case (.conversion, .float(let source), .float(let target)):
      Outcome(rounder.conversion(of: operands.a, from: source, to: target, context))
    case (.conversion, .integer(let source), .float(let target)):
      Outcome(rounder.conversion(of: source.value(operands.a), to: target, context))
    case (.conversion, .float(let source), .integer(let target)):
      conversion(of: operands.a, source, to: target)
    // `TestFunction.init(named:)` makes no other combination.
    case (_, .truth, _), (_, .integer, _), (.conversion, .float, .truth): Outcome(0, .invalid)
    }
  }

  private func comparison(
    _ operation: TestComparison, _ operands: Operands, _ format: FloatFormat
  ) -> Outcome {
    let (a, b) = (operands.a, operands.b)
    let hasNaN = format.isNaN(a) || format.isNaN(b)
    let isInvalid =
      operation.isSignaling ? hasNaN : format.isSignaling(a) || format.isSignaling(b)
    // Every value of every format is a binary64 number.
    let truth = operation(format.decode(a), format.decode(b))
    return Outcome(truth ? 1 : 0, isInvalid ? .invalid : [])
  }

  private func roundToInteger(_ code: UInt64, _ format: FloatFormat) -> Outcome {
    let value = format.decode(code)
    // A NaN becomes quiet; integers, infinities among them, stay.
    guard value.isFinite, value.magnitude < IntegerFormat.bound, !value.isZero else {
      return Outcome(rounder.conversion(of: code, from: format, to: format, context))
    }
    let integer = rounder.conversion(of: code, from: format, to: IntegerFormat.format, context)
    // The integer's sign is kept where it is 0; it is a number of the format, or overflows.
    var rounded = rounder.conversion(
      of: integer.code, from: IntegerFormat.format, to: format, context)
    if raisesInexactForIntegers, integer.flags.contains(.inexact) { rounded.flags.insert(.inexact) }
    return Outcome(rounded)
  }

  private func conversion(
    of code: UInt64, _ source: FloatFormat, to target: IntegerType
  ) -> Outcome {
    let invalid = Outcome(target.indefinite, .invalid)
    let value = source.decode(code)
    guard value.isFinite else { return invalid }
    if value.magnitude >= IntegerFormat.bound {
      // An integer already; beyond 2^64 of no integer type.
      guard let integer = Int128(exactly: value), let code = target.code(integer) else {
        return invalid
      }
      return Outcome(code, [])
    }
    let rounded = rounder.conversion(of: code, from: source, to: IntegerFormat.format, context)
    guard let code = target.code(IntegerFormat.integer(rounded.code)) else { return invalid }
    return Outcome(code, raisesInexactForIntegers ? rounded.flags.intersection(.inexact) : [])
  }
}

/// The integers below 2^53 in magnitude as a format: the magnitude codes are the integers themselves,
/// so that rounding to an integer is rounding to a format like any other.
enum IntegerFormat {
  static let format = FloatFormat(
    exponentWidth: 1, precision: 53, bias: -51, nan: .none, infinity: false)

  /// All binary64 numbers from here on are integers.
  static let bound = 0x1p52

  /// The integer that a code stands for.
  static func integer(_ code: UInt64) -> Int128 {
    let magnitude = Int128(code & format.magnitudeMask)
    return code & format.signMask != 0 ? -magnitude : magnitude
  }
}
