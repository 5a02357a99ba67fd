import FloatFormats

/// Functions chosen at run time, with operands that come from outside the program.
extension FunctionEvaluator {
  /// The function of operands, or nil if there are more or fewer than it takes, or if the integer it
  /// takes is not one that `Int` holds.
  public mutating func value(
    of function: ElementaryFunction, operands: [ExactValue]
  ) -> Unrounded? {
    guard operands.count == function.operandCount else { return nil }
    switch function {
    case .unary(let function): return value(of: function, operands[0])
    case .binary(let function): return value(of: function, operands[0], operands[1])
    case .integer(let function):
      guard let n = Int(exactly: operands[1]) else { return nil }
      return value(of: function, operands[0], n)
    }
  }
}

extension Int {
  /// The integer that is exactly this value, or nil.
  fileprivate init?(exactly value: ExactValue) {
    switch value {
    case .nan, .infinity: return nil
    case .zero: self = 0
    case .finite(let number):
      let zeros = number.significand.trailingZeroBitCount
      let odd = number.significand >> UInt128(zeros)
      let exponent = number.exponent + zeros
      guard !number.sticky, exponent >= 0, exponent <= 63, odd <= UInt128(UInt64.max) else {
        return nil
      }
      let magnitude = Int128(odd) << Int128(exponent)
      self.init(exactly: number.isNegative ? -magnitude : magnitude)
    }
  }
}
