import FloatFormats
import Functions
import Testing

// The requirements of swift-numerics' protocols, by name and signature, with the defaults that
// swift-numerics gives itself: what a program that has it asks of `Simulated`.

protocol AlgebraicField: SignedNumeric {
  static func /= (a: inout Self, b: Self)
  static func / (a: Self, b: Self) -> Self
  var reciprocal: Self? { get }
  static func _relaxedAdd(_ a: Self, _ b: Self) -> Self
  static func _relaxedMul(_ a: Self, _ b: Self) -> Self
}

extension AlgebraicField {
  static func _relaxedAdd(_ a: Self, _ b: Self) -> Self { a + b }
  static func _relaxedMul(_ a: Self, _ b: Self) -> Self { a * b }
}

protocol ElementaryFunctions: AdditiveArithmetic {
  static func exp(_ x: Self) -> Self
  static func expMinusOne(_ x: Self) -> Self
  static func cosh(_ x: Self) -> Self
  static func sinh(_ x: Self) -> Self
  static func tanh(_ x: Self) -> Self
  static func cos(_ x: Self) -> Self
  static func sin(_ x: Self) -> Self
  static func tan(_ x: Self) -> Self
  static func log(_ x: Self) -> Self
  static func log(onePlus x: Self) -> Self
  static func acosh(_ x: Self) -> Self
  static func asinh(_ x: Self) -> Self
  static func atanh(_ x: Self) -> Self
  static func acos(_ x: Self) -> Self
  static func asin(_ x: Self) -> Self
  static func atan(_ x: Self) -> Self
  static func pow(_ x: Self, _ y: Self) -> Self
  static func pow(_ x: Self, _ n: Int) -> Self
  static func sqrt(_ x: Self) -> Self
  static func root(_ x: Self, _ n: Int) -> Self
}

protocol RealFunctions: ElementaryFunctions {
  static func atan2(y: Self, x: Self) -> Self
  static func erf(_ x: Self) -> Self
  static func erfc(_ x: Self) -> Self
  static func exp2(_ x: Self) -> Self
  static func exp10(_ x: Self) -> Self
  static func hypot(_ x: Self, _ y: Self) -> Self
  static func gamma(_ x: Self) -> Self
  static func log2(_ x: Self) -> Self
  static func log10(_ x: Self) -> Self
  static func logGamma(_ x: Self) -> Self
  static func signGamma(_ x: Self) -> FloatingPointSign
  static func _mulAdd(_ a: Self, _ b: Self, _ c: Self) -> Self
}

protocol Real: FloatingPoint, RealFunctions, AlgebraicField {}

extension Real {
  // Defaults of swift-numerics for functions that `Simulated` has: they must not win.
  static func exp10(_ x: Self) -> Self { .nan }
  static func sqrt(_ x: Self) -> Self { .nan }
  static func signGamma(_ x: Self) -> FloatingPointSign { .minus }
  static func _mulAdd(_ a: Self, _ b: Self, _ c: Self) -> Self { a * b + c }
  var reciprocal: Self? { nil }
}

extension Simulated: AlgebraicField, ElementaryFunctions, RealFunctions, Real
where Format: SignedFormatTag {}

/// Generic code over `Real` runs on simulated numbers.
@Suite struct NumericsProtocolTests {
  func sigmoid<T: Real>(_ x: T) -> T { 1 / (1 + .exp(-x)) }

  func everyFunction<T: Real>(_ x: T, _ y: T) -> [T] {
    [
      .exp(x), .expMinusOne(x), .cosh(x), .sinh(x), .tanh(x), .cos(x), .sin(x), .tan(x), .log(x),
      .log(onePlus: x), .acosh(y), .asinh(x), .atanh(x), .acos(x), .asin(x), .atan(x), .pow(x, y),
      .pow(x, 3), .sqrt(x), .root(x, 3), .atan2(y: x, x: y), .erf(x), .erfc(x), .exp2(x), .exp10(x),
      .hypot(x, y), .gamma(x), .log2(x), .log10(x), .logGamma(x),
    ]
  }

  @Test func sigmoidOfHalf() {
    // e^−2 = 0.135335…; in binary16 0.13537598; 1 + that is 1.1357421875 − tie-free; its reciprocal
    // 0.8804…, nearest binary16 0.88037109375.
    #expect(sigmoid(2 as Half).value == 0.88037109375)
    #expect(sigmoid(0 as Simulated<E4M3FN, ToNearestEven>).value == 0.5)
  }

  @Test func everyFunctionThroughTheProtocol() {
    // The values at 0.5 and 2, from tables (Abramowitz and Stegun), to more digits than binary16 has.
    let expected: [Double] = [
      1.6487212707, 0.6487212707, 1.1276259652, 0.5210953055, 0.4621171573, 0.8775825619,
      0.4794255386, 0.5463024898, -0.6931471806, 0.4054651081, 1.3169578969, 0.4812118251,
      0.5493061443, 1.0471975512, 0.5235987756, 0.4636476090, 0.25, 0.125, 0.7071067812,
      0.7937005260, 0.2449786631, 0.5204998778, 0.4795001222, 1.4142135624, 3.1622776602,
      2.0615528128, 1.7724538509, -1, -0.3010299957, 0.5723649429,
    ]
    let observed = everyFunction(0.5 as Half, 2)
    #expect(observed.map(\.value) == expected.map { Half($0).value })
    let wide = everyFunction(Simulated<Binary32, TowardZero>(0.5), 2)
    #expect(wide.map(\.value) == expected.map { Simulated<Binary32, TowardZero>($0).value })
  }

  @Test func ownFunctionsWinOverDefaults() {
    #expect(exp10(2 as Half).value == 100)
    #expect(sign(5.5 as Half) == .plus)
    #expect(inverse(4 as Half)?.value == 0.25)
  }
  func exp10<T: Real>(_ x: T) -> T { .exp10(x) }
  func sign<T: Real>(_ x: T) -> FloatingPointSign { T.signGamma(x) }
  func inverse<T: Real>(_ x: T) -> T? { x.reciprocal }

  @Test func signOfGamma() {
    let cases: [(Double, FloatingPointSign)] = [
      (3, .plus), (0, .plus), (-0.0, .plus), (-0.5, .minus), (-1, .plus), (-1.5, .plus),
      (-2.5, .minus), (-2, .plus), (-1022.5, .minus), (-1021.5, .plus), (.nan, .plus),
      (-.infinity, .plus), (.infinity, .plus),
    ]
    for (x, sign) in cases { #expect(Half.signGamma(Half(x)) == sign, "Γ(\(x))") }
  }

  @Test func reciprocals() {
    typealias E4 = Simulated<E4M3FN, ToNearestEven>
    typealias FP6 = Simulated<E3M2FN, ToNearestEven>
    #expect(Half(3.0).reciprocal?.value == 0.333251953125)
    #expect(Half(0x1p-24).reciprocal == nil)  // 2^24 overflows
    #expect(Half(65504.0).reciprocal == nil)  // subnormal
    #expect(Half(0.0).reciprocal?.value == .infinity)
    #expect((-Half.infinity).reciprocal?.sign == .minus)
    #expect(Half.nan.reciprocal?.isNaN == true)
    #expect(E4(0.0).reciprocal == nil)
    #expect(FP6(0.0).reciprocal == nil)
    #expect(FP6(0.03125).reciprocal == nil)  // 32 saturates to 28
    #expect(FP6(0.0625).reciprocal?.value == 16)
  }
}
