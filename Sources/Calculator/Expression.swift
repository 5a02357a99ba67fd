/// An expression as it is written: `add(1.5, 0x1p-24)`, or a number alone, which is converted.
public struct Expression: Hashable, Sendable {
  /// The operation.
  public let operation: Operation
  /// The operands as they were written; as many as the operation takes.
  public let operands: [String]

  /// Reads an expression.
  /// - Throws: ``CalculationError`` for an unknown operation, the wrong number of operands, or what is
  ///   neither a number nor `operation(operand, …)`.
  public init(parsing text: String) throws(CalculationError) {
    let text = Self.trimmed(text[...])
    guard let open = text.firstIndex(of: "(") else {
      guard !text.isEmpty else {
        throw CalculationError("an empty expression; valid: 'add(1.5, 0x1p-24)', or a number")
      }
      operation = .convert
      operands = [text]
      return
    }
    guard let close = text.lastIndex(of: ")"), close > open else {
      throw CalculationError("'\(text)': the parenthesis is not closed")
    }
    let after = Self.trimmed(text[text.index(after: close)...])
    guard after.isEmpty else {
      throw CalculationError(
        "'\(text)': '\(after)' after the parenthesis; valid: nothing, as in add(1.5, 0x1p-24)")
    }
    operation = try Operation(named: Self.trimmed(text[..<open]))
    let list = text[text.index(after: open)..<close]
    operands =
      Self.trimmed(list).isEmpty
      ? [] : list.split(separator: ",", omittingEmptySubsequences: false).map(Self.trimmed)
    if let place = operands.firstIndex(of: "") {
      throw CalculationError("'\(text)': operand \(place + 1) is empty; valid: a number")
    }
    guard operands.count == operation.operandCount else {
      throw CalculationError(
        "'\(text)': \(operation.name) takes \(operation.operandCount) "
          + "operand\(operation.operandCount == 1 ? "" : "s"), given \(operands.count)")
    }
  }

  private static func trimmed(_ text: Substring) -> String {
    var text = text
    while text.first?.isWhitespace == true { text.removeFirst() }
    while text.last?.isWhitespace == true { text.removeLast() }
    return String(text)
  }
}
