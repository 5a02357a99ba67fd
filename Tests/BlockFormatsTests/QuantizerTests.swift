import FloatFormats
import Kernels
import RandomStreams
import TestSupport
import Testing

@testable import BlockFormats

/// Codes, scales and values against a judge that compares exact numbers.
@Suite struct QuantizerTests {
  private static func hex(_ number: Double) -> String {
    "\(number) (\(String(number.bitPattern, radix: 16)))"
  }

  /// The first difference between what is found and the judge's, in words.
  static func difference<Number: Carrier>(
    _ judge: BlockJudge, _ format: BlockFormat, _ rows: [[Number]], threads: Int = 1
  ) -> String? {
    let columns = rows.first?.count ?? 0
    let source = rows.flatMap { $0 }
    let quantizer = BlockQuantizer(to: format)
    let found = quantizer.quantize(source, shape: [rows.count, columns], threads: threads)
    let finite = source.filter(\.isFinite).map { Float($0.magnitude) }
    let tensorScale = judge.tensorScale(finite.max() ?? 0)
    guard found.tensorScale == tensorScale else {
      return "tensor scale \(found.tensorScale), expected \(tensorScale)"
    }
    let values: [Double] = found.values()
    let direct = quantizer.values(source.map { Double($0) }, shape: [rows.count, columns]).values
    let length = format.scaling.shape.length ?? columns
    var block = 0
    for (row, numbers) in rows.enumerated() {
      for start in stride(from: 0, to: columns, by: length) {
        let places = start..<min(start + length, columns)
        let expected = judge.judge(
          places.map { Double(numbers[$0]) }, tensorScale: Double(tensorScale))
        let scale = format.scaling.scale.format.decode(UInt64(found.scales[block]))
        if scale != expected.scale && !(scale.isNaN && expected.scale.isNaN) {
          return "block \(block), scale \(hex(scale)), expected \(hex(expected.scale))"
        }
        for (index, column) in places.enumerated() {
          let place = row * columns + column
          let (value, right) = (values[place], expected.values[index])
          let element = format.element.decode(found.codes[place])
          let isRight =
            value == right && element.magnitude == judge.elements[expected.codes[index]]
            && direct[place] == value || value.isNaN && right.isNaN && found.codes[place] == 0
          if !isRight {
            return "row \(row), column \(column), \(hex(Double(numbers[column]))): found "
              + "\(hex(value)), element \(element), direct \(hex(direct[place])); expected "
              + "\(hex(right)), scale \(scale)"
          }
        }
        block += 1
      }
    }
    return nil
  }

