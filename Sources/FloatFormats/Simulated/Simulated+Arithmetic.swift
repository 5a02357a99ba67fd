/// Arithmetic in the type's own mode.
extension Simulated {
  /// a + b, rounded once.
  public static func + (a: Self, b: Self) -> Self { Self(format.add(a.bits, b.bits, context)) }
  /// a − b, rounded once.
  public static func - (a: Self, b: Self) -> Self {
    Self(format.subtract(a.bits, b.bits, context))
  }
  /// a · b, rounded once.
  public static func * (a: Self, b: Self) -> Self {
    Self(format.multiply(a.bits, b.bits, context))
  }
  /// a ÷ b, rounded once.
  public static func / (a: Self, b: Self) -> Self { Self(format.divide(a.bits, b.bits, context)) }
  /// Adds b, rounded once.
  public static func += (a: inout Self, b: Self) { a = a + b }
  /// Subtracts b, rounded once.
  public static func -= (a: inout Self, b: Self) { a = a - b }
  /// Multiplies by b, rounded once.
  public static func *= (a: inout Self, b: Self) { a = a * b }
  /// Divides by b, rounded once.
  public static func /= (a: inout Self, b: Self) { a = a / b }

  /// Replaces the number with its root, rounded once.
  public mutating func formSquareRoot() { self = Self(Self.format.squareRoot(bits, Self.context)) }

  /// Adds the product of a and b, with one rounding for both.
  public mutating func addProduct(_ a: Self, _ b: Self) {
    self = Self(Self.format.multiplyAdd(a.bits, b.bits, bits, Self.context))
  }

  /// Replaces the number with IEEE 754's remainder of it by `other`.
  public mutating func formRemainder(dividingBy other: Self) {
    self = Self(Self.format.remainder(bits, other.bits, Self.context))
  }

  /// Replaces the number with C's fmod of it by `other`.
  public mutating func formTruncatingRemainder(dividingBy other: Self) {
    self = Self(Self.format.truncatingRemainder(bits, other.bits, Self.context))
  }
}

/// Arithmetic in a mode of its own for each operation, stochastic rounding included.
///
/// `randomBits` matters for stochastic rounding with N bits only: its low N bits are R. Flags are
/// returned by the operations on codes (``FloatFormat/add(_:_:_:randomBits:)``).
extension Simulated {
  /// This number plus `other`, rounded once.
  public func adding(
    _ other: Self, rounding: FloatFormats.Rounding, randomBits: UInt64 = 0
  ) -> Self {
    Self(Self.format.add(bits, other.bits, RoundingContext(rounding), randomBits: randomBits))
  }

  /// This number minus `other`, rounded once.
  public func subtracting(
    _ other: Self, rounding: FloatFormats.Rounding, randomBits: UInt64 = 0
  ) -> Self {
    Self(Self.format.subtract(bits, other.bits, RoundingContext(rounding), randomBits: randomBits))
  }

  /// This number times `other`, rounded once.
  public func multiplied(
    by other: Self, rounding: FloatFormats.Rounding, randomBits: UInt64 = 0
  ) -> Self {
    Self(Self.format.multiply(bits, other.bits, RoundingContext(rounding), randomBits: randomBits))
  }

  /// This number over `other`, rounded once.
  public func divided(
    by other: Self, rounding: FloatFormats.Rounding, randomBits: UInt64 = 0
  ) -> Self {
    Self(Self.format.divide(bits, other.bits, RoundingContext(rounding), randomBits: randomBits))
  }

  /// This number plus a · b, with one rounding for both.
  public func addingProduct(
    _ a: Self, _ b: Self, rounding: FloatFormats.Rounding, randomBits: UInt64 = 0
  ) -> Self {
    Self(
      Self.format.multiplyAdd(
        a.bits, b.bits, bits, RoundingContext(rounding), randomBits: randomBits))
  }

  /// The root of this number, rounded once.
  public func squareRoot(rounding: FloatFormats.Rounding, randomBits: UInt64 = 0) -> Self {
    Self(Self.format.squareRoot(bits, RoundingContext(rounding), randomBits: randomBits))
  }
}
