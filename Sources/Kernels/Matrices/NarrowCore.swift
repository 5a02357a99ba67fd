import CKernels
import FloatFormats

/// A tensor core of FP8 on binary32 numbers, by loops in binary32 and integers (narrow_core.h) that are
/// several times as fast as lanes of binary64. They begin at 0, count nothing, and take finite numbers.
struct NarrowCore: Sendable {
  private let constants: ck_narrow_core
  private let level: VectorLevel

  /// Nil for what the loops do not do.
  init?(_ plan: AccumulationPlan, _ level: VectorLevel) {
    guard level > .scalar, case .tensorCore(let kernel) = plan, kernel.core.input == .fp8,
      kernel.core.joining == .aligned, case .binary32(let fractionBits) = kernel.core.output,
      // Products are below 2^2 of the largest's binade, and the accumulator below 2.
      (4 * kernel.core.block + 2) << kernel.core.alignmentBits <= 1 << 24
    else { return nil }
    func field(_ leastNormal: Double) -> Int32 {
      Int32(leastNormal.exponent + FloatFormat.binary32.bias)
    }
    constants = ck_narrow_core(
      alignment_bits: Int32(kernel.core.alignmentBits), fraction_bits: Int32(fractionBits),
      block: kernel.core.block, least_a: field(kernel.a.leastNormal),
      least_b: field(kernel.b.leastNormal))
    self.level = level
  }

  /// Writes some rows of a strip; false, and any results, where B has numbers that are not finite.
  /// - Precondition: A's numbers are finite, and of binary32.
  func compute<Number: Carrier>(
    _ a: MatrixOperand<Number>, _ strip: MatrixOperand<Number>, rows: Range<Int>,
    into target: StripTarget<Number>
  ) -> Bool {
    let width = Int(ck_narrow_columns)
    let count = strip.rows * width
    return withUnsafeTemporaryAllocation(of: Float.self, capacity: count) { numbers in
      withUnsafeTemporaryAllocation(of: Int32.self, capacity: count) { exponents in
        guard let b = numbers.baseAddress, let fields = exponents.baseAddress, let first = a.base
        else { return false }
        let from = UnsafeRawPointer(first + rows.lowerBound * a.rowStride)
          .assumingMemoryBound(to: Float.self)
        return withUnsafePointer(to: constants) { constants in
          stride(from: 0, to: strip.columns, by: width).allSatisfy { column in
            let columns = column..<min(column + width, strip.columns)
            strip.copy(columns: columns, width: width, to: b)
            let to = UnsafeMutableRawPointer(target.row(rows.lowerBound) + column)
              .assumingMemoryBound(to: Float.self)
            return ck_narrow_core(
              constants, level.rawValue, from, a.rowStride, a.columnStride, rows.count, b,
              strip.rows, fields, to, target.stride, columns.count) != 0
          }
        }
      }
    }
  }
}
