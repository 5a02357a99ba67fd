import CMPFR

/// A binary floating-point number of fixed, arbitrary precision, for loops: the owner of one MPFR
/// number, changed in place.
///
/// A `BigFloat` is not copyable. Its precision and its memory are settled when it is made; every
/// operation writes into an existing destination, so a loop over prepared numbers allocates nothing:
///
/// ```swift
/// var sum = BigFloat(precision: 128)
/// var term = BigFloat(precision: 128)
/// for k in 1...1000 {
///   term.set(1)
///   term.divide(by: k)
///   sum.add(term)
/// }
/// ```
///
/// The copyable value for everything that is not a hot loop is ``BigNumber``.
///
/// An operation of two operands, `z.add(x, y)`, sets `z` to the exact x + y rounded once to the
/// precision of `z`; the one-operand form, `z.add(x)`, sets `z` to z + x. Each returns MPFR's *ternary
/// value*: zero if the result is exact, positive if it is greater than the exact value, negative if
/// less.
///
/// The exponent range is MPFR's default (about ±2^30); values beyond it become infinite or zero, which
/// the ternary value tells.
public struct BigFloat: ~Copyable {
  /// The MPFR number. The pointer is this value's alone, from `init` to `deinit`.
  @usableFromInline
  let pointer: UnsafeMutablePointer<__mpfr_struct>

  /// The precisions a number can have, in bits.
  public static let precisions = 1...(1 << 32)

  /// Creates +0 with room for `precision` significant bits.
  ///
  /// - Precondition: `precision` is in ``precisions``.
  public init(precision: Int) {
    precondition(
      Self.precisions.contains(precision),
      "BigFloat: precision \(precision) is not in \(Self.precisions)")
    pointer = .allocate(capacity: 1)
    mpfr_init2(pointer, precision)
    mpfr_set_zero(pointer, 1)
  }

  /// Creates a copy of `other`, of the same precision: exact.
  public init(copying other: borrowing BigFloat) {
    self.init(precision: other.precision)
    set(other)
  }

  deinit {
    mpfr_clear(pointer)
    pointer.deallocate()
  }

  /// The MPFR number itself, for modules of this package that call MPFR directly.
  package var mpfr: UnsafeMutablePointer<__mpfr_struct> { pointer }

  /// The significant bits this number has room for.
  @inlinable
  public var precision: Int { mpfr_get_prec(pointer) }
}

/// The MPFR number behind `pointer` is owned by exactly one `BigFloat`, whose noncopyability makes
/// that one value move, not multiply: shared access is a borrow, and borrows only read. MPFR keeps no
/// other state per number, and its caches and exponent range are per thread (the library is built
/// thread-safe).
extension BigFloat: @unchecked Sendable {}
