import CKernels
import FloatFormats
import RandomStreams

extension MatrixProduct {
  /// c + Σ aₖ·bₖ of two arrays: what ``Accumulator`` gives, bit for bit.
  ///
  /// Where there are tiles, the terms of one sum wait for one another's additions; several sums are faster
  /// side by side.
  ///
  /// - Parameters:
  ///   - a: values of the input format; b as many.
  ///   - c: where accumulation starts.
  ///   - random: where stochastic roundings take their bits; without it they are 0.
  ///   - output: which of many results this is.
  @specialized(where Number == Float)
  @specialized(where Number == Double)
  public func dot<Number: Carrier>(
    _ a: Span<Number>, _ b: Span<Number>, from c: Double = 0, random: RandomStream? = nil,
    output: OutputIndex = OutputIndex()
  ) -> Double {
    run(a, b, c, random, output, isCounting: false).sum
  }

  /// The same, adding what happened to `counts`.
  @specialized(where Number == Float)
  @specialized(where Number == Double)
  public func dot<Number: Carrier>(
    _ a: Span<Number>, _ b: Span<Number>, from c: Double = 0, random: RandomStream? = nil,
    output: OutputIndex = OutputIndex(), counts: inout AccumulatorCounts
  ) -> Double {
    let (sum, done) = run(a, b, c, random, output, isCounting: true)
    counts.append(done)
    return sum
  }

  @inline(__always)
  private func run<Number: Carrier>(
    _ a: Span<Number>, _ b: Span<Number>, _ c: Double, _ random: RandomStream?,
    _ output: OutputIndex, isCounting: Bool
  ) -> (sum: Double, counts: AccumulatorCounts) {
    precondition(a.count == b.count, "the operands differ in their counts")
    return a.withUnsafeBufferPointer { a in
      b.withUnsafeBufferPointer { b in
        if !isCounting, let sum = byTiles(a, b, c) { return (sum, AccumulatorCounts()) }
        return byLane(a, b, c, random, output, isCounting: isCounting)
      }
    }
  }

  /// The sum as a tile adds it up; nil where the numbers are not fit for it.
  private func byTiles<Number: Carrier>(
    _ a: UnsafeBufferPointer<Number>, _ b: UnsafeBufferPointer<Number>, _ c: Double
  ) -> Double? {
    guard let tilePlan, let x = a.baseAddress, let y = b.baseAddress, tilePlan.canStart(at: c)
    else { return nil }
    let start = tilePlan.start(c)
    let tiles = tilePlan.tiles(
      a: MatrixOperand(a, rows: 1, columns: a.count).extremes,
      b: MatrixOperand(b, rows: 1, columns: b.count).extremes, start: start.magnitude,
      terms: a.count)
    guard let tiles else { return nil }
    if tilePlan.isWide { return Self.sum(tiles, level, x, y, a.count, start, as: Double.self) }
    return Self.sum(tiles, level, x, y, a.count, start, as: Float.self)
  }

  /// Numbers that are copied at a time, where the carrier is not the tiles'.
  private static var pieceLength: Int { 1024 }

  private static func sum<Number: Carrier, Wide: BinaryFloatingPoint>(
    _ tiles: Tiles, _ level: VectorLevel, _ a: UnsafePointer<Number>,
    _ b: UnsafePointer<Number>, _ count: Int, _ start: Double, as _: Wide.Type
  ) -> Double? {
    let length = min(tiles.block, pieceLength)
    return withUnsafeTemporaryAllocation(of: Wide.self, capacity: 2 * length) { pieces in
      guard let x = pieces.baseAddress else { return nil }
      let y = x + length
      var constants = tiles.constants
      var sum = start
      for first in stride(from: 0, to: count, by: length) {
        // A sum within the limit cannot overflow in a block.
        guard sum.magnitude <= tiles.limit else { return nil }
        let piece = min(length, count - first)
        for k in 0..<piece {
          x[k] = Wide(a[first + k])
          y[k] = Wide(b[first + k])
        }
        sum = ck_matmul_dot(&constants, level.rawValue, x, y, piece, sum)
      }
      return sum.isNaN ? .nan : sum
    }
  }

  private func byLane<Number: Carrier>(
    _ a: UnsafeBufferPointer<Number>, _ b: UnsafeBufferPointer<Number>, _ c: Double,
    _ random: RandomStream?, _ output: OutputIndex, isCounting: Bool
  ) -> (sum: Double, counts: AccumulatorCounts) {
    var state = LaneState(
      counts: isCounting ? AccumulatorCounts() : nil, random: random, output: output,
      level: level)
    var sums = plan.sums(lanes: 1, isExact: isExact, state)
    sums.begin(at: [c], count: a.count, restarts: true)
    let (x, y) = (a.map { Double($0) }, b.map { Double($0) })
    x.withUnsafeBufferPointer { x in
      y.withUnsafeBufferPointer { y in
        guard let a = x.baseAddress, let b = y.baseAddress else { return }
        sums.add(LaneTerms(a: a, b: b, stride: 1, rows: x.count), &state)
      }
    }
    let sum = sums.close(&state)[0]
    return (sum.isNaN ? .nan : sum, state.counts ?? AccumulatorCounts())
  }
}
