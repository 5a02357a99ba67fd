import PortableMath

/// The numbers that a formula is computed in, before its result is rounded to a site's format.
///
/// Formulas are written once for all: in binary64 they are what ``KernelEngine`` runs, in numbers of 256
/// bits what ``ReferenceEngine`` judges it by.
public protocol FormulaNumber: Sendable {
  /// The value of a binary64 number, exactly.
  init(_ value: Double)
  /// The nearest binary64 number.
  var nearestDouble: Double { get }

  static func + (x: Self, y: Self) -> Self
  static func - (x: Self, y: Self) -> Self
  static func * (x: Self, y: Self) -> Self
  static func / (x: Self, y: Self) -> Self
  static prefix func - (x: Self) -> Self
  static func > (x: Self, y: Self) -> Bool
  /// Whether the number is neither infinite nor NaN.
  var isFinite: Bool { get }
  /// √self.
  func squareRoot() -> Self
  /// e^x.
  static func exp(_ x: Self) -> Self
  /// ln x.
  static func log(_ x: Self) -> Self
  /// tanh x.
  static func tanh(_ x: Self) -> Self
  /// 1 − erf(x).
  static func erfc(_ x: Self) -> Self
  /// √(2/π).
  static var rootOfTwoOverPi: Self { get }
  /// √½.
  static var rootOfHalf: Self { get }
}

extension FormulaNumber {
  /// 0.
  static var zero: Self { Self(0) }
  /// 1.
  static var one: Self { Self(1) }
  /// ½.
  static var half: Self { Self(0.5) }
}

extension Double: FormulaNumber {
  /// The number itself.
  public var nearestDouble: Double { self }
  /// e^x by `Portable`.
  public static func exp(_ x: Double) -> Double { Portable.exp(x) }
  /// ln x by `Portable`.
  public static func log(_ x: Double) -> Double { Portable.log(x) }
  /// tanh x by `Portable`.
  public static func tanh(_ x: Double) -> Double { Portable.tanh(x) }
  /// 1 − erf(x) by `Portable`.
  public static func erfc(_ x: Double) -> Double { Portable.erfc(x) }
  /// √(2/π).
  public static var rootOfTwoOverPi: Double { 0.7978845608028654 }
  /// √½.
  public static var rootOfHalf: Double { 0.7071067811865476 }
}
