import ArbitraryPrecision
import FloatFormats

/// A workbench that evaluates functions of exact values, for one rounding each.
///
/// A result is MPFR's, cut off toward zero at a few bits more than the format has; MPFR's ternary
/// value says whether anything was cut off, which is the sticky bit. So the one rounding that follows
/// (``FloatFormats/FloatFormat/round(_:_:randomBits:)-(Unrounded,_,_)``) sees on which side of every
/// boundary the exact value lies, and is correct in every mode, however close to a boundary that is.
///
/// ```swift
/// var evaluator = FunctionEvaluator(for: .bfloat16)
/// for code in codes {
///   let exact = evaluator.value(of: .exp, FloatFormat.bfloat16.unpack(code))
///   results.append(FloatFormat.bfloat16.round(exact).code)
/// }
/// ```
///
/// Operands are exact, as codes are: a finite one is not sticky. The working numbers are made with the
/// evaluator, so that such a loop allocates nothing of its own (MPFR may, within a function). An
/// evaluator is used by one thread at a time.
public struct FunctionEvaluator: ~Copyable {
  /// The operands: every significand fits.
  private var x = BigFloat(precision: 128)
  private var y = BigFloat(precision: 128)
  private var result: BigFloat
  /// Bits of the result beside the sticky one.
  private let precision: Int

  /// An evaluator whose results are fit to be rounded to `format` as `rounding` says: they have
  /// `format.precision + 2` bits beside the sticky one, and as many more as there are random bits.
  ///
  /// - Precondition: a stochastic `rounding` has at most ``FloatFormats/Rounding/maximumRandomBits``.
  public init(for format: FloatFormat, _ rounding: Rounding = .nearestEven) {
    precision = format.precision + rounding.randomBitCount + 2
    result = BigFloat(precision: precision)
  }

  /// The function of a number.
  public mutating func value(of function: UnaryFunction, _ x: ExactValue) -> Unrounded {
    if let nan = Unrounded(propagating: x) { return nan }
    self.x.set(x)
    let ternary = result.set(function, of: self.x, rounding: .towardZero)
    // MPFR takes 1/√−0 for +∞; IEEE 754's rSqrt keeps the sign.
    if function == .reciprocalSqrt && x.isZero && x.isNegative { result.negate() }
    return unrounded(ternary, isPole: x.isFinite)
  }

  /// The function of two numbers, in the order of its name: `pow` of base and exponent, `atan2` of y
  /// and x.
  public mutating func value(
    of function: BinaryFunction, _ x: ExactValue, _ y: ExactValue
  ) -> Unrounded {
    if let special = function.special(x, y) { return special }
    self.x.set(x)
    self.y.set(y)
    let ternary =
      switch function {
      case .pow, .powr: result.power(self.x, self.y, rounding: .towardZero)
      case .hypot: result.hypotenuse(self.x, self.y, rounding: .towardZero)
      case .atan2: result.arcTangent(y: self.x, x: self.y, rounding: .towardZero)
      }
    // powr knows no −0: its results are limits of positive numbers.
    if function == .powr { result.makeMagnitude() }
    return unrounded(ternary, isPole: x.isFinite && y.isFinite)
  }

  /// The function of a number and an integer.
  public mutating func value(
    of function: IntegerFunction, _ x: ExactValue, _ n: Int
  ) -> Unrounded {
    if function == .pown && n == 0 && !x.isSignaling { return .one }
    if let nan = Unrounded(propagating: x) { return nan }
    self.x.set(x)
    let ternary =
      switch function {
      case .pown: result.power(self.x, n, rounding: .towardZero)
      case .rootn: result.root(self.x, n, rounding: .towardZero)
      }
    return unrounded(ternary, isPole: x.isFinite)
  }

  /// MPFR's result as the rounding core takes it.
  ///
  /// - Parameters:
  ///   - ternary: whether the result was cut off.
  ///   - isPole: whether an infinite result is a division by zero: the operands are finite, and a
  ///     result that is only too large for MPFR is not infinite when it is cut off toward zero.
  private func unrounded(_ ternary: Int, isPole: Bool) -> Unrounded {
    guard let cut = result.truncated(toBits: precision, ternary: ternary) else {
      if result.isNaN { return .undefined }
      return Unrounded(
        .infinity(isNegative: result.isNegative), flags: isPole ? .divisionByZero : [])
    }
    if cut.significand == 0 && !cut.isInexact {
      return Unrounded(.zero(isNegative: cut.isNegative))
    }
    // What is too small for MPFR is smaller than anything in any format.
    let isVanishing = cut.significand == 0
    return Unrounded(
      .finite(
        BinaryValue(
          isNegative: cut.isNegative, exponent: isVanishing ? -1_000_000 : cut.exponent,
          significand: isVanishing ? 1 : cut.significand, sticky: cut.isInexact)))
  }
}

extension BigFloat {
  /// Sets this number, of 128 bits, to a value: exactly.
  fileprivate mutating func set(_ value: ExactValue) {
    switch value {
    case .nan: setNaN()
    case .infinity(let isNegative): setInfinity(isNegative: isNegative)
    case .zero(let isNegative): setZero(isNegative: isNegative)
    case .finite(let number):
      set(
        isNegative: number.isNegative, exponent: number.exponent, significand: number.significand)
    }
  }
}
