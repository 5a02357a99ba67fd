import ArbitraryPrecision
import FloatFormats

/// A value in decimal digits: all of them, or the first ones.
public struct ExactText: Hashable, Sendable, CustomStringConvertible {
  /// The digits; cut off, not rounded, where they are not all.
  public let digits: String
  /// Whether these are all digits.
  public let isComplete: Bool

  /// Values of more digits are cut off.
  private static let mostDigits = 60
  private static let digitsOfCut = 40

  /// The digits, with an ellipsis where more follow.
  public var description: String { isComplete ? digits : digits + "…" }

  private init(digits: String, isComplete: Bool) {
    self.digits = digits
    self.isComplete = isComplete
  }

  init(complete digits: String) {
    self.init(digits: digits, isComplete: true)
  }

  /// The value of a code, in all its digits however many.
  public init(_ value: ExactValue) {
    switch value {
    case .nan(let isNegative, let isSignaling):
      self.init(complete: (isNegative ? "-" : "") + (isSignaling ? "snan" : "nan"))
    case .infinity(let isNegative): self.init(complete: isNegative ? "-inf" : "inf")
    case .zero(let isNegative): self.init(complete: isNegative ? "-0" : "0")
    case .finite(let value):
      let number = BigNumber(value)
      self.init(complete: number.exactDecimalText() ?? number.hexadecimalText())
    }
  }

  /// The value of an operation's result before rounding.
  init(_ operation: Operation, _ operands: [ExactValue], _ unrounded: Unrounded) {
    guard case .finite(let value) = unrounded.value else {
      self.init(unrounded.value)
      return
    }
    let x = operands.map { operand in
      if case .finite(let value) = operand { BigNumber(value) } else { BigNumber(0) }
    }
    let precision = 256
    let number: BigNumber
    var isExact = true
    switch operation {
    case .add: number = x[0] + x[1]
    case .subtract: number = x[0] - x[1]
    case .multiply: number = x[0] * x[1]
    case .mulAdd: number = x[0] * x[1] + x[2]
    case .divide, .squareRoot:
      isExact = !value.sticky
      number =
        isExact
        ? BigNumber(value)
        : operation == .divide
          ? x[0].divided(by: x[1], precision: precision, rounding: .towardZero)
          : BigNumber.sqrt(x[0], precision: precision, rounding: .towardZero)
    case .remainder, .convert: number = BigNumber(value)
    }
    self.init(number, isExact: isExact)
  }

  private init(_ number: BigNumber, isExact: Bool) {
    if isExact, let all = number.exactDecimalText(limit: Self.mostDigits) {
      self.init(complete: all)
    } else {
      self.init(
        digits: number.decimalText(digits: Self.digitsOfCut, rounding: .towardZero),
        isComplete: false)
    }
  }
}

extension BigNumber {
  /// The value without its sticky bit.
  fileprivate init(_ value: BinaryValue) {
    self.init(
      isNegative: value.isNegative, exponent: value.exponent, significand: value.significand)
  }
}
