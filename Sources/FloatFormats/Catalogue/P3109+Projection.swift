/// What the IEEE P3109 draft lets become of numbers beyond the finite ones: its saturation modes.
public enum P3109Saturation: String, Hashable, Sendable, CaseIterable {
  /// The nearest finite number, also of infinities.
  case satFinite = "SatFinite"
  /// The nearest finite number of finite ones; infinities stay, where the format has them.
  case satPropagate = "SatPropagate"
  /// An infinity, or NaN where the format has it not, unless the rounding mode points back to the finite numbers
  /// (in earlier drafts OvfInf).
  case satNone = "SatNone"
}

/// The projection of the IEEE P3109 draft: an exact result, rounded and saturated, as a code of a format.
///
///     let format = P3109Format(bitWidth: 8, precision: 3, signed: true, extended: true)
///     let projection = try P3109Projection(to: format, .nearestEven, .satPropagate)
///     let sum = projection.sum(0x41, 0x3c)
///
/// It is `FloatFormat.round` with the draft's own rules beyond the finite numbers, where these are not those of an
/// ``OverflowPolicy``. Of SatNone (section 4.7.3 of the draft of July 2026, as public
/// formalisations of it word it):
///
/// - finite numbers above the largest become it toward zero and toward −∞, and in unsigned formats with an infinity,
///   whose code is even, to odd; else the infinity, or NaN in formats of the finite domain;
/// - finite numbers below the least (of unsigned formats 0) become it toward zero and toward +∞; else −∞, or NaN
///   where there is none;
/// - infinities that the format has not become NaN.
///
/// SatPropagate makes the nearest finite number of an infinity that the format has not.
public struct P3109Projection: Hashable, Sendable {
  /// The format of results.
  public let format: FloatFormat
  /// The rounding: the draft has all but `nearest-zero` and `away-from-zero`.
  public let rounding: Rounding
  /// The saturation mode.
  public let saturation: P3109Saturation

  /// A projection.
  /// - Throws: ``FormatError`` for a format that is impossible, or that binary64 does not hold.
  public init(
    to format: P3109Format, _ rounding: Rounding = .nearestEven, _ saturation: P3109Saturation
  ) throws(FormatError) {
    self.format = try format.format()
    (self.rounding, self.saturation) = (rounding, saturation)
  }

  /// The code of an operation's result, and what was signalled.
  ///
  /// Parameters as in `FloatFormat.round`.
  public func code(_ result: Unrounded, randomBits: UInt64 = 0) -> Rounded {
    var rounded = format.round(
      result, RoundingContext(rounding, overflow: .saturate), randomBits: randomBits)
    switch result.value {
    case .nan, .zero: break
    case .infinity(let isNegative): rounded.code = infinity(isNegative, finite: rounded.code)
    case .finite(let value):
      let isBelow = value.isNegative && !format.isSigned && rounded.flags.contains(.invalid)
      if saturation == .satNone, isBelow || rounded.flags.contains(.overflow) {
        rounded.code = beyond(value.isNegative, finite: rounded.code)
      }
    }
    return rounded
  }

  /// - Parameter finite: the nearest finite number.
  private func infinity(_ isNegative: Bool, finite: UInt64) -> UInt64 {
    switch saturation {
    case .satFinite: finite
    case .satPropagate: signedInfinity(isNegative) ?? finite
    case .satNone: signedInfinity(isNegative) ?? format.nanCode ?? finite
    }
  }

  /// SatNone's finite numbers beyond the finite numbers of the format.
  private func beyond(_ isNegative: Bool, finite: UInt64) -> UInt64 {
    let isKept =
      switch rounding {
      case .mode(.towardZero): true
      case .mode(.towardPositive): isNegative
      case .mode(.towardNegative): !isNegative
      case .mode(.odd): !isNegative && !format.isSigned && format.hasInfinity
      default: false
      }
    return isKept ? finite : signedInfinity(isNegative) ?? format.nanCode ?? finite
  }

  /// The code of an infinity, where the format has it.
  private func signedInfinity(_ isNegative: Bool) -> UInt64? {
    guard let code = format.infinityCode else { return nil }
    if !isNegative { return code }
    return format.isSigned ? code | format.signMask : nil
  }
}

/// The draft's arithmetic on codes of the format.
///
/// Operations are IEEE 754's but for a division by zero, whose sign the one zero does not tell: it gives NaN, and
/// signals that it is invalid.
extension P3109Projection {
  /// a + b.
  public func sum(_ a: UInt64, _ b: UInt64, randomBits: UInt64 = 0) -> Rounded {
    code(ExactArithmetic.sum(format.unpack(a), format.unpack(b)), randomBits: randomBits)
  }

  /// a − b.
  public func difference(_ a: UInt64, _ b: UInt64, randomBits: UInt64 = 0) -> Rounded {
    code(ExactArithmetic.difference(format.unpack(a), format.unpack(b)), randomBits: randomBits)
  }

  /// a · b.
  public func product(_ a: UInt64, _ b: UInt64, randomBits: UInt64 = 0) -> Rounded {
    code(ExactArithmetic.product(format.unpack(a), format.unpack(b)), randomBits: randomBits)
  }

  /// a ÷ b; NaN where b is 0.
  public func quotient(_ a: UInt64, _ b: UInt64, randomBits: UInt64 = 0) -> Rounded {
    let (x, y) = (format.unpack(a), format.unpack(b))
    if case .zero = y { return code(.invalid) }
    return code(ExactArithmetic.quotient(x, y), randomBits: randomBits)
  }

  /// a · b + c.
  public func fusedMultiplyAdd(
    _ a: UInt64, _ b: UInt64, _ c: UInt64, randomBits: UInt64 = 0
  ) -> Rounded {
    code(
      ExactArithmetic.fusedMultiplyAdd(format.unpack(a), format.unpack(b), format.unpack(c)),
      randomBits: randomBits)
  }

  /// √a.
  public func squareRoot(_ a: UInt64, randomBits: UInt64 = 0) -> Rounded {
    code(ExactArithmetic.squareRoot(format.unpack(a)), randomBits: randomBits)
  }
}

extension Rounding {
  /// The P3109 draft's name, `NearestTiesToEven`, with the number of random bits, `StochasticA(3)`; nil of what it
  /// has not.
  public var p3109Name: String? {
    switch self {
    case .mode(.nearestEven): "NearestTiesToEven"
    case .mode(.nearestAway): "NearestTiesToAway"
    case .mode(.towardZero): "TowardZero"
    case .mode(.towardPositive): "TowardPositive"
    case .mode(.towardNegative): "TowardNegative"
    case .mode(.odd): "ToOdd"
    case .mode(.nearestZero), .mode(.awayFromZero): nil
    case .stochastic(.a, let bits): "StochasticA(\(bits))"
    case .stochastic(.b, let bits): "StochasticB(\(bits))"
    case .stochastic(.c, let bits): "StochasticC(\(bits))"
    }
  }
}
