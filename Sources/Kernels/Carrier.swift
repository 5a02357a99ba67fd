import FloatFormats

/// A standard type whose numbers carry a narrower format's values through arrays.
public protocol Carrier: BinaryFloatingPoint, Sendable where RawSignificand: FixedWidthInteger {
  /// The integer of the same width.
  associatedtype Bits: FixedWidthInteger & UnsignedInteger & Sendable

  /// The encoding as an integer.
  var carrierBits: Bits { get }

  /// The number with this encoding.
  init(carrierBits: Bits)

  /// The carrier as a format.
  static var carrierFormat: FloatFormat { get }
}

extension Carrier {
  /// Whether every value of a format is a number of this type.
  public static func holds(_ format: FloatFormat) -> Bool {
    format.precision <= carrierFormat.precision
      && format.maximumExponent <= carrierFormat.maximumExponent
      && format.quantumExponent >= carrierFormat.quantumExponent
  }
}

extension Float: Carrier {
  /// The encoding as an integer.
  @inlinable public var carrierBits: UInt32 { bitPattern }
  /// The number with this encoding.
  @inlinable public init(carrierBits: UInt32) { self.init(bitPattern: carrierBits) }
  /// binary32.
  public static var carrierFormat: FloatFormat { .binary32 }
}

extension Double: Carrier {
  /// The encoding as an integer.
  @inlinable public var carrierBits: UInt64 { bitPattern }
  /// The number with this encoding.
  @inlinable public init(carrierBits: UInt64) { self.init(bitPattern: carrierBits) }
  /// binary64.
  public static var carrierFormat: FloatFormat { .binary64 }
}
