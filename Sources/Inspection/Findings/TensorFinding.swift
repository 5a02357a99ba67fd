import FloatFormats

/// What an array holds, and what formats would do to it.
public struct TensorFinding: Sendable {
  /// The array's name in its file.
  public internal(set) var name: String
  /// The element type, as the file has it.
  public internal(set) var type: String
  /// The length of every axis.
  public internal(set) var shape: [Int]
  /// The file's path.
  public internal(set) var file: String
  /// All numbers; a complex element is two.
  public internal(set) var elements: UInt64 = 0
  /// Zeros of either sign: structural ones, which no format is to blame for.
  public internal(set) var zeros: UInt64 = 0
  /// NaNs.
  public internal(set) var nans: UInt64 = 0
  /// Infinities of either sign.
  public internal(set) var infinities: UInt64 = 0
  /// The largest finite magnitude; 0 if there is none.
  public internal(set) var largest = 0.0
  /// The least magnitude other than 0; infinity if there is none.
  public internal(set) var least = Double.infinity
  /// By the formats that were asked for, in their order.
  public internal(set) var formats: [FormatFinding] = []

  /// Finite numbers other than 0.
  public var nonzero: UInt64 { elements - zeros - nans - infinities }
}
