import CMPFR
import PortableMath
import Testing

/// Largest errors against MPFR. Each bound is the one the documentation states.
@Suite struct AccuracyTests {
  /// Normal results must be within `bound` ulp, subnormal ones within 1.5 least subnormals.
  private func check(
    _ name: String, _ function: (Double) -> Double, _ judge: @escaping MPFRFunction,
    bound: Double, over arguments: [Double]
  ) {
    let worst = worstCases(of: function, against: HighPrecision(judge), over: arguments)
    #expect(worst.normal.error <= bound, "\(name): \(worst.normal); bound \(bound) ulp")
    #expect(worst.subnormal.error <= 1.5, "\(name): \(worst.subnormal); bound 1.5 least subnormals")
    print("\(name): \(worst.normal)")
  }

  @Test func exponentials() {
    let wide =
      Arguments.even(-746, 710, 20_000) + Arguments.even(-1, 1, 10_000)
      + Arguments.around(709.782712893384) + Arguments.around(-745.1332191019411)
      + Arguments.around(-708.396418532264)
    check("exp", { Portable.exp($0) }, mpfr_exp, bound: 0.52, over: wide)
    check(
      "exp2", Portable.exp2, mpfr_exp2, bound: 0.52,
      over: wide + Arguments.even(-1075, 1024, 10_000))
    let small = Arguments.logarithmic(0x1p-80, 1, 10_000)
    check(
      "expMinusOne", { Portable.expMinusOne($0) }, mpfr_expm1, bound: 2,
      over: wide + small + small.map { -$0 })
  }

  @Test func logarithms() {
    let wide =
      Arguments.logarithmic(.leastNonzeroMagnitude, .greatestFiniteMagnitude, 20_000)
      + Arguments.even(0.5, 2, 20_000) + Arguments.around(1) + Arguments.around(0.5.squareRoot())
      + Arguments.around(2.0.squareRoot())
    check("log", { Portable.log($0) }, mpfr_log, bound: 1, over: wide)
    check("log2", { Portable.log2($0) }, mpfr_log2, bound: 0.51, over: wide)
    check("log10", { Portable.log10($0) }, mpfr_log10, bound: 0.51, over: wide)
    let small = Arguments.logarithmic(0x1p-80, 0.999, 10_000)
    check(
      "log(onePlus:)", { Portable.log(onePlus: $0) }, mpfr_log1p, bound: 1,
      over: wide + small + small.map { -$0 } + Arguments.around(-1).filter { $0 > -1 })
  }

  @Test func errorFunctions() {
    let small = Arguments.logarithmic(0x1p-60, 0.9, 10_000)
    let both = Arguments.even(-7, 7, 20_000) + small + small.map { -$0 }
    check("erf", { Portable.erf($0) }, mpfr_erf, bound: 3, over: both)
    check(
      "erfc", { Portable.erfc($0) }, mpfr_erfc, bound: 4,
      over: both + Arguments.even(0.4, 28, 10_000))
  }

  @Test func normalDistribution() {
    let judgeCDF: MPFRFunction = { result, z, rounding in
      // Φ(z) = erfc(−z/√2)/2
      mpfr_sqrt_ui(result, 2, rounding)
      mpfr_div(result, z, result, rounding)
      mpfr_neg(result, result, rounding)
      mpfr_erfc(result, result, rounding)
      return mpfr_div_ui(result, result, 2, rounding)
    }
    check(
      "normalCDF", { Portable.normalCDF($0) }, judgeCDF, bound: 4,
      over: Arguments.even(-39, 9, 20_000) + Arguments.even(-2, 2, 10_000))
  }

  @Test func normalDensity() {
    let judge: MPFRFunction = { result, z, rounding in
      // φ(z)² = exp(−z²)/2π
      mpfr_sqr(result, z, rounding)
      mpfr_neg(result, result, rounding)
      mpfr_exp(result, result, rounding)
      mpfr_div_2ui(result, result, 1, rounding)
      let scratch = UnsafeMutablePointer<mpfr_t>.allocate(capacity: 1)
      mpfr_init2(scratch, 120)
      mpfr_const_pi(scratch, rounding)
      mpfr_div(result, result, scratch, rounding)
      mpfr_clear(scratch)
      scratch.deallocate()
      return mpfr_sqrt(result, result, rounding)
    }
    check(
      "normalDensity", { Portable.normalDensity($0) }, judge, bound: 2,
      over: Arguments.even(-39, 39, 20_000) + Arguments.even(-3, 3, 10_000))
  }

  @Test func logistic() {
    let small = Arguments.logarithmic(0x1p-60, 0.9, 10_000)
    let both = Arguments.even(-30, 30, 20_000) + small + small.map { -$0 }
    check("tanh", { Portable.tanh($0) }, mpfr_tanh, bound: 3, over: both)
    let judgeSigmoid: MPFRFunction = { result, x, rounding in
      mpfr_neg(result, x, rounding)
      mpfr_exp(result, result, rounding)
      mpfr_add_ui(result, result, 1, rounding)
      return mpfr_ui_div(result, 1, result, rounding)
    }
    let judgeLogSigmoid: MPFRFunction = { result, x, rounding in
      mpfr_neg(result, x, rounding)
      mpfr_exp(result, result, rounding)
      mpfr_log1p(result, result, rounding)
      return mpfr_neg(result, result, rounding)
    }
    let wide = both + Arguments.even(-746, 746, 20_000)
    check("sigmoid", { Portable.sigmoid($0) }, judgeSigmoid, bound: 3, over: wide)
    check("logSigmoid", { Portable.logSigmoid($0) }, judgeLogSigmoid, bound: 2, over: wide)
  }

