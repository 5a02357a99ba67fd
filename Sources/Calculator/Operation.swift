import FloatFormats
import NearestNames

/// What a calculation does with its operands.
public enum Operation: String, CaseIterable, Hashable, Sendable {
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

  /// How many operands it takes.
  public var arity: Int {
    switch self {
    case .add, .subtract, .multiply, .divide, .remainder: 2
    case .mulAdd: 3
    case .squareRoot, .convert: 1
    }
  }

  /// The operation with this name, or with TestFloat's name for it (`sub`, `mul`, `div`, `sqrt`, `rem`).
  /// - Throws: ``CalculationError`` with the names that come nearest.
  public init(named name: String) throws(CalculationError) {
    let short: [String: Operation] = [
      "sub": .subtract, "mul": .multiply, "div": .divide, "sqrt": .squareRoot, "rem": .remainder,
    ]
    guard let operation = Operation(rawValue: name) ?? short[name] else {
      let known = Self.allCases.map(\.rawValue)
      let nearest = nearestNames(to: name, among: known + short.keys.sorted())
      throw CalculationError(
        "unknown operation '\(name)'; "
          + (nearest.isEmpty
            ? "valid: \(known.joined(separator: ", "))"
            : "did you mean \(nearest.joined(separator: ", "))?"))
    }
    self = operation
  }

  /// The result before rounding.
  func callAsFunction(_ operands: [ExactValue]) -> Unrounded {
    switch self {
    case .add: ExactArithmetic.sum(operands[0], operands[1])
    case .subtract: ExactArithmetic.difference(operands[0], operands[1])
    case .multiply: ExactArithmetic.product(operands[0], operands[1])
    case .divide: ExactArithmetic.quotient(operands[0], operands[1])
    case .mulAdd: ExactArithmetic.fusedMultiplyAdd(operands[0], operands[1], operands[2])
    case .squareRoot: ExactArithmetic.squareRoot(operands[0])
    case .remainder: ExactArithmetic.remainder(operands[0], operands[1])
    case .convert: Unrounded(operands[0])
    }
  }
}

/// Why an expression cannot be calculated: one line.
public struct CalculationError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The line.
  public let description: String

  init(_ description: String) { self.description = description }
}
