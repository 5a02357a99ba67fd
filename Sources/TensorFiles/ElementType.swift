/// What one element of a stored array is.
public enum ElementType: String, CaseIterable, Hashable, Sendable {
  case bool, uint8, uint16, uint32, uint64, int8, int16, int32, int64, float16, float32, float64

  /// The size of one element in bytes.
  public var size: Int {
    switch self {
    case .bool, .uint8, .int8: 1
    case .uint16, .int16, .float16: 2
    case .uint32, .int32, .float32: 4
    case .uint64, .int64, .float64: 8
    }
  }

  /// The `descr` that numpy writes for this type on a little-endian machine, such as `<f4` or
  /// `|u1`.
  public var descriptor: String {
    let kind =
      switch self {
      case .bool: "b"
      case .uint8, .uint16, .uint32, .uint64: "u"
      case .int8, .int16, .int32, .int64: "i"
      case .float16, .float32, .float64: "f"
      }
    return (size == 1 ? "|" : "<") + kind + String(size)
  }
}

/// A Swift type whose memory is one element of an array file.
///
/// Every value of the type's size is a value of the type, so that bytes can be read without a
/// check. `Bool` does not conform for that reason: in memory it is 0 or 1 only.
public protocol ArrayElement: BitwiseCopyable, Sendable {
  /// The element type that a file names for this type.
  static var elementType: ElementType { get }
}

extension UInt8: ArrayElement {
  /// `uint8`, numpy's `|u1`.
  public static var elementType: ElementType { .uint8 }
}
extension UInt16: ArrayElement {
  /// `uint16`, numpy's `<u2`.
  public static var elementType: ElementType { .uint16 }
}
extension UInt32: ArrayElement {
  /// `uint32`, numpy's `<u4`.
  public static var elementType: ElementType { .uint32 }
}
extension UInt64: ArrayElement {
  /// `uint64`, numpy's `<u8`.
  public static var elementType: ElementType { .uint64 }
}
extension Int8: ArrayElement {
  /// `int8`, numpy's `|i1`.
  public static var elementType: ElementType { .int8 }
}
extension Int16: ArrayElement {
  /// `int16`, numpy's `<i2`.
  public static var elementType: ElementType { .int16 }
}
extension Int32: ArrayElement {
  /// `int32`, numpy's `<i4`.
  public static var elementType: ElementType { .int32 }
}
extension Int64: ArrayElement {
  /// `int64`, numpy's `<i8`.
  public static var elementType: ElementType { .int64 }
}
extension Float16: ArrayElement {
  /// `float16`, numpy's `<f2`.
  public static var elementType: ElementType { .float16 }
}
extension Float: ArrayElement {
  /// `float32`, numpy's `<f4`.
  public static var elementType: ElementType { .float32 }
}
extension Double: ArrayElement {
  /// `float64`, numpy's `<f8`.
  public static var elementType: ElementType { .float64 }
}
