import FloatFormats
import TestSupport
import Testing

/// P3109's projection and arithmetic against tables and rules as the draft words them, in exact binary64 numbers.
@Suite struct P3109ProjectionTests {
  /// A format by the draft's formula, without a line of the format's own code.
  private struct Draft {
    let p3109: P3109Format
    /// The value of every code.
    let values: [Double]

    init(_ p3109: P3109Format) {
      self.p3109 = p3109
      let (k, p) = (p3109.bitWidth, p3109.precision)
      let half = 1 << (k - 1)
      let bias = p3109.isSigned ? 1 << (k - p - 1) : 1 << (k - p)
      func magnitude(_ code: Int) -> Double {
        let (exponent, trailing) = (code >> (p - 1), code & ((1 << (p - 1)) - 1))
        let fraction = Double(trailing) / Double(1 << (p - 1))
        return (exponent == 0 ? fraction : 1 + fraction) * power(max(exponent, 1) - bias)
      }
      func power(_ exponent: Int) -> Double {
        (0..<exponent.magnitude).reduce(1.0) { x, _ in exponent < 0 ? x / 2 : x * 2 }
      }
      values = (0..<1 << k).map { code in
        if p3109.isSigned {
          if code == half { return .nan }
          let (isNegative, rest) = (code > half, code % half)
          let x = p3109.isExtended && rest == half - 1 ? Double.infinity : magnitude(rest)
          return isNegative ? -x : x
        }
        if code == 1 << k - 1 { return .nan }
        return p3109.isExtended && code == 1 << k - 2 ? .infinity : magnitude(code)
      }
    }

    /// The draft's ωRoundToPrecision and ωSaturate: the value that x becomes.
    func project(
      _ x: Double, _ rounding: Rounding, _ saturation: P3109Saturation, _ random: UInt64
    ) -> Double {
      if x.isNaN { return .nan }
      let finite = values.filter(\.isFinite)
      let (most, least) = (finite.max() ?? 0, finite.min() ?? 0)
      let rounded = x.isInfinite ? x : roundToPrecision(x, rounding, random)
      if rounded >= least && rounded <= most { return rounded }
      let isBelow = rounded < least
      switch saturation {
      case .satFinite: return isBelow ? least : most
      case .satPropagate:
        if rounded.isInfinite && values.contains(rounded) { return rounded }
        return isBelow ? least : most
      case .satNone:
        let infinity = isBelow ? -Double.infinity : .infinity
        let other = values.contains(infinity) ? infinity : .nan
        if x.isInfinite { return other }
        switch rounding {
        case .mode(.towardZero): return isBelow ? least : most
        case .mode(.towardPositive): return isBelow ? least : other
        case .mode(.towardNegative): return isBelow ? other : most
        case .mode(.odd):
          let isUnsigned = !p3109.isSigned && p3109.isExtended
          return !isBelow && isUnsigned ? most : other
        default: return other
        }
      }
    }

    /// To p bits, with subnormals and without end.
    private func roundToPrecision(_ x: Double, _ rounding: Rounding, _ random: UInt64) -> Double {
      if x == 0 { return 0 }
      let bias =
        p3109.isSigned
        ? 1 << (p3109.bitWidth - p3109.precision - 1) : 1 << (p3109.bitWidth - p3109.precision)
      let exponent = max(Int(x.exponent), 1 - bias) - p3109.precision + 1
      let scaled = x.magnitude * Double(sign: .plus, exponent: -exponent, significand: 1)
      let integer = scaled.rounded(.down)
      let part = scaled - integer
      // Of one bit the code is even, not the significand: codes of powers of two alternate.
      let isEven =
        p3109.precision > 1
        ? integer.truncatingRemainder(dividingBy: 2) == 0
        : integer == 0 || (exponent + bias) % 2 == 0
      let isAway: Bool
      switch rounding {
      case .mode(.nearestEven): isAway = part > 0.5 || part == 0.5 && !isEven
      case .mode(.nearestAway): isAway = part >= 0.5
      case .mode(.towardZero): isAway = false
      case .mode(.towardPositive): isAway = part > 0 && x > 0
      case .mode(.towardNegative): isAway = part > 0 && x < 0
      case .mode(.odd): isAway = part > 0 && isEven
      case .stochastic(let variant, let bits):
        let scale = Double(1 << bits)
        let r = Double(random)
        switch variant {
        case .a: isAway = (part * scale).rounded(.down) + r >= scale
        case .b: isAway = (part * 2 * scale).rounded(.down) + 2 * r + 1 >= 2 * scale
        case .c: isAway = (part * scale).rounded(.toNearestOrEven) + r >= scale
        }
      default: return .nan
      }
      let value =
        (integer + (isAway ? 1 : 0)) * Double(sign: .plus, exponent: exponent, significand: 1)
      return x < 0 ? -value : value
    }
  }

