import ArbitraryPrecision

/// A number of 256 bits: what formulas are computed in where they judge.
public struct PreciseNumber: FormulaNumber {
  /// Bits: enough that formulas of thousands of terms are right to far more than binary64's 53.
  public static let precision = 256

  let number: BigNumber

  init(rounded number: BigNumber) { self.number = number }

  /// The value of a binary64 number, exactly.
  public init(_ value: Double) { number = BigNumber(value) }

  /// The nearest binary64 number.
  public var nearestDouble: Double { number.double() }

  /// x + y, to 256 bits.
  public static func + (x: Self, y: Self) -> Self {
    Self(rounded: x.number.adding(y.number, precision: precision))
  }
  /// x − y, to 256 bits.
  public static func - (x: Self, y: Self) -> Self {
    Self(rounded: x.number.subtracting(y.number, precision: precision))
  }
  /// x · y, to 256 bits.
  public static func * (x: Self, y: Self) -> Self {
    Self(rounded: x.number.multiplied(by: y.number, precision: precision))
  }
  /// x / y, to 256 bits.
  public static func / (x: Self, y: Self) -> Self {
    Self(rounded: x.number.divided(by: y.number, precision: precision))
  }
  /// −x.
  public static prefix func - (x: Self) -> Self { Self(rounded: -x.number) }
  /// Whether x is greater.
  public static func > (x: Self, y: Self) -> Bool { x.number > y.number }
  /// Whether the number is neither infinite nor NaN.
  public var isFinite: Bool { number.isFinite }
  /// √self, to 256 bits.
  public func squareRoot() -> Self { Self(rounded: .sqrt(number, precision: Self.precision)) }
  /// e^x, to 256 bits.
  public static func exp(_ x: Self) -> Self {
    Self(rounded: .exp(x.number, precision: precision))
  }
  /// ln x, to 256 bits.
  public static func log(_ x: Self) -> Self {
    Self(rounded: .log(x.number, precision: precision))
  }
  /// tanh x, to 256 bits.
  public static func tanh(_ x: Self) -> Self {
    Self(rounded: .tanh(x.number, precision: precision))
  }
  /// 1 − erf(x), to 256 bits.
  public static func erfc(_ x: Self) -> Self {
    Self(rounded: .erfc(x.number, precision: precision))
  }
  /// √(2/π), to 256 bits.
  public static var rootOfTwoOverPi: Self {
    (Self(2) / Self(rounded: .pi(precision: precision))).squareRoot()
  }
  /// √½, to 256 bits.
  public static var rootOfHalf: Self { Self(0.5).squareRoot() }
}
