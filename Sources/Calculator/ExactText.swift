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
  private static let digitsOfCut = 30

  /// The digits, with an ellipsis where more follow.
  public var description: String {
    guard !isComplete else { return digits }
    let end = digits.firstIndex(of: "e") ?? digits.endIndex
    return digits[..<end] + "…" + digits[end...]
  }

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

  /// The value of a number that was written: what was written, where its value is not exact, or far
  /// beyond every format and perhaps only a stand-in for one even farther.
  init(_ value: ExactValue, asWritten text: String) {
    if case .finite(let finite) = value, finite.sticky || abs(finite.exponent) > 2000 {
      self.init(complete: text)
    } else {
      self.init(value)
    }
  }

  /// The value of an operation's result before rounding.
  init(_ operation: Operation, _ operands: [ExactValue], _ integer: Int?) {
    // The format that takes the most bits.
    let unrounded = operation(
      operands, integer: integer, for: .binary64,
      .stochastic(.a, bits: Rounding.maximumRandomBits))
    guard case .finite(let value) = unrounded.value else {
      self.init(unrounded.value)
      return
    }
    guard value.sticky else {
      self.init(BigNumber(value), isExact: true)
      return
    }
    let x = operands.map { operand in
      if case .finite(let value) = operand { BigNumber(value) } else { BigNumber(0) }
    }
    switch operation {
    case .add: self.init(x[0] + x[1], isExact: true)
    case .subtract: self.init(x[0] - x[1], isExact: true)
    case .multiply: self.init(x[0] * x[1], isExact: true)
    case .mulAdd: self.init(x[0] * x[1] + x[2], isExact: true)
    case .divide, .squareRoot, .remainder, .convert, .function:
      // At least 115 bits, which are more than 34 digits.
      self.init(BigNumber(value), isExact: false)
    }
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
