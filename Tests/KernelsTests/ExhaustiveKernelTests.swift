import Dispatch
import FloatFormats
import Foundation
import Synchronization
import Testing

@testable import Kernels

/// Sweeps over every operand there is; `make exhaustive` runs them.
@Suite(
  .enabled(if: ProcessInfo.processInfo.environment["GRADUAL_EXHAUSTIVE"] == "1", "make exhaustive"))
struct ExhaustiveKernelTests {
  private static let pieceLength = 1 << 20
  static let levels = VectorLevel.available.filter { $0 > .scalar }

  /// Every binary32 number, cast by the loops of every level, against the rounding core.
  @Test(arguments: ["binary16", "bfloat16", "e4m3fn", "e5m2"])
  func everyBinary32(name: String) throws {
    let format = try FormatCatalogue.format(named: name).format
    let context = RoundingContext()
    let casts = try Self.levels.map {
      try ArrayCast<Float>(to: format, context, level: $0)
    }
    let failures = Mutex<[String]>([])
    DispatchQueue.concurrentPerform(iterations: (1 << 32) / Self.pieceLength) { piece in
      let first = UInt32(piece * Self.pieceLength)
      let source = (0..<UInt32(Self.pieceLength)).map { Float(bitPattern: first + $0) }
      // As `encode` does, which is generic and takes ten times as long.
      let expected = source.map {
        format.round(Unrounded(ExactValue(binary64: Double($0))), context).code
      }
      let values = expected.map { Float(format.decode($0)) }
      for cast in casts {
        let observed = cast.values(source)
        var codes = [UInt16](repeating: 0, count: source.count)
        var target = codes.mutableSpan
        cast.encode(source.span, into: &target)
        for index in source.indices
        where UInt64(codes[index]) != expected[index]
          || observed[index].bitPattern != values[index].bitPattern
            && !(observed[index].isNaN && values[index].isNaN)
        {
          failures.withLock {
            $0.append(
              "\(source[index].bitPattern): expected \(values[index]), code \(expected[index]), "
                + "observed \(observed[index]), code \(codes[index])")
          }
          break
        }
      }
    }
    let found = failures.withLock { $0 }
    #expect(found.isEmpty, "\(name): \(found.count): \(found.prefix(5))")
  }

  /// Every product of two binary16 numbers, as tiles round it, against the rounding core.
  @Test(arguments: levels)
  func everyProductOfBinary16(level: VectorLevel) throws {
    let format = FloatFormat.binary16
    let product = try MatrixProduct(
      AccumulatorModel(named: "per-operation(binary16)"), inputs: format, level: level)
    let failures = Mutex<[String]>([])
    let codes = (0..<UInt64(1 << 16)).filter { format.decode($0).isFinite }
    let row = codes.map { Float(format.decode($0)) }
    let ones = ArrayArithmetic<Float>.Operation.multiply
    let arithmetic = try ArrayArithmetic<Float>(in: format, level: .best)
    DispatchQueue.concurrentPerform(iterations: codes.count) { index in
      let a = row[index]
      var observed = [Float](repeating: 0, count: row.count)
      var target = observed.mutableSpan
      product.multiply(
        [a].span, row.span, ProductShape(rows: 1, terms: 1, columns: row.count), into: &target)
      let expected = arithmetic.result(ones, [Float](repeating: a, count: row.count), row)
      for column in row.indices
      // +0 + −0 is +0.
      where observed[column].bitPattern != (expected[column] + 0).bitPattern {
        failures.withLock {
          $0.append("\(a) · \(row[column]): \(expected[column]), \(observed[column])")
        }
        break
      }
    }
    let found = failures.withLock { $0 }
    #expect(found.isEmpty, "\(level): \(found.count): \(found.prefix(5))")
  }
}
