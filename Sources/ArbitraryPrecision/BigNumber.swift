/// A binary floating-point number of arbitrary precision, as an ordinary value: immutable, copyable,
/// shareable between threads.
///
/// ```swift
/// let third = BigNumber(1).divided(by: 3, precision: 200)
/// print(third.decimalText(digits: 50))
/// let e = BigNumber.exp(1, precision: 200)
/// let x = try BigNumber(decimal: "0.1", precision: 100)
/// print(BigNumber(0.1).exactDecimalText() ?? "")   // 0.1000000000000000055511151231257827…
/// ```
///
/// Conversions from Swift's numbers are exact. The operators `+`, `-` and `*` are exact too: the result
/// has as many bits as it takes. Everything that cannot be exact states the precision, in bits, and the
/// rounding. Magnitudes go from 2^(−2^30) to just below 2^(2^30 − 1), MPFR's default range; a result
/// beyond its ends is infinite or zero, of the exact operations too. Operations on many numbers in a loop are cheaper with ``BigFloat``, which this type holds.
public struct BigNumber: Sendable {
  /// The direction of rounding.
  public typealias Rounding = BigFloat.Rounding

  /// The one owner of the number; never changed after it is made.
  private final class Storage: Sendable {
    let number: BigFloat

    init(_ number: consuming BigFloat) {
      self.number = number
    }
  }

  private let storage: Storage

  /// Creates the value that `number` has, which is given up.
  public init(_ number: consuming BigFloat) {
    storage = Storage(number)
  }

  /// Creates a number of `precision` bits by an operation in place, starting from +0.
  ///
  /// - Precondition: `precision` is in ``BigFloat/precisions``.
  public init(precision: Int, _ operation: (inout BigFloat) throws -> Void) rethrows {
    var number = BigFloat(precision: precision)
    try operation(&number)
    self.init(number)
  }

  /// Lends the number to operations in place.
  public func withBigFloat<Result>(_ body: (borrowing BigFloat) throws -> Result) rethrows -> Result
  {
    try body(storage.number)
  }

  /// The significant bits this number has room for.
  public var precision: Int { storage.number.precision }
  /// Whether this number is NaN.
  public var isNaN: Bool { storage.number.isNaN }
  /// Whether this number is an infinity.
  public var isInfinite: Bool { storage.number.isInfinite }
  /// Whether this number is neither infinite nor NaN.
  public var isFinite: Bool { storage.number.isFinite }
  /// Whether this number is +0 or −0.
  public var isZero: Bool { storage.number.isZero }
  /// Whether the sign is negative, of zeros and infinities too.
  public var isNegative: Bool { storage.number.isNegative }
  /// Whether this number is a finite integer.
  public var isInteger: Bool { storage.number.isInteger }
  /// The exponent e of the leading bit, 2^e ≤ |self| < 2^(e+1); `Int.min` for zero, `Int.max` for
  /// infinities and NaN.
  public var exponent: Int { storage.number.exponent }
}