  /// Random numbers around magnitudes of every binade of binary32.
  @Test(arguments: BlockJudge.all.indices)
  func everyBinade(_ place: Int) throws {
    let judge = BlockJudge.all[place]
    let format = try BlockCatalogue.format(named: judge.name)
    var generator = SeededGenerator(seed: 11)
    for exponent in stride(from: -149, through: 127, by: judge.scales == nil ? 3 : 1) {
      for significand in [1, 1.5, 1.75, 1.8125, 1.875, 2 - 0x1p-23] as [Float] {
        let largest = Float(sign: .plus, exponent: exponent, significand: significand)
        guard largest.isFinite, largest > 0 else { continue }
        let rows = (0..<2).map { _ in
          (0..<37).map { column -> Float in
            switch column {
            case 3, 36: largest
            case 5: -0.0
            case 7: -largest
            default:
              Float.random(in: -1...1, using: &generator) * largest
                * (Bool.random(using: &generator) ? 1 : 0x1p-7)
            }
          }
        }
        let difference = Self.difference(judge, format, rows)
        #expect(
          difference == nil, "\(judge.name), largest \(largest), seed 11: \(difference ?? "")")
        if difference != nil { return }
      }
    }
  }

  /// Every element, every midpoint and its neighbours, in a block whose largest number they do not move.
  @Test(arguments: BlockJudge.all.indices)
  func everyElementAndMidpoint(_ place: Int) throws {
    let judge = BlockJudge.all[place]
    let format = try BlockCatalogue.format(named: judge.name)
    let top = Float(try #require(judge.elements.last))
    for scale in [1, 0x1p-126, 0x1p100, 3, 1 / 3, 0.7] as [Float] {
      var numbers: [Float] = []
      for (lower, upper) in zip(judge.elements, judge.elements.dropFirst()) {
        let middle = Float((lower + upper) / 2) * scale
        numbers += [Float(lower) * scale, middle.nextDown, middle, middle.nextUp, -middle]
      }
      let length = (format.scaling.shape.length ?? 32) - 1
      let rows = stride(from: 0, to: numbers.count - length, by: length).map {
        [top * scale] + numbers[$0..<$0 + length]
      }
      let difference = Self.difference(judge, format, rows)
      #expect(difference == nil, "\(judge.name), scale \(scale): \(difference ?? "")")
    }
  }

  /// Numbers of binary64, whose quotients binary64 does not hold, near midpoints.
  @Test(arguments: BlockJudge.all.indices)
  func numbersOfBinary64(_ place: Int) throws {
    let judge = BlockJudge.all[place]
    let format = try BlockCatalogue.format(named: judge.name)
    var generator = SeededGenerator(seed: 12)
    for _ in 0..<20 {
      let length = format.scaling.shape.length ?? 32
      // The largest number is one of binary32, of which the judge's division makes scales.
      let largest = Double(Float.random(in: 1...2, using: &generator))
      let quantizer = BlockQuantizer(to: format)
      let scale = quantizer.scaler([largest]).divisor(largest)
      let rows = (0..<3).map { _ in
        [largest]
          + (1..<length).map { _ -> Double in
            let element = Int.random(in: 1..<judge.elements.count, using: &generator)
            let middle = (judge.elements[element - 1] + judge.elements[element]) / 2 * scale
            let near = [middle, middle.nextUp, middle.nextDown][
              Int.random(in: 0..<3, using: &generator)]
            return min(near, largest)
          }
      }
      let difference = Self.difference(judge, format, rows)
      #expect(difference == nil, "\(judge.name), seed 12: \(difference ?? "")")
    }
  }

  /// A NaN or an infinity makes NaN of its block alone; blocks of zeros are zeros; short last blocks.
  @Test(arguments: BlockJudge.all.indices)
  func specialBlocks(_ place: Int) throws {
    let judge = BlockJudge.all[place]
    let format = try BlockCatalogue.format(named: judge.name)
    for special in [Float.nan, .infinity, -.infinity, 0, -0.0, 0x1p-149] {
      for columns in [1, 15, 16, 17, 33, 129, 300] {
        var rows = [[Float]](repeating: (0..<columns).map { Float($0) - 7 }, count: 3)
        rows[1][columns / 2] = special
        rows[2] = rows[2].map { _ in special }
        let difference = Self.difference(judge, format, rows, threads: 2)
        #expect(difference == nil, "\(judge.name), \(special), \(columns): \(difference ?? "")")
      }
    }
  }

  /// Blocks of two elements, of all pairs of numbers of a narrow format.
  @Test func everyPairOfNarrowNumbers() throws {
    let numbers = (0..<64).map { Float(FloatFormat.e3m4.decode(2 * $0)) }
    let rows = numbers.map { first in numbers.flatMap { [first, -$0] } }
    for judge in BlockJudge.all where judge.scales != nil && !judge.hasTensorScale {
      let row = try BlockCatalogue.format(named: judge.name)
      let format = try BlockFormat(
        element: row.element,
        scaling: BlockScaling(
          shape: .line(2), scale: row.scaling.scale, rule: row.scaling.rule))
      let difference = Self.difference(judge, format, rows)
      #expect(difference == nil, "\(format.name): \(difference ?? "")")
    }
  }
}
