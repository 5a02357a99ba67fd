/// Arithmetic on codes: each operation is exact, then rounded once.
///
/// Operands are codes of this format. The result is a code of this format with the flags. For mixed
/// formats, unpack the operands with their own formats and round with the result's:
/// `e4m3.round(ExactArithmetic.product(e5m2.unpack(a), e4m3.unpack(b)), context)`.
extension FloatFormat {
  /// a + b, rounded once.
  public func add(
    _ a: UInt64, _ b: UInt64, _ context: RoundingContext = RoundingContext(), randomBits: UInt64 = 0
  ) -> Rounded {
    round(ExactArithmetic.sum(unpack(a), unpack(b)), context, randomBits: randomBits)
  }

  /// a − b, rounded once.
  public func subtract(
    _ a: UInt64, _ b: UInt64, _ context: RoundingContext = RoundingContext(), randomBits: UInt64 = 0
  ) -> Rounded {
    round(ExactArithmetic.difference(unpack(a), unpack(b)), context, randomBits: randomBits)
  }

  /// a · b, rounded once.
  public func multiply(
    _ a: UInt64, _ b: UInt64, _ context: RoundingContext = RoundingContext(), randomBits: UInt64 = 0
  ) -> Rounded {
    round(ExactArithmetic.product(unpack(a), unpack(b)), context, randomBits: randomBits)
  }

  /// a ÷ b, rounded once.
  public func divide(
    _ a: UInt64, _ b: UInt64, _ context: RoundingContext = RoundingContext(), randomBits: UInt64 = 0
  ) -> Rounded {
    round(ExactArithmetic.quotient(unpack(a), unpack(b)), context, randomBits: randomBits)
  }

  /// a · b + c, rounded once.
  public func multiplyAdd(
    _ a: UInt64, _ b: UInt64, _ c: UInt64, _ context: RoundingContext = RoundingContext(),
    randomBits: UInt64 = 0
  ) -> Rounded {
    round(
      ExactArithmetic.fusedMultiplyAdd(unpack(a), unpack(b), unpack(c)), context,
      randomBits: randomBits)
  }

  /// √a, rounded once.
  public func squareRoot(
    _ a: UInt64, _ context: RoundingContext = RoundingContext(), randomBits: UInt64 = 0
  ) -> Rounded {
    round(ExactArithmetic.squareRoot(unpack(a)), context, randomBits: randomBits)
  }

  /// IEEE 754's remainder of a by b.
  public func remainder(
    _ a: UInt64, _ b: UInt64, _ context: RoundingContext = RoundingContext(), randomBits: UInt64 = 0
  ) -> Rounded {
    round(ExactArithmetic.remainder(unpack(a), unpack(b)), context, randomBits: randomBits)
  }

  /// C's fmod of a by b.
  public func truncatingRemainder(
    _ a: UInt64, _ b: UInt64, _ context: RoundingContext = RoundingContext(), randomBits: UInt64 = 0
  ) -> Rounded {
    round(
      ExactArithmetic.truncatingRemainder(unpack(a), unpack(b)), context, randomBits: randomBits)
  }

  /// The code of `code`, which is of the format `source`, converted to this format.
  public func convert(
    _ code: UInt64, from source: FloatFormat, _ context: RoundingContext = RoundingContext(),
    randomBits: UInt64 = 0
  ) -> Rounded {
    round(Unrounded(source.unpack(code)), context, randomBits: randomBits)
  }
}