  private static let roundings: [Rounding] = [
    .nearestEven, .nearestAway, .towardZero, .towardPositive, .towardNegative, .odd,
    .stochastic(.a, bits: 1), .stochastic(.a, bits: 3), .stochastic(.b, bits: 1),
    .stochastic(.b, bits: 3), .stochastic(.c, bits: 1), .stochastic(.c, bits: 3),
  ]

  private static func formats(_ widths: ClosedRange<Int>) -> [P3109Format] {
    widths.flatMap { P3109Format.all(bitWidth: $0) }
  }

  /// Every value of every format of up to 8 bits is the draft's.
  @Test func tables() throws {
    for p3109 in Self.formats(3...8) {
      let (draft, format) = (Draft(p3109), try p3109.format())
      let wrong = draft.values.indices.first {
        let (ours, value) = (format.decode(UInt64($0)), draft.values[$0])
        return !(ours == value && ours.sign == value.sign || ours.isNaN && value.isNaN)
      }
      #expect(wrong == nil, "\(p3109.name), code \(wrong ?? 0)")
    }
  }

  /// Values, midpoints, eighths between, numbers beyond both ends, infinities and NaN, in every rounding and
  /// saturation.
  @Test(arguments: formats(3...6))
  func projections(_ p3109: P3109Format) throws {
    let draft = Draft(p3109)
    let finite = draft.values.filter(\.isFinite).sorted()
    let top = finite[finite.count - 1]
    var numbers: [Double] = [.infinity, -.infinity, .nan, 0]
    for (low, high) in zip(finite, finite.dropFirst()) {
      numbers += (0..<16).map { low + (high - low) * Double($0) / 16 }
    }
    for factor in [1, 1.125, 1.25, 1.5, 1.75, 2, 3, 4, 64] {
      numbers += [top * factor, -top * factor]
    }
    numbers += finite.prefix(4).flatMap { [$0 - 0x1p-20, -$0 - 0.25, -$0 * 0.75] }
    for rounding in Self.roundings {
      for saturation in P3109Saturation.allCases {
        let projection = try P3109Projection(to: p3109, rounding, saturation)
        var difference: String?
        for x in numbers {
          for random in 0..<(UInt64(1) << UInt64(rounding.randomBitCount)) {
            let expected = draft.project(x, rounding, saturation, random)
            let code = projection.code(Unrounded(ExactValue(x)), randomBits: random).code
            let found = draft.values[Int(code)]
            if found != expected && !(found.isNaN && expected.isNaN) {
              difference = "\(x), R \(random): \(found), expected \(expected)"
            }
          }
        }
        #expect(difference == nil, "\(p3109.name), \(rounding), \(saturation): \(difference ?? "")")
      }
    }
  }

  /// Every pair of operands of formats of 5 bits, whose exact sums and products binary64 holds.
  @Test(arguments: formats(3...5))
  func arithmetic(_ p3109: P3109Format) throws {
    let draft = Draft(p3109)
    // Sums of the widest exponents do not fit: of these sums round apart.
    let finite = draft.values.filter { $0.isFinite && $0 != 0 }.map(\.magnitude)
    let span = (finite.max() ?? 1).exponent - (finite.min() ?? 1).exponent
    for rounding in [Rounding.nearestEven, .towardNegative, .odd] {
      for saturation in P3109Saturation.allCases {
        let projection = try P3109Projection(to: p3109, rounding, saturation)
        var difference: String?
        func check(_ found: Rounded, _ exact: Double, _ what: String) {
          let expected = draft.project(exact, rounding, saturation, 0)
          let value = draft.values[Int(found.code)]
          if value != expected && !(value.isNaN && expected.isNaN) {
            difference = "\(what): \(value), expected \(expected)"
          }
        }
        for (a, x) in draft.values.enumerated() {
          for (b, y) in draft.values.enumerated() {
            let (i, j) = (UInt64(a), UInt64(b))
            if span < 40 {
              check(projection.sum(i, j), x + y, "\(x) + \(y)")
              check(projection.difference(i, j), x - y, "\(x) − \(y)")
            }
            if span < 20 {
              check(projection.fusedMultiplyAdd(i, j, i), x * y + x, "\(x) · \(y) + \(x)")
            }
            check(projection.product(i, j), x * y, "\(x) · \(y)")
            // A quotient in binary64 is further from midpoints than its error, or exact.
            check(projection.quotient(i, j), y == 0 ? .nan : x / y, "\(x) ÷ \(y)")
          }
          check(projection.squareRoot(UInt64(a)), x.squareRoot(), "√\(x)")
        }
        #expect(difference == nil, "\(p3109.name), \(rounding), \(saturation): \(difference ?? "")")
      }
    }
  }

  @Test func names() {
    #expect(Self.roundings.compactMap(\.p3109Name).count == Self.roundings.count)
    #expect(Rounding.stochastic(.b, bits: 5).p3109Name == "StochasticB(5)")
    #expect(Rounding.nearestZero.p3109Name == nil)
  }
}
