/// A number of a simulated format. Every operation is exact, then rounded once, correctly, in the
/// type's mode.
///
///     let x: Half = 2048
///     print(x + 1)                             // 2048.0: halfway, to even
///     print(x.adding(1, rounding: .awayFromZero))  // 2050.0
///
/// Numbers of a signed format are `FloatingPoint`; those of an IEEE-style one `BinaryFloatingPoint`.
/// Infinities and NaN stand in for each other as ``OverflowPolicy`` says where a format lacks them:
/// `Simulated<E4M3FN, ToNearestEven>.infinity` is NaN, as in ml_dtypes.
@frozen
public struct Simulated<Format: FormatTag, Rounding: RoundingTag>: Sendable {
  /// The code: what is stored. Bits above the format's width are 0.
  public let code: Format.Code

  /// The number with this code; bits above the format's width are ignored.
  @inlinable
  public init(code: Format.Code) {
    self.code = code & Format.Code(truncatingIfNeeded: Format.format.largestCode)
  }

  init(_ rounded: Rounded) {
    assert(Format.keepsItsPromises, "\(Format.self): the format is not what its tag says")
    code = Format.Code(truncatingIfNeeded: rounded.code)
  }

  /// The format.
  @inlinable public static var format: FloatFormat { Format.format }

  /// How this type's operations round.
  static var context: RoundingContext { RoundingContext(.mode(Rounding.mode)) }

  /// The value, exactly; NaN for a NaN.
  public var value: Double { Format.format.decode(bits) }

  /// What the number is, exactly.
  public var exactValue: ExactValue { Format.format.unpack(bits) }

  /// The code as the rounding core takes it.
  @inlinable var bits: UInt64 { UInt64(code) }
}

/// binary16, to nearest even.
public typealias Half = Simulated<Binary16, ToNearestEven>
