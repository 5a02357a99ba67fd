import CKernels
import Testing

@testable import Kernels

/// The two ways in which tiles round to m trailing bits without a comparison (matmul.h, `next32`), over
/// every significand, against integers.
@Suite struct TileRoundingTests {
  static let levels = VectorLevel.available.filter(\.hasTiles)

  /// What a tile sums are rounded by is y − (y − t), and what normal products are rounded by is
  /// t·S − ∘(t·(S − 1)), with y = t·S and S = 2^(23 − m).
  enum Way: CaseIterable {
    case sum, product
  }

  /// Right for every m that ``TilePlan`` takes, in the binade of 1, and of the other sign in the highest that
  /// it takes.
  @Test(arguments: levels, Way.allCases)
  func everySignificand(level: VectorLevel, way: Way) {
    for bits in 2...10 {
      for binade in [1, -Float(sign: .plus, exponent: 103 + bits, significand: 1)] {
        let failures = failures(bits, binade, way, level)
        #expect(
          failures.count == 0,
          "m = \(bits), from \(binade): \(failures.count), the first of them \(failures.first)")
      }
    }
  }

  /// Wrong for one bit more, so that plans cannot take it.
  @Test(arguments: levels, Way.allCases)
  func elevenBitsAreTooMany(level: VectorLevel, way: Way) {
    #expect(failures(11, 1, way, level).count > 0)
  }

  /// How many numbers of a binade a tile of one term rounds wrongly, and the first of them.
  private func failures(
    _ bits: Int, _ binade: Float, _ way: Way, _ level: VectorLevel
  ) -> (count: Int, first: String) {
    var constants = ck_matmul()
    constants.kind = Int32(ck_matmul_normal.rawValue)
    constants.scale = Float(1 << (23 - bits))
    let columns = ck_matmul_columns(level.rawValue, constants.kind)
    let count = 4 * columns
    var (failed, example) = (0, "none")
    // A tile has `count` sums, a row of B `columns` numbers.
    let step = way == .sum ? count : columns
    for start in stride(from: 0, to: 1 << 23, by: step) {
      let numbers = (start..<start + step).map { Float(bitPattern: binade.bitPattern + UInt32($0)) }
      var sums = way == .sum ? numbers : [Float](repeating: 0, count: count)
      let a = way == .sum ? [Float](repeating: 0, count: 4) : [1, 1, 1, 1]
      _ = ck_matmul_tile(
        &constants, level.rawValue, a, numbers, columns, 1, &sums, columns, 0, nil)
      for place in 0..<step {
        let expected = rounded(numbers[place].bitPattern, 23 - bits)
        guard sums[place].bitPattern != expected else { continue }
        if failed == 0 {
          example = "\(numbers[place]): \(Float(bitPattern: expected)), \(sums[place])"
        }
        failed += 1
      }
    }
    return (failed, example)
  }

  /// To nearest even, without the last `cut` bits: a carry goes into the exponent.
  private func rounded(_ encoding: UInt32, _ cut: Int) -> UInt32 {
    let half: UInt32 = 1 << UInt32(cut - 1)
    let isOdd = encoding >> UInt32(cut) & 1
    return (encoding + half - 1 + isOdd) & ~(2 * half - 1)
  }
}
