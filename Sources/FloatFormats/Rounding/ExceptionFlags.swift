/// What an operation signalled: IEEE 754's five exceptions, in Berkeley TestFloat's bit order.
public struct ExceptionFlags: OptionSet, Hashable, Sendable {
  /// TestFloat's five bits.
  public let rawValue: UInt8

  /// Flags from TestFloat's five bits.
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// The result is not the exact value.
  public static let inexact = ExceptionFlags(rawValue: 1)
  /// The result is tiny (``Tininess``) and inexact.
  public static let underflow = ExceptionFlags(rawValue: 2)
  /// The exact value is finite, and rounded as if the exponent range were unbounded it is beyond the
  /// largest finite number. `inexact` comes with it, also when the result saturates or becomes NaN.
  public static let overflow = ExceptionFlags(rawValue: 4)
  /// A finite number other than 0 was divided by 0, also where there is no infinity to show for it.
  public static let divisionByZero = ExceptionFlags(rawValue: 8)
  /// No value is right: an operand is a signalling NaN, the operation is undefined (∞ − ∞, 0 · ∞,
  /// 0/0, ∞/∞, the root of a negative number), or the format lacks what the result needs: a NaN, an
  /// infinity (other than a division by zero's), a sign, a zero.
  public static let invalid = ExceptionFlags(rawValue: 16)
}

extension ExceptionFlags: CustomStringConvertible {
  /// The names of the flags that are raised, in TestFloat's letters' order, or `none`.
  public var description: String {
    let names: [(ExceptionFlags, String)] = [
      (.invalid, "invalid"), (.divisionByZero, "division-by-zero"), (.overflow, "overflow"),
      (.underflow, "underflow"), (.inexact, "inexact"),
    ]
    let raised = names.filter { contains($0.0) }.map(\.1)
    return raised.isEmpty ? "none" : raised.joined(separator: " ")
  }
}
