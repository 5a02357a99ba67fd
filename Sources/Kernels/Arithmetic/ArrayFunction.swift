import PortableMath

/// An elementary function of every element of an array of binary32 or binary64 numbers.
///
/// The result is that of `Portable`, computed in binary64 from sums, products and integers: the same bits
/// on every machine, with the error that is stated there. For formats of up to 16 bits, whose results are
/// to be correctly rounded, there is `FunctionTable` of the module Functions.
///
///     var logits: [Float] = [0, 1, 2]
///     ArrayFunction.exp.apply(to: &logits)
public enum ArrayFunction: String, Hashable, Sendable, CaseIterable {
  /// e^x.
  case exp
  /// 2^x.
  case exp2
  /// e^x − 1.
  case expMinusOne = "exp-minus-one"
  /// ln x.
  case log
  /// ln (1 + x).
  case logOnePlus = "log-one-plus"
  /// log₂ x.
  case log2
  /// sin x.
  case sin
  /// cos x.
  case cos
  /// tanh x.
  case tanh
  /// 1/(1 + e^−x).
  case sigmoid
  /// ln sigmoid(x).
  case logSigmoid = "log-sigmoid"
  /// x · sigmoid(x), of the rounded sigmoid.
  case silu
  /// The error function.
  case erf
  /// x · Φ(x), of the rounded distribution function of the normal law.
  case gelu

  /// Replaces every element with the function of it.
  public func apply<Number: Carrier>(to array: inout [Number]) {
    var span = array.mutableSpan
    apply(to: &span)
  }

  /// Replaces every element of a span with the function of it: in binary64, rounded once more to the
  /// carrier.
  @specialized(where Number == Float)
  @specialized(where Number == Double)
  public func apply<Number: Carrier>(to span: inout MutableSpan<Number>) {
    switch self {
    case .exp: Self.each(of: &span) { Portable.exp($0) }
    case .exp2: Self.each(of: &span) { Portable.exp2($0) }
    case .expMinusOne: Self.each(of: &span) { Portable.expMinusOne($0) }
    case .log: Self.each(of: &span) { Portable.log($0) }
    case .logOnePlus: Self.each(of: &span) { Portable.log(onePlus: $0) }
    case .log2: Self.each(of: &span) { Portable.log2($0) }
    case .sin: Self.each(of: &span) { Portable.sin($0) }
    case .cos: Self.each(of: &span) { Portable.cos($0) }
    case .tanh: Self.each(of: &span) { Portable.tanh($0) }
    case .sigmoid: Self.each(of: &span) { Portable.sigmoid($0) }
    case .logSigmoid: Self.each(of: &span) { Portable.logSigmoid($0) }
    case .silu: Self.each(of: &span) { $0 * Portable.sigmoid($0) }
    case .erf: Self.each(of: &span) { Portable.erf($0) }
    case .gelu: Self.each(of: &span) { $0 * Portable.normalCDF($0) }
    }
  }

  @inline(__always)
  private static func each<Number: Carrier>(
    of span: inout MutableSpan<Number>, _ function: (Double) -> Double
  ) {
    for index in span.indices { span[index] = Number(function(Double(span[index]))) }
  }
}
