import ArbitraryPrecision
import FloatFormats

/// Functions of codes, of a format known at run time: each result is correctly rounded.
///
/// Flags are those of ``FloatFormats/ExceptionFlags``: `divisionByZero` at poles (log 0, atanh 1,
/// 0^−1, Γ(0), log |Γ(−2)|), `invalid` outside the domain (log −1, asin 2, Γ(−2)). For several
/// results use ``FunctionEvaluator``, for all of a format of up to 16 bits ``FunctionTable``.
extension FloatFormat {
  /// The function of a code's value, rounded once.
  ///
  /// `randomBits` as for ``FloatFormats/FloatFormat/round(_:_:randomBits:)-(Unrounded,_,_)``.
  public func evaluate(
    _ function: UnaryFunction, _ x: UInt64, _ context: RoundingContext = RoundingContext(),
    randomBits: UInt64 = 0
  ) -> Rounded {
    var evaluator = FunctionEvaluator(for: self, context.rounding)
    return round(evaluator.value(of: function, unpack(x)), context, randomBits: randomBits)
  }

  /// The function of two codes' values, rounded once; `atan2` takes y first.
  public func evaluate(
    _ function: BinaryFunction, _ x: UInt64, _ y: UInt64,
    _ context: RoundingContext = RoundingContext(), randomBits: UInt64 = 0
  ) -> Rounded {
    var evaluator = FunctionEvaluator(for: self, context.rounding)
    return round(
      evaluator.value(of: function, unpack(x), unpack(y)), context, randomBits: randomBits)
  }

  /// The function of a code's value and an integer, rounded once.
  public func evaluate(
    _ function: IntegerFunction, _ x: UInt64, _ n: Int,
    _ context: RoundingContext = RoundingContext(), randomBits: UInt64 = 0
  ) -> Rounded {
    var evaluator = FunctionEvaluator(for: self, context.rounding)
    return round(evaluator.value(of: function, unpack(x), n), context, randomBits: randomBits)
  }
}