  @Test func trigonometry() {
    let small = Arguments.logarithmic(0x1p-60, 0.9, 10_000)
    let arguments =
      Arguments.even(-4, 4, 40_000) + small + Arguments.logarithmic(1, 0x1p60, 10_000)
      + Arguments.around(0.25) + Arguments.around(0.75) + Arguments.around(1000.5)
    check("sinPi", { Portable.sinPi($0) }, mpfr_sinpi, bound: 2, over: arguments)
    check("cosPi", { Portable.cosPi($0) }, mpfr_cospi, bound: 2, over: arguments)
  }

  @Test func trigonometryOfRadians() {
    // 6381956970095103·2^797 is the binary64 number next to a multiple of π/2 (Muller, "Elementary
    // functions", 2006).
    let hardest = 6_381_956_970_095_103 * 0x1p797
    let arguments =
      Arguments.even(-10, 10, 40_000) + Arguments.logarithmic(0x1p-60, 0.9, 10_000)
      + Arguments.logarithmic(0.5, .greatestFiniteMagnitude, 40_000)
      + Arguments.around(0.785) + Arguments.around(hardest) + (1...200).map { Double($0) * .pi / 2 }
    check("sin", { Portable.sin($0) }, mpfr_sin, bound: 2, over: arguments)
    check("cos", { Portable.cos($0) }, mpfr_cos, bound: 2, over: arguments)
  }

  /// The bound grows with the logarithm of the result.
  @Test func power() {
    for (y, widest) in [
      (-1.0, 700.0), (0.5, 700), (3, 230), (-7.25, 97), (100, 7), (1000, 0.7), (-1e6, 0.0007),
    ] {
      let judge: MPFRFunction = { result, x, rounding in
        mpfr_set_d(result, y, rounding)
        return mpfr_pow(result, x, result, rounding)
      }
      let low = Portable.exp(-widest)
      let high = Portable.exp(widest)
      let bases =
        Arguments.logarithmic(low, high, 10_000)
        + Arguments.even(max(low, 0.01), min(high, 100), 10_000)
      let bound = 0.55 + y.magnitude * widest / 1000
      check("pow to \(y)", { Portable.pow($0, y) }, judge, bound: bound, over: bases)
      let near = bases.filter { (y * Portable.log($0)).magnitude < 10 }
      check("pow to \(y), near 1", { Portable.pow($0, y) }, judge, bound: 0.56, over: near)
    }
  }

  /// Functions of binary32 against MPFR: the error in ulps of binary64, as a share of 2^29.
  @Test func singlePrecision() {
    let arguments = Arguments.even(-10, 10, 4001).map { Float($0) }
    func check(_ name: String, _ function: (Float) -> Float, _ judge: @escaping MPFRFunction) {
      let precise = HighPrecision(judge)
      var worst = WorstCase()
      for x in arguments where Float(precise.rounded(at: Double(x))).isNormal {
        let observed = Double(function(x))
        let (error, expected) = precise.error(of: observed, at: Double(x))
        if !(error * 0x1p-29 <= worst.error) {
          worst = WorstCase(
            error: error * 0x1p-29, argument: Double(x), observed: observed, expected: expected)
        }
      }
      #expect(worst.error <= 0.501, "\(name): \(worst) of binary32; bound 0.501")
    }
    check("exp", { Portable.exp($0) }, mpfr_exp)
    check("exp2", { Portable.exp2($0) }, mpfr_exp2)
    check("expMinusOne", { Portable.expMinusOne($0) }, mpfr_expm1)
    check("log", { Portable.log($0) }, mpfr_log)
    check("log(onePlus:)", { Portable.log(onePlus: $0) }, mpfr_log1p)
    check("log2", { Portable.log2($0) }, mpfr_log2)
    check("log10", { Portable.log10($0) }, mpfr_log10)
    check("sin", { Portable.sin($0) }, mpfr_sin)
    check("cos", { Portable.cos($0) }, mpfr_cos)
    check("sinPi", { Portable.sinPi($0) }, mpfr_sinpi)
    check("cosPi", { Portable.cosPi($0) }, mpfr_cospi)
    check("tanh", { Portable.tanh($0) }, mpfr_tanh)
    check("erf", { Portable.erf($0) }, mpfr_erf)
    check("erfc", { Portable.erfc($0) }, mpfr_erfc)
  }

  /// The quantile is judged by the residual Φ(z) − p in 160 bits, turned into an error of z.
  @Test func normalQuantile() {
    let tail = Arguments.logarithmic(.leastNonzeroMagnitude, 0.5, 20_000)
    let judge = QuantileJudge()
    var worst = WorstCase()
    for p in tail + Arguments.even(0.0001, 0.9999, 20_000) + Arguments.around(0.5)
      + Arguments.around(0.25) + Arguments.around(0.75) + Arguments.around(1).filter({ $0 < 1 })
    where p != 0.5 {
      let z = Portable.normalQuantile(p)
      let error = judge.error(of: z, at: p)
      if !(error <= worst.error) {
        worst = WorstCase(error: error, argument: p, observed: z, expected: .nan)
      }
    }
    print("normalQuantile: \(worst)")
    #expect(worst.error <= 4, "normalQuantile: \(worst); bound 4 ulp")
  }
}
