/// The operations on codes of one format that the judge knows.
public enum ArithmeticOperation: String, CaseIterable, Hashable, Sendable {
  /// a + b.
  case add
  /// a − b.
  case subtract
  /// a · b.
  case multiply
  /// a ÷ b.
  case divide
  /// IEEE 754's remainder: a − b·n, n the integer nearest to a/b, the even one of two.
  case remainder
  /// a − b·n, n the quotient a/b truncated.
  case truncatingRemainder
  /// √a.
  case squareRoot
  /// a · b + c.
  case multiplyAdd

  /// Number of operands.
  public var operandCount: Int {
    switch self {
    case .squareRoot: 1
    case .multiplyAdd: 3
    default: 2
    }
  }
}
