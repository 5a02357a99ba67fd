import FloatFormats
import Reference
import Testing

/// The judge's reading of formats, and its conversions, against results worked out by hand.
@Suite struct ConversionVectorTests {
  /// The limits of formats, as published: largest, least normal, least positive.
  @Test func limitsOfTheFormats() {
    func power(_ exponent: Int) -> Double {
      Double(sign: .plus, exponent: exponent, significand: 1)
    }
    let table: [(FloatFormat, codes: [UInt64], values: [Double])] = [
      (Formats.binary16, [0x7BFF, 0x0400, 1], [65504, power(-14), power(-24)]),
      (Formats.bfloat16, [0x7F7F, 0x0080, 1], [0x1.FEp127, power(-126), power(-133)]),
      (Formats.e4m3fn, [0x7E, 0x08, 1], [448, power(-6), power(-9)]),
      (Formats.e5m2, [0x7B, 0x04, 1], [57344, power(-14), power(-16)]),
      (Formats.e4m3, [0x77, 0x08, 1], [240, power(-6), power(-9)]),
      (Formats.e4m3fnuz, [0x7F, 0x08, 1], [240, power(-7), power(-10)]),
      (Formats.e5m2fnuz, [0x7F, 0x04, 1], [57344, power(-15), power(-17)]),
      (Formats.e4m3b11fnuz, [0x7F, 0x08, 1], [30, power(-10), power(-13)]),
      (Formats.e3m4, [0x6F, 0x10, 1], [15.5, power(-2), power(-6)]),
      (Formats.e3m2fn, [0x1F, 0x04, 1], [28, power(-2), power(-4)]),
      (Formats.e2m3fn, [0x1F, 0x08, 1], [7.5, 1, power(-3)]),
      (Formats.e2m1fn, [0x7, 0x2, 1], [6, 1, 0.5]),
      (Formats.e8m0fnu, [0xFE, 0, 0], [power(127), power(-127), power(-127)]),
      (
        Formats.binary64, [0x7FEF_FFFF_FFFF_FFFF, 1 << 52, 1],
        [.greatestFiniteMagnitude, .leastNormalMagnitude, .leastNonzeroMagnitude]
      ),
    ]
    for (format, codes, expected) in table {
      let values = FormatValues(format)
      #expect(codes.map { values.value($0).double() } == expected, "\(format)")
    }
  }

