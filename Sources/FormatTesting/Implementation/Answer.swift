import FloatFormats
import TestVectors

/// One thing that an implementation is asked.
public struct Question: Hashable, Sendable {
  /// The operands, as codes of the operation's operand type.
  public var operands: Operands
  /// For stochastic rounding with N bits: the low N bits are R.
  public var randomBits: UInt64

  /// A question.
  public init(_ operands: Operands, randomBits: UInt64 = 0) {
    self.operands = operands
    self.randomBits = randomBits
  }
}

/// What an implementation answered: a code of the operation's result type, or a number that is none.
public struct Answer: Hashable, Sendable {
  /// The result.
  public enum Result: Hashable, Sendable {
    /// A code.
    case code(UInt64)
    /// A number that the result's type does not have, as a quantizer gives that rounds to values
    /// another format has.
    case foreign(Double)
  }

  /// The result.
  public var result: Result
  /// What was signalled; nil where the implementation does not say.
  public var flags: ExceptionFlags?

  /// A code, with flags where there are any to tell.
  public init(_ code: UInt64, _ flags: ExceptionFlags? = nil) {
    self.init(.code(code), flags)
  }

  /// A result, with flags where there are any to tell.
  public init(_ result: Result, _ flags: ExceptionFlags? = nil) {
    self.result = result
    self.flags = flags
  }

  init(_ rounded: Rounded) { self.init(rounded.code, rounded.flags) }

  /// The code, or nil for a number that is none.
  var code: UInt64? {
    if case .code(let code) = result { code } else { nil }
  }
}
