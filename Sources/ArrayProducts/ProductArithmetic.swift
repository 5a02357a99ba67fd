import BlockFormats
import FloatFormats
import Kernels
import RandomStreams

/// How numbers are multiplied and added up: the formats that operands are cast to, to nearest even, and
/// the accumulator.
///
/// Operands in a block format enter as the values that elements and scales stand for, exactly: its blocks lie
/// along the sum.
public struct ProductArithmetic: Sendable {
  /// Products of operands of these formats.
  public let products: MatrixProduct
  let castA: OperandCast
  let castB: OperandCast
  let random: RandomStream

  /// A model with operands a and b of a format each.
  ///
  /// - Parameter seed: of the random bits of a stochastic model; of no effect on others.
  /// - Throws: `AccumulatorError` where the model does not take the formats; tensor cores take none in blocks.
  public init(
    _ model: AccumulatorModel, a: ArrayFormat, b: ArrayFormat, seed: UInt64 = 1
  ) throws {
    try self.init(model, OperandCast(a), OperandCast(b), seed)
  }

  /// The same of formats without names.
  public init(
    _ model: AccumulatorModel, a: FloatFormat, b: FloatFormat, seed: UInt64 = 1
  ) throws {
    try self.init(model, .numbers(ArrayCast(to: a)), .numbers(ArrayCast(to: b)), seed)
  }

  private init(
    _ model: AccumulatorModel, _ a: OperandCast, _ b: OperandCast, _ seed: UInt64
  ) throws {
    (castA, castB) = (a, b)
    products = try MatrixProduct(model, a: a.valueFormat, b: b.valueFormat)
    random = RandomStream(StreamKey(seed: seed, domain: .rounding, id: 0))
  }

  /// Whether every result is a binary32 number.
  public var resultsFitFloat: Bool { Float.holds(products.model.resultFormat) }
}

/// The cast of an operand.
enum OperandCast: Sendable {
  case numbers(ArrayCast<Double>)
  case blocks(BlockQuantizer)

  init(_ format: ArrayFormat) throws {
    switch format {
    case .numbers(let named): self = .numbers(try ArrayCast(to: named.format))
    case .blocks(let blocks): self = .blocks(BlockQuantizer(to: blocks))
    }
  }

  /// A format that has every value.
  var valueFormat: FloatFormat {
    switch self {
    case .numbers(let cast): cast.format
    case .blocks(let quantizer): quantizer.format.valueFormat
    }
  }

  /// Whether a row's values depend on the row alone.
  var isByRow: Bool {
    switch self {
    case .numbers: true
    case .blocks(let quantizer): quantizer.format.isByRow
    }
  }

  /// The values of a matrix.
  /// - Parameter isTransposed: whether sums go down its columns, and not along its rows.
  func values(
    _ source: [Double], rows: Int, columns: Int, isTransposed: Bool = false, threads: Int = 1
  ) -> [Double] {
    switch self {
    case .numbers(let cast): return cast.values(source)
    case .blocks(let quantizer):
      guard isTransposed else {
        return quantizer.values(source, shape: [rows, columns], threads: threads).values
      }
      let turned = transposed(source, rows: rows, columns: columns)
      let values = quantizer.values(turned, shape: [columns, rows], threads: threads).values
      return transposed(values, rows: columns, columns: rows)
    }
  }
}

private func transposed(_ source: [Double], rows: Int, columns: Int) -> [Double] {
  [Double](unsafeUninitializedCapacity: source.count) { target, count in
    for row in 0..<rows {
      for column in 0..<columns {
        target.initializeElement(at: column * rows + row, to: source[row * columns + column])
      }
    }
    count = source.count
  }
}
