// Written by Scripts/portable-math-coefficients.py, which derives every number here. Do not edit.
// swift-format-ignore-file

/// Constants of the elementary functions.
enum Coefficients {
  /// The natural logarithm of 2, rounded to 32 bits.
  static let ln2 = 0x1.62e42ff000000p-1

  /// What `ln2` lacks of it.
  static let ln2Tail = -0x1.718432a1b0e26p-35

  /// ln 2 / 128, rounded to 34 bits.
  static let ln2Over128 = 0x1.62e42fef80000p-8

  /// What `ln2Over128` lacks of it.
  static let ln2Over128Tail = 0x1.1cf79abc9e3b4p-43

  /// 128 / ln 2.
  static let inverseLn2Over128 = 0x1.71547652b82fep+7

  /// The logarithm of e to base 2, rounded to 53 bits.
  static let log2E = 0x1.71547652b82fep+0

  /// What `log2E` lacks of it.
  static let log2ETail = 0x1.777d0ffda0d24p-56

  /// The logarithm of e to base 10, rounded to 53 bits.
  static let log10E = 0x1.bcb7b1526e50ep-2

  /// What `log10E` lacks of it.
  static let log10ETail = 0x1.95355baaafad3p-57

  /// The logarithm of 2 to base 10, rounded to 32 bits.
  static let log10Of2 = 0x1.3441350a00000p-2

  /// What `log10Of2` lacks of it.
  static let log10Of2Tail = -0x1.0c0219dc1da99p-39

  /// π, rounded to 53 bits.
  static let pi = 0x1.921fb54442d18p+1

  /// What `pi` lacks of it.
  static let piTail = 0x1.1a62633145c07p-53

  /// 1/π, rounded to 53 bits.
  static let inversePi = 0x1.45f306dc9c883p-2

  /// What `inversePi` lacks of it.
  static let inversePiTail = -0x1.6b01ec5417056p-56

  /// 2/√π, rounded to 53 bits.
  static let twoOverSqrtPi = 0x1.20dd750429b6dp+0

  /// What `twoOverSqrtPi` lacks of it.
  static let twoOverSqrtPiTail = 0x1.1ae3a914fed80p-56

  /// √½.
  static let sqrtHalf = 0x1.6a09e667f3bcdp-1

  /// 1/√(2π), the standard normal density at 0, rounded to 53 bits.
  static let inverseSqrt2Pi = 0x1.9884533d43651p-2

  /// What `inverseSqrt2Pi` lacks of it.
  static let inverseSqrt2PiTail = -0x1.cbc0d30ebfd15p-56

  /// √(2π).
  static let sqrt2Pi = 0x1.40d931ff62706p+1

  /// √⅛.
  static let sqrtEighth = 0x1.6a09e667f3bcdp-2

  /// P(z) = (2·artanh(s)/s − 2)/z with z = s², for |s| ≤ (√2 − 1)/(√2 + 1).
  ///
  /// Constant term first; relative error below 2^-54 as rounded.
  static let logTail: InlineArray<8, Double> = [
    0x1.5555555555555p-1,
    0x1.9999999999a38p-2,
    0x1.2492492476cccp-2,
    0x1.c71c720159177p-3,
    0x1.745cf9048dd95p-3,
    0x1.3b1c355a8f7a2p-3,
    0x1.0fbe95d716020p-3,
    0x1.0c039c49989c6p-3,
  ]

  /// What the constant term of `logTail` lacks.
  static let logTailTail = 0x1.42ba231350934p-55

  /// P(z) = (sin(πy)/y − π)/z with z = y², for |y| ≤ ¼.
  ///
  /// Constant term first; relative error below 2^-54 as rounded.
  static let sinTail: InlineArray<7, Double> = [
    -0x1.4abbce625be53p+2,
    0x1.466bc6775aae1p+1,
    -0x1.32d2cce62b872p-1,
    0x1.50783486facaap-4,
    -0x1.e3074d2614b2dp-8,
    0x1.e8f036bcd3237p-12,
    -0x1.6cc577dadd922p-16,
  ]

  /// P(z) = (cos(πy) − 1)/z with z = y², for |y| ≤ ¼.
  ///
  /// Constant term first; relative error below 2^-53 as rounded.
  static let cosTail: InlineArray<7, Double> = [
    -0x1.3bd3cc9be45dep+2,
    0x1.03c1f081b5ac0p+2,
    -0x1.55d3c7e3cb241p+0,
    0x1.e1f5068688d5bp-3,
    -0x1.a6d1eef479be1p-6,
    0x1.f9ce245cada0bp-10,
    -0x1.b2f3eb054afcdp-14,
  ]

