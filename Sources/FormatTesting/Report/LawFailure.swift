import FloatFormats
import TestVectors

/// One case that breaks a law.
public struct LawFailure: Hashable, Sendable {
  /// The function, such as `e4m3fn_add`.
  public let function: String
  /// How what was observed differs from what was expected.
  public let difference: String
  /// The rounding; nil where it does not matter.
  public let rounding: Rounding?
  /// Operands, what was expected, and what was observed.
  public let rows: [FailureRow]

  var failureClass: FailureClass { FailureClass(difference: difference, rounding: rounding) }
}

/// A number in a failure.
public struct FailureRow: Hashable, Sendable {
  /// `operand 1`, `expected`, `observed`.
  public let label: String
  /// The code in hexadecimal; empty for a number that has none.
  public let hexadecimal: String
  /// The value.
  public let value: String
  /// The flags, of a result that has some to tell.
  public let flags: ExceptionFlags?

  init(_ label: String, hexadecimal: String, value: String, flags: ExceptionFlags? = nil) {
    self.label = label
    self.hexadecimal = hexadecimal
    self.value = value
    self.flags = flags
  }

  init(_ label: String, _ code: UInt64, _ type: TestType, flags: ExceptionFlags? = nil) {
    let isCode = code <= type.largestCode
    self.init(
      label, hexadecimal: type.hexadecimal(code),
      value: isCode ? type.description(of: code) : "no code", flags: flags)
  }

  init(_ label: String, _ answer: Answer, _ type: TestType) {
    switch answer.result {
    case .code(let code): self.init(label, code, type, flags: answer.flags)
    case .foreign(let value):
      self.init(label, hexadecimal: "", value: "\(value)", flags: answer.flags)
    }
  }
}