  @Test func specialCodes() {
    let table: [(FloatFormat, infinity: UInt64?, nan: [UInt64])] = [
      (Formats.binary16, 0x7C00, [0x7C01, 0x7E00, 0x7FFF, 0xFC01]),
      (Formats.e4m3fn, nil, [0x7F, 0xFF]), (Formats.e5m2, 0x7C, [0x7D, 0x7E, 0x7F, 0xFD]),
      (Formats.e4m3fnuz, nil, [0x80]), (Formats.e2m1fn, nil, []), (Formats.e8m0fnu, nil, [0xFF]),
      (Formats.binary8p1se, 0x7F, [0x80]),
    ]
    for (format, infinity, nan) in table {
      let values = FormatValues(format)
      let codes = 0..<(UInt64(1) << UInt64(values.bitWidth))
      let found = codes.filter { values.value($0).isInfinite && !values.value($0).isNegative }
      #expect(found == [infinity].compactMap(\.self))
      #expect(nan.allSatisfy { values.isNaN($0) })
      if format.nan != .ieee { #expect(codes.filter { values.isNaN($0) } == nan) }
    }
  }

  @Test func conversionsToNearestEven() {
    let (oi, ui): (ExceptionFlags, ExceptionFlags) = (
      [.overflow, .inexact], [.underflow, .inexact]
    )
    let half = Judge(Formats.binary16)
    for (x, code, flags): (Double, UInt64, ExceptionFlags) in [
      (65504, 0x7BFF, []), (65519.999, 0x7BFF, .inexact), (65520, 0x7C00, oi), (-1e300, 0xFC00, oi),
      (.infinity, 0x7C00, []), (0x1p-25, 0, ui), (-0x1p-25, 0x8000, ui), (0x1.001p-25, 1, ui),
      (0x1p-24, 1, []), (2049, 0x6800, .inexact), (2051, 0x6802, .inexact), (-0.0, 0x8000, []),
      (0x1.FFDp-15, 0x0400, ui), (0x1.FFEp-15, 0x0400, .inexact),
      (0x1.FFFp-15, 0x0400, .inexact), (70000, 0x7C00, oi),
    ] {
      half.examine(x)
      check(half, "\(x)", code, flags)
    }
    let fn = Judge(Formats.e4m3fn)
    for (x, code, flags, isNaN): (Double, UInt64, ExceptionFlags, Bool) in [
      (448, 0x7E, [], false), (449, 0x7E, .inexact, false), (464, 0x7E, .inexact, false),
      (464.001, 0, oi, true), (-480, 0, oi, true), (.infinity, 0, .invalid, true),
      (.nan, 0, [], true),
    ] {
      fn.examine(x)
      check(fn, "\(x)", code, flags, isNaN: isNaN)
    }
    let fp4 = Judge(Formats.e2m1fn)
    for (x, code, flags): (Double, UInt64, ExceptionFlags) in [
      (.nan, 0x8, .invalid), (-.nan, 0, .invalid), (.infinity, 0x7, .invalid),
      (-.infinity, 0xF, .invalid), (100, 0x7, oi), (7, 0x7, oi), (6.5, 0x7, .inexact),
      (5, 0x6, .inexact), (-0.25, 0x8, ui), (-0.0, 0x8, []),
    ] {
      fp4.examine(x)
      check(fp4, "\(x)", code, flags)
    }
    let fnuz = Judge(Formats.e4m3fnuz)
    for (x, code, flags, isNaN): (Double, UInt64, ExceptionFlags, Bool) in [
      (-0.0, 0, [], false), (-0x1p-12, 0, ui, false), (248, 0, oi, true),
      (247, 0x7F, .inexact, false),
      (-.infinity, 0, .invalid, true),
    ] {
      fnuz.examine(x)
      check(fnuz, "\(x)", code, flags, isNaN: isNaN)
    }
  }

  /// E8M0 has neither zero nor sign, one bit of precision, and ties that go up.
  @Test func e8m0() {
    let judge = Judge(Formats.e8m0fnu)
    for (x, code, flags, isNaN): (Double, UInt64, ExceptionFlags, Bool) in [
      (1, 0x7F, [], false), (1.5, 0x80, .inexact, false), (1.499, 0x7F, .inexact, false),
      (3, 0x81, .inexact, false), (0, 0, .invalid, true), (-1, 0, .invalid, true),
      (0x1p127, 0xFE, [], false), (0x1.7p127, 0xFE, .inexact, false),
      (0x1.8p127, 0, [.overflow, .inexact], true), (0x1p-127, 0, [], false),
      (0x1p-128, 0, [.underflow, .inexact], false), (0x1.8p-128, 0, .inexact, false),
      (0x1p-129, 0, [.underflow, .inexact], false), (.infinity, 0, .invalid, true),
    ] {
      judge.examine(x)
      check(judge, "\(x)", code, flags, isNaN: isNaN)
    }
  }

  /// At one bit of precision "even" is an even code: the value of code 64 is 1.
  @Test func evenIsAnEvenCodeAtPrecisionOne() {
    let judge = Judge(Formats.binary8p1se)
    for (x, code): (Double, UInt64) in [(1.5, 64), (3, 66), (6, 66), (12, 68), (-1.5, 0xC0)] {
      judge.examine(x)
      check(judge, "\(x)", code, .inexact)
    }
  }

  /// Around 2048, where binary16's step is 2, and its code 0x6800 is even.
  @Test func everyModeOnTiesAndBetween() {
    let judge = Judge(Formats.binary16)
    let table: [(RoundingMode, [UInt64])] = [  // 2049, −2049, 2051, −2051, 2048.5, −2049.5
      (.nearestEven, [0x6800, 0xE800, 0x6802, 0xE802, 0x6800, 0xE801]),
      (.nearestAway, [0x6801, 0xE801, 0x6802, 0xE802, 0x6800, 0xE801]),
      (.nearestZero, [0x6800, 0xE800, 0x6801, 0xE801, 0x6800, 0xE801]),
      (.towardZero, [0x6800, 0xE800, 0x6801, 0xE801, 0x6800, 0xE800]),
      (.towardPositive, [0x6801, 0xE800, 0x6802, 0xE801, 0x6801, 0xE800]),
      (.towardNegative, [0x6800, 0xE801, 0x6801, 0xE802, 0x6800, 0xE801]),
      (.awayFromZero, [0x6801, 0xE801, 0x6802, 0xE802, 0x6801, 0xE801]),
      (.odd, [0x6801, 0xE801, 0x6801, 0xE801, 0x6801, 0xE801]),
    ]
    for (mode, codes) in table {
      for (x, code) in zip([2049, -2049, 2051, -2051, 2048.5, -2049.5], codes) {
        judge.examine(x)
        check(judge, "\(x)", RoundingContext(.mode(mode)), code, .inexact)
      }
      judge.examine(-2050)
      check(judge, "-2050", RoundingContext(.mode(mode)), 0xE801, [])
    }
  }

  @Test func overflowFollowsModeAndPolicy() {
    let judge = Judge(Formats.e5m2)
    let infinite: Set<RoundingMode> = [
      .nearestEven, .nearestAway, .nearestZero, .towardPositive, .awayFromZero,
    ]
    for mode in RoundingMode.allCases {
      func context(_ policy: OverflowPolicy) -> RoundingContext {
        RoundingContext(.mode(mode), overflow: policy)
      }
      judge.examine(1e6)
      check(
        judge, "1e6", context(.ieee), infinite.contains(mode) ? 0x7C : 0x7B, [.overflow, .inexact])
      check(judge, "1e6", context(.saturate), 0x7B, [.overflow, .inexact])
      check(judge, "1e6", context(.saturateFinite), 0x7B, [.overflow, .inexact])
      check(judge, "1e6", context(.nan), 0, [.overflow, .inexact], isNaN: true)
      judge.examine(.infinity)
      check(judge, "inf", context(.ieee), 0x7C, [])
      check(judge, "inf", context(.saturate), 0x7B, [])
      check(judge, "inf", context(.saturateFinite), 0x7C, [])
      check(judge, "inf", context(.nan), 0, [], isNaN: true)
    }
    // Above the largest, 57344, but below the next step, 65536: no overflow unless it rounds there.
    judge.examine(65535)
    check(judge, "65535", RoundingContext(.towardZero), 0x7B, .inexact)
    check(judge, "65535", RoundingContext(.odd), 0x7B, .inexact)
    check(judge, "65535", RoundingContext(.towardNegative), 0x7B, .inexact)
    check(judge, "65535", RoundingContext(.towardPositive), 0x7C, [.overflow, .inexact])
    // The tie, 61440, is halfway to an even phantom.
    judge.examine(61440)
    check(judge, "61440", RoundingContext(.nearestEven), 0x7C, [.overflow, .inexact])
    check(judge, "61440", RoundingContext(.nearestZero), 0x7B, .inexact)
  }

  /// With 11 bits and an unbounded exponent, 0x1.FFCp-15 is the number below 2^-14; 0x1.FFEp-15 is
  /// the tie. In binary16 itself 0x1.FFCp-15 is a tie between two subnormal steps.
  @Test func tininessAfterAndBeforeRounding() {
    let judge = Judge(Formats.binary16)
    let ui: ExceptionFlags = [.underflow, .inexact]
    for (x, mode, after): (Double, Rounding, ExceptionFlags) in [
      (0x1.FFEp-15, .nearestEven, .inexact), (0x1.FFDp-15, .nearestEven, ui),
      (0x1.FFEp-15, .nearestZero, ui), (0x1.FFE1p-15, .nearestZero, .inexact),
      (0x1.FFC1p-15, .towardPositive, .inexact), (0x1.FFCp-15, .towardPositive, ui),
    ] {
      judge.examine(x)
      check(judge, "\(x)", RoundingContext(mode), 0x0400, after)
      check(judge, "\(x)", RoundingContext(mode, tininess: .beforeRounding), 0x0400, ui)
    }
    judge.examine(0x1.FFFp-15)
    check(judge, "toward zero", RoundingContext(.towardZero), 0x03FF, ui)
    check(judge, "odd", RoundingContext(.odd), 0x03FF, ui)
  }

  @Test func withoutSubnormalsZeroAndTheLeastNormalAreNeighbours() {
    let judge = Judge(FloatFormat(exponentWidth: 5, precision: 11, subnormals: false))
    let ui: ExceptionFlags = [.underflow, .inexact]
    for (x, mode, code): (Double, Rounding, UInt64) in [
      (0x1p-15, .nearestEven, 0), (0x1.001p-15, .nearestEven, 0x400),
      (0x1p-15, .nearestAway, 0x400),
      (0x1p-20, .towardPositive, 0x400), (0x1.FF8p-15, .towardZero, 0), (0x1p-24, .odd, 0x400),
      (-0x1p-24, .towardPositive, 0x8000), (-0x1p-24, .awayFromZero, 0x8400),
    ] {
      judge.examine(x)
      check(judge, "\(x)", RoundingContext(mode, tininess: .beforeRounding), code, ui)
    }
    // Codes between zero's and the least normal's stand for zeros.
    judge.examine(.add, 0x0001, 0x0400)
    check(judge, "add", 0x0400, [])
  }

  /// ν = 5/16 and 3/8 of binary16's step above 1; the result goes up from the R stated.
  @Test func stochasticRoundingWithTwoBits() {
    let judge = Judge(Formats.binary16)
    for (x, variant, first): (Double, StochasticVariant, UInt64) in [
      (1 + 0x1p-10 * 5 / 16, .a, 3), (1 + 0x1p-10 * 5 / 16, .b, 3), (1 + 0x1p-10 * 5 / 16, .c, 3),
      (1 + 0x1p-10 * 3 / 8, .a, 3), (1 + 0x1p-10 * 3 / 8, .b, 2), (1 + 0x1p-10 * 3 / 8, .c, 2),
      (1 + 0x1p-10 * 1 / 8, .a, 4), (1 + 0x1p-10 * 1 / 8, .b, 3), (1 + 0x1p-10 * 1 / 8, .c, 4),
      (1 + 0x1p-10 * 15 / 16, .a, 1), (1 + 0x1p-10 * 15 / 16, .b, 0),
      (1 + 0x1p-10 * 15 / 16, .c, 0),
    ] {
      judge.examine(x)
      let context = RoundingContext(.stochastic(variant, bits: 2))
      for random in UInt64(0)..<4 {
        check(
          judge, "\(x) R \(random)", context, random: random + 8, random >= first ? 0x3C01 : 0x3C00,
          .inexact)
      }
    }
    judge.examine(1.5)
    check(judge, "exact", RoundingContext(.stochastic(.a, bits: 2)), random: 3, 0x3E00, [])
  }
}