  /// P(z) = (erf(x)/x − 2/√π)/z with z = x², for |x| ≤ 1.
  ///
  /// Constant term first; relative error below 2^-54 as rounded.
  static let erfTail: InlineArray<12, Double> = [
    -0x1.812746b0379e7p-2,
    0x1.ce2f21a042bd7p-4,
    -0x1.b82ce312882f8p-6,
    0x1.565bcd0e434bbp-8,
    -0x1.c02db3f4735cbp-11,
    0x1.f9a324ddf0f34p-14,
    -0x1.f4d21efdafc7dp-17,
    0x1.b9e2333703249p-20,
    -0x1.5f39372686202p-23,
    0x1.f8d476ab1a455p-27,
    -0x1.3c1e91b012003p-30,
    0x1.0f8a27a51ad26p-34,
  ]

  /// Middle of (x − 4)/(x + 4) for 0.475 ≤ x ≤ 28.
  static let erfcMiddle = -0x1.34ea8c280b710p-6

  /// One over half the length of that range.
  static let erfcStretch = 0x1.4cf677835f196p+0

  /// (1 + 2x)·exp(x²)·erfc(x) in u = ((x − 4)/(x + 4) − middle)·stretch, for 0.475 ≤ x ≤ 28.
  ///
  /// Constant term first; relative error below 2^-54 as rounded.
  static let erfcScaled: InlineArray<23, Double> = [
    0x1.3c526ba8ec0b5p+0,
    -0x1.b949b17d75fc0p-4,
    0x1.b5ff8c700a42ep-8,
    0x1.1b3077aef63acp-5,
    -0x1.3b929196c5263p-5,
    0x1.bee23572895d6p-6,
    -0x1.e34be352f4180p-7,
    0x1.9cf782a111671p-8,
    -0x1.111b64e972840p-9,
    0x1.fd09b61c05f63p-12,
    -0x1.afa8f39294d47p-15,
    -0x1.b3bc8f7d8d765p-17,
    0x1.bf5ae70c8c6c2p-18,
    -0x1.75d4f33a71ee6p-21,
    -0x1.5b360e5721af3p-22,
    0x1.d09d39767e92bp-24,
    0x1.1ecc7a66c688dp-27,
    -0x1.4a404d812afdcp-27,
    0x1.61e2e477823d4p-32,
    0x1.96e2e43024bf3p-31,
    -0x1.3d92cb3d858acp-34,
    -0x1.6df928892a125p-35,
    0x1.834ea7caf5bb7p-38,
  ]

  /// What the constant term of `erfcScaled` lacks.
  static let erfcScaledTail = 0x1.de134aafb3dd8p-55

  /// Middle of (z − 4)/(z + 4) for 0.6 ≤ z ≤ 39.
  static let normalTailMiddle = 0x1.3279a88275844p-5

  /// One over half the length of that range.
  static let normalTailStretch = 0x1.49aaaaaaaaaabp+0

  /// (1 + z)·exp(z²/2)·Φ(−z) in u = ((z − 4)/(z + 4) − middle)·stretch, for 0.6 ≤ z ≤ 39.
  ///
  /// Constant term first; relative error below 2^-54 as rounded.
  static let normalTailScaled: InlineArray<23, Double> = [
    0x1.dfb309a0bf37bp-2,
    -0x1.2fe4b7c3b6f94p-4,
    0x1.4ee54a25b36c0p-7,
    0x1.70b0531995f25p-7,
    -0x1.58ee247990455p-7,
    0x1.3705862015646p-8,
    -0x1.224e25f06399ep-10,
    -0x1.d9e3353bf97d0p-17,
    0x1.6ccbd33deb390p-14,
    -0x1.b06d2df098f1ap-17,
    -0x1.a0de8e5881c35p-18,
    0x1.bfd859f3d5063p-20,
    0x1.2c648a2ff2d4fp-21,
    -0x1.7af624b6b6bfcp-23,
    -0x1.1dda11e8b164ap-24,
    0x1.1b98d2fac683fp-26,
    0x1.3f41c5a18f12bp-27,
    -0x1.30eb2692d54c3p-30,
    -0x1.66a6d212eebd9p-30,
    0x1.aa0b02f3c145cp-44,
    0x1.5674282b15c49p-33,
    0x1.24238d2fa73d2p-37,
    -0x1.8f6029a077c2bp-37,
  ]

  /// What the constant term of `normalTailScaled` lacks.
  static let normalTailScaledTail = -0x1.1d75bf1fcca60p-56

  /// The first 1280 bits of the binary fraction of 2/π, high words first.
  static let twoOverPi: InlineArray<20, UInt64> = [
    0xa2f9836e4e441529, 0xfc2757d1f534ddc0, 0xdb6295993c439041, 0xfe5163abdebbc561, 0xb7246e3a424dd2e0, 0x06492eea09d1921c, 0xfe1deb1cb129a73e, 0xe88235f52ebb4484, 0xe99c7026b45f7e41, 0x3991d639835339f4, 0x9c845f8bbdf9283b, 0x1ff897ffde05980f, 0xef2f118b5a0a6d1f, 0x6d367ecf27cb09b7, 0x4f463f669e5fea2d, 0x7527bac7ebe5f17b, 0x3d0739f78a5292ea, 0x6bfb5fb11f8d5d08, 0x56033046fc7b6bab, 0xf0cfbc209af4361d
  ]
}
