import ArbitraryPrecision
import FloatFormats

/// A function of one number as a table: the result for every code of a format of up to 16 bits,
/// correctly rounded.
///
/// ```swift
/// let tanh = try FunctionTable.shared(.tanh, .bfloat16)
/// tanh.apply(to: &activations)     // codes, in place
/// ```
public struct FunctionTable: Sendable {
  /// The function.
  public let function: UnaryFunction
  /// The format of operands and results.
  public let format: FloatFormat
  /// How results were rounded.
  public let context: RoundingContext
  /// The result of each code: 2^`format.bitWidth` codes.
  public let results: [UInt16]
  /// What was signalled for each code.
  public let flags: [ExceptionFlags]

  /// The widest format that has tables, in bits.
  public static let maximumBitWidth = 16

  /// Computes a table.
  ///
  /// Complexity: one evaluation by MPFR a code, on all cores. ``shared(_:_:_:)`` spends it once.
  /// - Throws: ``FunctionTableError`` if the format is wider than ``maximumBitWidth``, or if the
  ///   rounding is stochastic: its results are not functions of the operand alone.
  public init(
    _ function: UnaryFunction, _ format: FloatFormat, _ context: RoundingContext = RoundingContext()
  ) throws(FunctionTableError) {
    guard format.bitWidth <= Self.maximumBitWidth else {
      throw FunctionTableError.tooWide(bitWidth: format.bitWidth)
    }
    guard case .mode = context.rounding else {
      throw FunctionTableError.stochastic(context.rounding)
    }
    self.function = function
    self.format = format
    self.context = context
    let rows = Self.rows(function, format, context)
    results = rows.flatMap { $0.map { UInt16(truncatingIfNeeded: $0.code) } }
    flags = rows.flatMap { $0.map(\.flags) }
  }

  /// The results of all codes in order, in rows of consecutive codes.
  private static func rows(
    _ function: UnaryFunction, _ format: FloatFormat, _ context: RoundingContext
  ) -> [[Rounded]] {
    let count = Int(format.largestCode) + 1
    // Small enough to share out evenly (codes differ in cost), large enough that an evaluator's making
    // does not show.
    let rowLength = Swift.min(count, 512)
    return concurrentMap(count / rowLength) { row in
      var evaluator = FunctionEvaluator(for: format, context.rounding)
      return (row * rowLength..<(row + 1) * rowLength).map { code in
        format.round(evaluator.value(of: function, format.unpack(UInt64(code))), context)
      }
    }
  }
}

/// Why there is no table: one line.
public enum FunctionTableError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The format has this many bits.
  case tooWide(bitWidth: Int)
  /// The rounding takes random bits.
  case stochastic(Rounding)

  /// What is wrong, and what would be valid.
  public var description: String {
    switch self {
    case .tooWide(let bitWidth):
      "function table: format of \(bitWidth) bits; valid: up to \(FunctionTable.maximumBitWidth)"
    case .stochastic(let rounding):
      "function table: rounding \(rounding); valid: the deterministic modes"
    }
  }
}
