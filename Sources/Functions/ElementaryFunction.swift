import ArbitraryPrecision

/// A function of the tables, the command line and the test vectors: of one number, of two, or of a
/// number and an integer.
///
/// All results are correctly rounded: the exact value, rounded once. Which value is exact where the
/// function has none (domain errors, poles, infinities, NaN) follows IEEE 754-2019 §9.2.1, and C23
/// annex F for erf, erfc, gamma and logGamma, which IEEE 754 does not have.
public enum ElementaryFunction: Hashable, Sendable {
  /// A function of one number.
  case unary(UnaryFunction)
  /// A function of two numbers.
  case binary(BinaryFunction)
  /// A function of a number and an integer.
  case integer(IntegerFunction)
}

/// A function of two numbers.
public enum BinaryFunction: String, CaseIterable, Hashable, Sendable {
  /// x^y as IEEE 754's `pow`: a negative x may have integral y, x^±0 is 1 for every x and 1^y for
  /// every y, NaN included.
  case pow
  /// x^y as e^(y·log x), IEEE 754's `powr`: undefined (NaN, invalid) for x < 0, and at 0^0, ∞^0 and
  /// 1^±∞. swift-numerics' `pow(_: Self, _: Self)` is this.
  case powr
  /// √(x² + y²); +∞ if either is infinite, even beside a NaN.
  case hypot
  /// The angle of the point (y: first operand, x: second operand), in [−π, π]; at two zeros as if the
  /// one that is x were ±1 (−0 as −1).
  case atan2
}

/// A function of a number and an integer.
public enum IntegerFunction: String, CaseIterable, Hashable, Sendable {
  /// x^n, IEEE 754's `pown`: x^0 is 1 for every x, NaN included.
  case pown
  /// x^(1/n), the real n-th root, IEEE 754's `rootn`: undefined for n = 0, and for x < 0 with even n.
  case rootn
}

extension ElementaryFunction: CaseIterable {
  /// Every function: those of one number, of two, of a number and an integer.
  public static let allCases: [ElementaryFunction] =
    UnaryFunction.allCases.map(ElementaryFunction.unary)
    + BinaryFunction.allCases.map(ElementaryFunction.binary)
    + IntegerFunction.allCases.map(ElementaryFunction.integer)

  /// The name: one word, that of the Swift function where there is one (`exp`, `logOnePlus`, `pown`).
  public var name: String {
    switch self {
    case .unary(.logOnePlus): "logOnePlus"
    case .unary(let function): function.rawValue
    case .binary(let function): function.rawValue
    case .integer(let function): function.rawValue
    }
  }

  /// Number of operands, an integer among them: 1 or 2.
  public var operandCount: Int {
    if case .unary = self { 1 } else { 2 }
  }

  /// The function with this name, or with this name in C or IEEE 754 (``aliases``); nil if there is
  /// none.
  public init?(named name: String) {
    guard let function = Self.byName[Self.aliases[name] ?? name] else { return nil }
    self = function
  }

  /// Other names by which functions are known: those of C's and IEEE 754's that differ.
  public static let aliases: [String: String] = [
    "expm1": "expMinusOne", "log1p": "logOnePlus", "logp1": "logOnePlus",
    "rsqrt": "reciprocalSqrt", "rSqrt": "reciprocalSqrt", "tgamma": "gamma", "lgamma": "logGamma",
  ]

  private static let byName = Dictionary(uniqueKeysWithValues: allCases.map { ($0.name, $0) })
}
