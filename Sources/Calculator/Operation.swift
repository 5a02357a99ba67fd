import FloatFormats
import Functions
import NearestNames

/// What a calculation does with its operands.
public enum Operation: Hashable, Sendable {
  /// a + b.
  case add
  /// a − b.
  case subtract
  /// a · b.
  case multiply
  /// a ÷ b.
  case divide
  /// a · b + c, rounded once.
  case mulAdd
  /// √a.
  case squareRoot
  /// IEEE 754's remainder of a by b.
  case remainder
  /// a, rounded to the format of the result.
  case convert
  /// An elementary function.
  case function(ElementaryFunction)

  /// The operations that are no elementary functions, by name.
  public static let arithmetic: KeyValuePairs<String, Operation> = [
    "add": .add, "subtract": .subtract, "multiply": .multiply, "divide": .divide,
    "mulAdd": .mulAdd, "squareRoot": .squareRoot, "remainder": .remainder, "convert": .convert,
  ]

  /// TestFloat's and C's names for some of them.
  private static let short: KeyValuePairs<String, Operation> = [
    "sub": .subtract, "mul": .multiply, "div": .divide, "sqrt": .squareRoot, "rem": .remainder,
    "fma": .mulAdd,
  ]

  /// The name.
  public var name: String {
    if case .function(let function) = self { return function.name }
    return Self.arithmetic.first { $0.value == self }?.key ?? ""
  }

  /// How many operands it takes.
  public var operandCount: Int {
    switch self {
    case .add, .subtract, .multiply, .divide, .remainder: 2
    case .mulAdd: 3
    case .squareRoot, .convert: 1
    case .function(let function): function.operandCount
    }
  }

  /// The operation with this name, or with TestFloat's or C's name for it (`sub`, `fma`, `log1p`).
  /// - Throws: ``CalculationError`` with the names that come nearest.
  public init(named name: String) throws(CalculationError) {
    let known = Array(Self.arithmetic) + Array(Self.short)
    if let operation = known.first(where: { $0.key == name })?.value {
      self = operation
    } else if let function = ElementaryFunction(named: name) {
      self = .function(function)
    } else {
      let functions = ElementaryFunction.allCases.map(\.name)
      let error = UnknownNameError(
        kind: "operation", name: name, among: known.map(\.key) + functions,
        valid: Self.arithmetic.map(\.key) + ["and gradual list functions"])
      throw CalculationError("\(error)")
    }
  }

  /// The result before rounding: exact, or with bits enough for one rounding.
  ///
  /// - Parameters:
  ///   - operands: as many as the operation takes; an integer operand is not among them.
  ///   - integer: the integer operand of `pown` and `rootn`.
  ///   - format: the format that the result will be rounded to.
  ///   - rounding: how.
  func callAsFunction(
    _ operands: [ExactValue], integer: Int?, for format: FloatFormat, _ rounding: Rounding
  ) -> Unrounded {
    switch self {
    case .add: return ExactArithmetic.sum(operands[0], operands[1])
    case .subtract: return ExactArithmetic.difference(operands[0], operands[1])
    case .multiply: return ExactArithmetic.product(operands[0], operands[1])
    case .divide: return ExactArithmetic.quotient(operands[0], operands[1])
    case .mulAdd: return ExactArithmetic.fusedMultiplyAdd(operands[0], operands[1], operands[2])
    case .squareRoot: return ExactArithmetic.squareRoot(operands[0])
    case .remainder: return ExactArithmetic.remainder(operands[0], operands[1])
    case .convert: return Unrounded(operands[0])
    case .function(let function):
      var evaluator = FunctionEvaluator(for: format, rounding)
      switch function {
      case .unary(let unary): return evaluator.value(of: unary, operands[0])
      case .binary(let binary): return evaluator.value(of: binary, operands[0], operands[1])
      case .integer(let power): return evaluator.value(of: power, operands[0], integer ?? 1)
      }
    }
  }

  /// Whether the operand at this place is an integer, not a number of the format.
  func takesInteger(at index: Int) -> Bool {
    if case .function(.integer) = self { index == 1 } else { false }
  }
}

/// Why an expression cannot be calculated: one line.
public struct CalculationError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The line.
  public let description: String

  init(_ description: String) { self.description = description }
}
