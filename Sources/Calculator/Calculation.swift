import ArbitraryPrecision
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
    let source = operandFormat ?? (expression.operation == .convert ? nil : format)
    var operands: [Operand] = []
    var values: [ExactValue] = []
    for text in expression.operands {
      let number = try ExactNumber(text)
      guard let source else {
        operands.append(Operand(text: text, rounded: nil, value: number.text))
        values.append(number.value)
        continue
      }
      let rounded = source.round(
        Unrounded(number.value), RoundingContext(overflow: context.overflow))
      let value = source.unpack(rounded.code)
      operands.append(Operand(text: text, rounded: rounded, value: ExactText(value)))
      values.append(value)
    }
    let unrounded = expression.operation(values)
    operation = expression.operation
    self.operands = operands
    result = format.round(unrounded, context, randomBits: randomBits)
    value = ExactText(format.unpack(result.code))
    // A conversion of what was written is exact as far as it was written.
    if source == nil, let written = operands.first {
      exact = written.value
    } else {
      exact = ExactText(operation, values, unrounded)
    }
  }
}
