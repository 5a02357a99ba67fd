import FloatFormats

/// One operation in a format: its operands as they round, its result, and what is exact.
public struct Calculation: Sendable {
  /// An operand.
  public struct Operand: Sendable {
    /// As it was written.
    public let text: String
    /// The code it rounds to in the operands' format, and what that signalled; nil where operands are
    /// taken as they are written.
    public let rounded: Rounded?
    /// The value that the operation takes.
    public let value: ExactText
  }

  /// The operation.
  public let operation: Operation
  /// The operands.
  public let operands: [Operand]
  /// The code of the result, and what the operation signalled.
  public let result: Rounded
  /// The value of the result.
  public let value: ExactText
  /// The result before it is rounded.
  public let exact: ExactText

  /// Calculates.
  ///
  /// - Parameters:
  ///   - expression: the operation and its operands. Operands are decimal or hexadecimal numbers of any
  ///     length, `inf` or `nan`.
  ///   - operandFormat: what operands are rounded to, once, to nearest even. For nil they are rounded to
  ///     `format`, but for a conversion's operand, which is exact.
  ///   - format: the format of the result.
  ///   - context: how the result is rounded.
  ///   - randomBits: R of a stochastic rounding.
  /// - Throws: ``CalculationError`` for an operand that is not a number.
  public init(
    _ expression: Expression, from operandFormat: FloatFormat? = nil, to format: FloatFormat,
    _ context: RoundingContext = RoundingContext(), randomBits: UInt64 = 0
  ) throws(CalculationError) {
    operation = expression.operation
    let source = operandFormat ?? (operation == .convert ? nil : format)
    let policy = RoundingContext(overflow: context.overflow)
    var operands: [Operand] = []
    var values: [ExactValue] = []
    var integer: Int?
    for (index, text) in expression.operands.enumerated() {
      if operation.takesInteger(at: index) {
        integer = try Self.integer(text)
        operands.append(Operand(text: text, rounded: nil, value: ExactText(complete: text)))
        continue
      }
      let written = try Self.number(text)
      let rounded = source?.round(Unrounded(written), policy)
      let value = rounded.flatMap { source?.unpack($0.code) } ?? written
      operands.append(
        Operand(
          text: text, rounded: rounded,
          value: rounded == nil ? ExactText(value, asWritten: text) : ExactText(value)))
      values.append(value)
    }
    self.operands = operands
    result = format.round(
      operation(values, integer: integer, for: format, context.rounding), context,
      randomBits: randomBits)
    value = ExactText(format.unpack(result.code))
    // A conversion of what was written is exact as far as it was written.
    if source == nil, let written = operands.first {
      exact = written.value
    } else {
      exact = ExactText(operation, values, integer)
    }
  }

  private static func number(_ text: String) throws(CalculationError) -> ExactValue {
    guard let value = ExactValue(parsing: text) else {
      throw CalculationError(
        "operand '\(text)': not a number; valid: 1.5, -2e-3, 0x1.8p+3, inf, nan")
    }
    return value
  }

  private static func integer(_ text: String) throws(CalculationError) -> Int {
    guard let integer = Int(text) else {
      throw CalculationError("operand '\(text)': not an integer of at most 64 bits")
    }
    return integer
  }
}
