/// A binary floating-point format as data: which values exist, and which code stands for each.
///
/// A code is `bitWidth` bits: the sign bit if there is one, then `exponentWidth` bits of exponent,
/// then `precision − 1` bits of trailing significand. Without its sign bit a code is a *magnitude
/// code*; magnitude codes are in the order of the magnitudes they stand for. A magnitude code with
/// exponent field E and trailing significand T stands for
///
/// - `(1 + T/2^(p−1)) · 2^(E − bias)` if E > 0, or if the format has no zero;
/// - `T/2^(p−1) · 2^(1 − bias)` if E = 0: zero and the subnormals;
///
/// except for the codes that ``nan`` and ``hasInfinity`` take, all at the top of the range or at the
/// code of −0.
///
/// Every value of a format fits binary64; a format for which that is not so is refused
/// (``FormatError``). The name of a format is not part of it: names live in ``FormatCatalogue``.
public struct FloatFormat: Hashable, Sendable {
  /// Width of the exponent field in bits, 1 … 11.
  public internal(set) var exponentWidth: Int

  /// Number of bits in the significand, the leading bit included: IEEE 754's p, 1 … 53.
  public internal(set) var precision: Int

  /// What is subtracted from the exponent field.
  public internal(set) var bias: Int

  /// Whether codes have a sign bit.
  public internal(set) var isSigned: Bool

  /// Which codes stand for NaN.
  public internal(set) var nan: NaNEncoding

  /// Whether there is an infinity (of each sign, in signed formats).
  public internal(set) var hasInfinity: Bool

  /// Whether there is a zero. E8M0 has none.
  public internal(set) var hasZero: Bool

  /// Whether the exponent field 0 holds subnormals. Without them a result below the least normal
  /// becomes 0 or the least normal, as the rounding mode chooses between these two.
  public internal(set) var hasSubnormals: Bool

  /// What becomes of a result beyond the largest finite number, unless a call says otherwise.
  public internal(set) var overflow: OverflowPolicy

  /// What nearest-even does with a tie.
  public internal(set) var ties: TieRule

  /// What a NaN becomes where there is no NaN.
  public internal(set) var nanSubstitute: NaNSubstitute

  /// A format written in source code.
  ///
  /// Left out, `bias` is IEEE 754's 2^(exponentWidth − 1) − 1, and there are subnormals where there is a
  /// zero.
  ///
  /// - Precondition: the format is possible. For a format that comes from outside the program use
  ///   ``validated(exponentWidth:precision:bias:signed:nan:infinity:zero:subnormals:overflow:ties:nanSubstitute:)``,
  ///   which throws instead.
  public init(
    exponentWidth: Int, precision: Int, bias: Int? = nil, signed: Bool = true,
    nan: NaNEncoding = .ieee, infinity: Bool = true, zero: Bool = true,
    subnormals: Bool? = nil, overflow: OverflowPolicy = .ieee,
    ties: TieRule = .evenCode, nanSubstitute: NaNSubstitute = .zero
  ) {
    self.init(
      unchecked: exponentWidth, precision: precision, bias: bias, signed: signed, nan: nan,
      infinity: infinity, zero: zero, subnormals: subnormals, overflow: overflow, ties: ties,
      nanSubstitute: nanSubstitute)
    if let error = impossibility {
      preconditionFailure("\(error)")
    }
  }

  /// A format that comes from outside the program: a file, the command line.
  ///
  /// Parameters as those of `init`.
  /// - Throws: ``FormatError``, which names the field, its value, and what would be possible.
  public static func validated(
    exponentWidth: Int, precision: Int, bias: Int? = nil, signed: Bool = true,
    nan: NaNEncoding = .ieee, infinity: Bool = true, zero: Bool = true,
    subnormals: Bool? = nil, overflow: OverflowPolicy = .ieee,
    ties: TieRule = .evenCode, nanSubstitute: NaNSubstitute = .zero
  ) throws(FormatError) -> FloatFormat {
    let format = FloatFormat(
      unchecked: exponentWidth, precision: precision, bias: bias, signed: signed, nan: nan,
      infinity: infinity, zero: zero, subnormals: subnormals, overflow: overflow, ties: ties,
      nanSubstitute: nanSubstitute)
    if let error = format.impossibility { throw error }
    return format
  }

  /// A combination of fields that may be impossible (``impossibility``), with the defaults of `init`.
  init(
    unchecked exponentWidth: Int, precision: Int, bias: Int? = nil, signed: Bool = true,
    nan: NaNEncoding = .ieee, infinity: Bool = true, zero: Bool = true, subnormals: Bool? = nil,
    overflow: OverflowPolicy = .ieee, ties: TieRule = .evenCode,
    nanSubstitute: NaNSubstitute = .zero
  ) {
    self.exponentWidth = exponentWidth
    self.precision = precision
    // Outside 1 … 11 the format is refused anyway; the bound keeps the shift defined.
    let ieeeBias = (1...11).contains(exponentWidth) ? (1 << (exponentWidth - 1)) - 1 : 0
    self.bias = bias ?? ieeeBias
    self.isSigned = signed
    self.nan = nan
    self.hasInfinity = infinity
    self.hasZero = zero
    self.hasSubnormals = subnormals ?? zero
    self.overflow = overflow
    self.ties = ties
    self.nanSubstitute = nanSubstitute
  }
}

/// Which codes of a format stand for NaN.
public enum NaNEncoding: String, Hashable, Sendable, Codable, CaseIterable {
  /// Exponent field all ones, trailing significand not 0 (any, where there is no infinity). The
  /// highest trailing bit marks a quiet NaN, where the trailing significand has two bits or more.
  case ieee
  /// The magnitude code of all ones alone, as in OCP's E4M3 and P3109's unsigned formats; an
  /// infinity then is the code below.
  case maximum
  /// The code of −0, as in the FNUZ family and P3109's signed formats; an infinity then is the
  /// magnitude code of all ones.
  case negativeZero = "negative-zero"
  /// There is no NaN; an infinity then is the magnitude code of all ones.
  case none
}

/// What nearest-even does with a value halfway between two neighbours.
public enum TieRule: String, Hashable, Sendable, Codable, CaseIterable {
  /// The neighbour whose code is even; for a precision of 2 and more that is an even significand.
  case evenCode = "even-code"
  /// The neighbour of larger magnitude: E8M0, as ml_dtypes rounds it.
  case up
}

/// What a NaN becomes in a format without one. The invalid flag is raised all the same.
public enum NaNSubstitute: String, Hashable, Sendable, Codable, CaseIterable {
  /// +0 (the least value, where there is no zero).
  case zero
  /// −0 for a NaN with sign +, +0 for one with sign −: ml_dtypes' FP4 and FP6.
  case zeroOfOppositeSign = "zero-of-opposite-sign"
  /// The largest finite number, with the NaN's sign.
  case largest
}
