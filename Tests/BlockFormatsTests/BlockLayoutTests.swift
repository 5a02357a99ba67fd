import FloatFormats
import TestSupport
import Testing

@testable import BlockFormats

/// Which numbers share a scale.
@Suite struct BlockLayoutTests {
  /// Tiles of a stack of matrices, whole and shorter ones: each is a block of its own.
  @Test(arguments: [[2, 5, 7], [5, 7], [7], [1, 1], [3, 0], [], [2, 2, 4, 6]])
  func tiles(shape: [Int]) throws {
    let format = try BlockCatalogue.format(named: "block(e2m1fn, 2x3, e8m0fnu, floor)")
    let judge = try #require(BlockJudge.all.first { $0.name == "mxfp4" })
    var generator = SeededGenerator(seed: 3)
    let count = shape.reduce(1, *)
    let numbers = (0..<count).map { _ in
      Float.random(in: -1...1, using: &generator)
        * Float(1 << Int.random(in: 0..<20, using: &generator))
    }
    let found = BlockQuantizer(to: format).quantize(numbers, shape: shape)
    let values: [Double] = found.values()
    let columns = shape.last ?? 1
    let rows = shape.count > 1 ? shape[shape.count - 2] : 1
    var scales: [Double] = []
    var expected = [Double](repeating: 0, count: count)
    for matrix in 0..<(rows * columns > 0 ? count / (rows * columns) : 0) {
      for top in stride(from: 0, to: rows, by: 2) {
        for left in stride(from: 0, to: columns, by: 3) {
          let places = (top..<min(top + 2, rows)).flatMap { row in
            (left..<min(left + 3, columns)).map { (matrix * rows + row) * columns + $0 }
          }
          let verdict = judge.judge(places.map { Double(numbers[$0]) }, tensorScale: 1)
          scales.append(verdict.scale)
          for (place, value) in zip(places, verdict.values) { expected[place] = value }
        }
      }
    }
    #expect(values == expected, "shape \(shape), seed 3")
    #expect(found.scales.map { FloatFormat.e8m0fnu.decode(UInt64($0)) } == scales, "shape \(shape)")
    #expect(found.layout.scaleShape.reduce(1, *) == scales.count, "\(found.layout.scaleShape)")
    #expect(found.layout.scaleShape.count == shape.count)
  }

  /// A tensor that is one block has one scale, however long it is.
  @Test func wholeTensor() throws {
    let format = try BlockCatalogue.format(named: "block(e4m3fn, tensor, binary32, amax)")
    var numbers = (0..<20_000).map { Float($0 % 7) - 3 }
    numbers[12_345] = 896
    let found = BlockQuantizer(to: format).quantize(numbers, shape: [100, 200], threads: 2)
    #expect(found.scales == [(2 as Float).bitPattern])
    #expect(found.layout.scaleShape.isEmpty)
    let values: [Float] = found.values()
    let wrong = values.indices.first { values[$0] != numbers[$0] }
    #expect(wrong == nil, "place \(wrong ?? 0)")
    #expect(found.counts.blocks == 1 && found.counts.worst?.block == 0)
  }

  /// Codes and scales that were stored elsewhere.
  @Test func storedElsewhere() throws {
    let format = try BlockCatalogue.format(named: "nvfp4")
    let blocks = try QuantizedBlocks(
      format, shape: [1, 17], codes: (0..<17).map { UInt16($0 % 16) }, scales: [0x38, 0x7f],
      tensorScale: 0.5)
    let values: [Float] = blocks.values()
    #expect(
      values.prefix(16) == [
        0, 0.25, 0.5, 0.75, 1, 1.5, 2, 3, -0.0, -0.25, -0.5, -0.75, -1, -1.5, -2, -3,
      ])
    #expect(values[16].isNaN)
    let int8 = try QuantizedBlocks(
      BlockCatalogue.format(named: "mxint8"), shape: [3], codes: [0x80, 0xff, 0x7f], scales: [127])
    #expect(int8.values() as [Double] == [-2, -1 / 64, 127 / 64])
    for (shape, codes, scales, scale, field) in [
      ([2], 3, 1, 1, "codes"), ([17], 17, 1, 1, "scales"), ([2], 2, 1, 0, "tensor scale"),
    ] as [([Int], Int, Int, Float, String)] {
      let error = #expect(throws: BlockFormatError.self) {
        try QuantizedBlocks(
          format, shape: shape, codes: Array(repeating: 0, count: codes),
          scales: Array(repeating: 0, count: scales), tensorScale: scale)
      }
      #expect(error?.field == field)
    }
  }
}
