import FloatFormats
import RandomStreams
import Testing

@testable import Kernels

/// Products whose operand is made, or whose results are given away, in parts: the bits and counts of the
/// whole product, which MatrixProductTests judges.
@Suite struct MatrixPartsTests {
  // Whole strips, tiles and blocks, and remainders of each.
  static let shape = ProductShape(rows: 261, terms: 29, columns: 167)

  struct Product {
    let matrices: MatrixProduct
    let a: [Float]
    let b: [Float]
    let random = RandomStream(StreamKey(seed: MatrixProductTests.seed, domain: .rounding, id: 0))
    let expected: [Float]
    let counts: AccumulatorCounts

    init(_ model: AccumulatorModel, _ inputs: FloatFormat, _ data: MatrixProductTests.Data) throws {
      let matrices = try MatrixProduct(model, inputs: inputs)
      let a = data.values(shape.rows * shape.terms, inputs, id: 1).map { Float($0) }
      let b = data.values(shape.terms * shape.columns, inputs, id: 2).map { Float($0) }
      var whole = [Float](repeating: 0, count: shape.rows * shape.columns)
      var target = whole.mutableSpan
      counts = matrices.multiplyCounting(a.span, b.span, shape, into: &target, random: random)
      (self.matrices, self.a, self.b) = (matrices, a, b)
      expected = whole
    }

    /// The first result that is not as expected.
    func difference(_ observed: [Float]) -> String? {
      expected.indices.first { !Operands.isSame(Double(observed[$0]), Double(expected[$0])) }.map {
        "result \($0): expected \(expected[$0]), observed \(observed[$0])"
      }
    }
  }

  /// Models with results in binary32, inputs and data.
  static func products() throws -> [(name: String, product: Product)] {
    try MatrixProductTests.models.flatMap { model, inputs in
      let format = try FormatCatalogue.format(named: inputs).format
      let model = try AccumulatorModel(named: model)
      guard Float.holds(model.resultFormat), Float.holds(format) else {
        return [(name: String, product: Product)]()
      }
      return try [MatrixProductTests.Data.moderate, .large].map {
        ("\(model.name) of \(inputs), \($0)", try Product(model, format, $0))
      }
    }
  }

  @Test func strips() throws {
    var failures: [String] = []
    for (name, product) in try Self.products() {
      for (threads, isCounting) in [(1, true), (3, true), (2, false)] {
        var result = [Float](repeating: 7, count: product.expected.count)
        var target = result.mutableSpan
        let width = Self.shape.columns
        let counts = product.matrices.multiply(
          product.a.span, Self.shape, into: &target, random: product.random, threads: threads,
          isCounting: isCounting
        ) { columns, strip in
          for k in 0..<Self.shape.terms {
            for j in columns {
              strip[k * columns.count + j - columns.lowerBound] = product.b[k * width + j]
            }
          }
        }
        if let difference = product.difference(result) {
          failures.append("\(name), \(threads) threads: \(difference)")
        }
        let expected = isCounting ? product.counts : AccumulatorCounts()
        if counts != expected {
          failures.append("\(name), \(threads) threads: expected \(expected), observed \(counts)")
        }
      }
    }
    #expect(failures == [])
  }

  @Test func blocks() throws {
    struct Found {
      var results = [Float](
        repeating: 7, count: MatrixPartsTests.shape.rows * MatrixPartsTests.shape.columns)
      var counts = AccumulatorCounts()
      var numbers: [Int] = []
    }
    var failures: [String] = []
    for (name, product) in try Self.products() {
      for threads in [1, 3] {
        let sum = OrderedSum<([Float], ProductPlace), Found>(Found()) { found, part in
          let (values, place) = part
          for (index, value) in values.enumerated() {
            let row = place.rows.lowerBound + index / place.columns.count
            let column = place.columns.lowerBound + index % place.columns.count
            found.results[row * Self.shape.columns + column] = value
          }
          found.counts.append(place.counts)
          found.numbers.append(place.number)
        }
        product.matrices.forEachBlock(
          product.a.span, product.b.span, Self.shape, random: product.random, threads: threads,
          isCounting: true
        ) { block in
          let place = ProductPlace(
            number: block.number, rows: block.rows, columns: block.columns, counts: block.counts)
          sum.add((Array(block.results), place), number: block.number)
        }
        let found = sum.sum
        if let difference = product.difference(found.results) {
          failures.append("\(name), \(threads) threads: \(difference)")
        }
        if found.counts != product.counts || found.numbers != Array(found.numbers.indices) {
          failures.append(
            "\(name), \(threads) threads: expected \(product.counts), observed \(found.counts), "
              + "blocks \(found.numbers)")
        }
      }
    }
    #expect(failures == [])
  }

  struct ProductPlace: Sendable {
    let number: Int
    let rows: Range<Int>
    let columns: Range<Int>
    let counts: AccumulatorCounts
  }
}
