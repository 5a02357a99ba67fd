import ArbitraryPrecision
import FloatFormats
import Functions
import Testing

/// Arguments of binary64 whose results are hardest to round: V. Lefèvre and J.-M. Muller, "Worst
/// cases for correct rounding of the elementary functions in double precision", INRIA RR-4044 (2000)
/// and its update of 2003; each with its result cut off toward zero.
@Suite struct PublishedValueTests {
  static let worstCases: [(UnaryFunction, argument: Double, truncated: Double)] = [
    (.exp, -0x1.E8BDBFCD9144Ep3, 0x1.F3E558CF4DE54p-23),
    (.exp, -0x1.290EA09E36479p-3, 0x1.BADED30CBF1C3p-1),
    (.exp, -0x1.0000000000001p-51, 0x1.FFFFFFFFFFFFCp-1),
    (.exp, 0x1.FFFFFFFFFFFFFp-53, 0x1p0),
    (.exp, 0x1.7FFE7FFEE0024p-32, 0x1.000000017FFE8p0),
    (.exp, 0x1.C44CE0D716A1Ap4, 0x1.B890CA8637AE1p40),
    (.log, 0x1.0000000000001p0, 0x1.FFFFFFFFFFFFFp-53),
    (.log, 0x6.46A37FD503FDCp0, 0x1.D6336A88077A9p0),
    (.log, 0x1AC.50B409C8AEEp0, 0x6.0F52F37AECFCCp0),
    (.log, 0x1.DE7CD6751029Ap16, 0x1.76E7E5D7B6EABp3),
    (.sin, 0x1.E0000000001C2p-20, 0x1.DFFFFFFFFF02Ep-20),
    (.sin, 0x1.FE767739D0F6Dp-2, 0x1.E9950730C4695p-2),
    (.sin, 0x1.6756745770A51p1, 0x1.4FF350E412821p-2),
    (.cos, 0x1.06B505550E6B2p-9, 0x0.FFFFDE4D1FDFFp0),
    (.cos, 0x1.6B8A6273D7C21p0, 0x1.337FC5B072C52p-3),
    (.tan, 0x1.DFFFFFFFFFF1Fp-22, 0x1.E000000000151p-22),
    (.tan, 0x1.D696BFA988DB9p-2, 0x1.FAC71CD34EEA6p-2),
    (.asin, 0x1.DFFFFFFFFF02Ep-20, 0x1.E0000000001C1p-20),
    (.asin, 0x1.E264357EA0E29p-1, 0x1.3AA301F6EBB1Dp0),
    (.acos, 0x1.FD737BE914578p-11, 0x1.91E006D41D8D8p0),
    (.atan, 0x1.E000000000546p-21, 0x1.DFFFFFFFFFC7Cp-21),
    (.atan, 0x1.7BA49F739829Fp-1, 0x1.46AC372243536p-1),
    (.exp2, 0x1.16A76EC41B516p-1, 0x1.7550685A42C63p0),
    (.exp2, 0x1.25DD9EEDAC79Ap0, 0x1.1BA39FF28E3E9p1),
    (.sinh, 0x1.DFFFFFFFFFE3Ep-20, 0x1.E000000000FD1p-20),
    (.sinh, 0x1.D6479EBA7C971p8, 0x1.62A88613629B5p677),
    (.cosh, 0x1.A6031CD5F93BAp-1, 0x1.5BFF041B260FDp0),
  ]

  @Test func hardestToRoundInBinary64() {
    let format = FloatFormat.binary64
    for (function, argument, truncated) in Self.worstCases {
      func result(_ mode: RoundingMode) -> Double {
        let rounded = format.evaluate(
          function, argument.bitPattern, RoundingContext(.mode(mode)))
        #expect(rounded.flags == .inexact, "\(function)(\(argument))")
        return Double(bitPattern: rounded.code)
      }
      #expect(result(.towardZero) == truncated, "\(function)(\(argument)) toward zero")
      #expect(result(.awayFromZero) == truncated.nextUp, "\(function)(\(argument)) away")
      // To nearest: 300 bits are enough to tell, and never lie within 2^-200 of the middle.
      var wide = BigFloat(precision: 300)
      wide.set(function, of: BigFloat(argument))
      #expect(result(.nearestEven) == wide.double(), "\(function)(\(argument)) to nearest")
      var odd = truncated
      if odd.significandBitPattern & 1 == 0 { odd = odd.nextUp }
      #expect(result(.odd) == odd, "\(function)(\(argument)) to odd")
    }
  }
}
