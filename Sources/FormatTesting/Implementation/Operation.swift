import FloatFormats
import TestVectors

/// What an implementation of a format can be asked for.
public enum Operation: Hashable, Sendable {
  /// Arithmetic on codes of the format.
  case arithmetic(TestArithmetic)
  /// A comparison of codes of the format; the result is 0 or 1.
  case comparison(TestComparison)
  /// A number to an integer of the same format.
  case roundToInteger
  /// A number of another format to the format, rounded.
  case conversionFrom(NamedFormat)
  /// A number of the format to another format.
  case conversionTo(NamedFormat)

  /// A binary64 number to the format, rounded.
  public static let encode = Operation.conversionFrom(.binary64)
  /// A code of the format to binary64, which holds every value.
  public static let decode = Operation.conversionTo(.binary64)

  /// The operation on a format as a function with a name, such as `e4m3fn_add` or
  /// `binary64_to_e4m3fn`.
  public func function(of format: NamedFormat) -> TestFunction {
    switch self {
    case .arithmetic(let operation): .arithmetic(operation, format)
    case .comparison(let operation): .comparison(operation, format)
    case .roundToInteger: .roundToInteger(format)
    case .conversionFrom(let source): .conversion(from: source, to: format)
    case .conversionTo(let target): .conversion(from: format, to: target)
    }
  }

  /// `add`, `lt`, `roundToInt`, `conversion from binary64`, `conversion to binary64`.
  public var name: String {
    switch self {
    case .arithmetic(let operation): operation.rawValue
    case .comparison(let operation): operation.rawValue
    case .roundToInteger: "roundToInt"
    case .conversionFrom(let source): "conversion from \(source.name)"
    case .conversionTo(let target): "conversion to \(target.name)"
    }
  }
}
