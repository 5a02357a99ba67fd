import FloatFormats

/// Formats of the tests, spelled out field by field: the catalogue is not the judge's source.
enum Formats {
  static let binary16 = FloatFormat(exponentWidth: 5, precision: 11)
  static let bfloat16 = FloatFormat(exponentWidth: 8, precision: 8)
  static let binary32 = FloatFormat(exponentWidth: 8, precision: 24)
  static let binary64 = FloatFormat(exponentWidth: 11, precision: 53)
  static let tf32 = FloatFormat(exponentWidth: 8, precision: 11)
  static let e4m3fn = FloatFormat(
    exponentWidth: 4, precision: 4, nan: .maximum, infinity: false, overflow: .nan)
  static let e4m3 = FloatFormat(exponentWidth: 4, precision: 4)
  static let e5m2 = FloatFormat(exponentWidth: 5, precision: 3)
  static let e3m4 = FloatFormat(exponentWidth: 3, precision: 5)
  static let e4m3fnuz = FloatFormat(
    exponentWidth: 4, precision: 4, bias: 8, nan: .negativeZero, infinity: false, overflow: .nan)
  static let e5m2fnuz = FloatFormat(
    exponentWidth: 5, precision: 3, bias: 16, nan: .negativeZero, infinity: false, overflow: .nan)
  static let e4m3b11fnuz = FloatFormat(
    exponentWidth: 4, precision: 4, bias: 11, nan: .negativeZero, infinity: false, overflow: .nan)
  static let e3m2fn = mx(3, 3)
  static let e2m3fn = mx(2, 4)
  static let e2m1fn = mx(2, 2)
  static let e8m0fnu = FloatFormat(
    exponentWidth: 8, precision: 1, signed: false, nan: .maximum, infinity: false, zero: false,
    overflow: .nan, ties: .up)
  /// P3109's Binary8p1se: one bit of significand, even means an even code.
  static let binary8p1se = FloatFormat(
    exponentWidth: 7, precision: 1, bias: 64, nan: .negativeZero, infinity: true)

  private static func mx(_ exponentWidth: Int, _ precision: Int) -> FloatFormat {
    FloatFormat(
      exponentWidth: exponentWidth, precision: precision, nan: .none, infinity: false,
      overflow: .saturate, nanSubstitute: .zeroOfOppositeSign)
  }
}
