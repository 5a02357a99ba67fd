import FloatFormats
import Kernels

/// A product A·B of operands in tiles: the sums of a tile's terms, each times its two scales, are added up
/// by fused multiply-adds in binary32.
struct TiledProduct<Number: Carrier>: Sendable {
  private let sums: MatrixProduct
  private let promotion: ArrayArithmetic<Number>
  private let a: ScaledMatrix<Number>
  private let tiles: TileScales
  /// Whether A is given as its transpose.
  private let isTransposed: Bool
  private let isCounting: Bool

  /// Nil for an operand that is not in tiles.
  /// - Parameters:
  ///   - sums: of the terms of a tile.
  ///   - isTransposed: whether A is given as its transpose.
  /// - Throws: `CarrierError` where the carrier does not hold binary32's numbers.
  init?(
    _ sums: MatrixProduct, _ a: ScaledMatrix<Number>, isTransposed: Bool, isCounting: Bool
  ) throws(CarrierError) {
    guard let tiles = a.tiles else { return nil }
    (self.sums, self.a, self.tiles) = (sums, a, tiles)
    self.isTransposed = isTransposed
    self.isCounting = isCounting
    promotion = try ArrayArithmetic(in: .binary32)
  }

  private var rows: Int { isTransposed ? a.numbers.columns : a.numbers.rows }
  private var terms: Int { isTransposed ? a.numbers.rows : a.numbers.columns }

  private static func parts(of count: Int, _ length: Int) -> [Range<Int>] {
    stride(from: 0, to: count, by: length).map { $0..<min($0 + length, count) }
  }

  /// Calls `body` with the results block by block, each once, by several threads at a time.
  ///
  /// - Parameters:
  ///   - size: rows and columns of a block.
  ///   - divisor: what the numbers of a tile of a column of B were divided by.
  ///   - make: writes some of B's columns, row after row.
  func forEachBlock(
    columns: Int, size: (rows: Int, columns: Int), threads: Int,
    divisor: @Sendable (_ tile: Int, _ column: Int) -> Float,
    making make:
      @Sendable (_ columns: Range<Int>, _ strip: UnsafeMutableBufferPointer<Number>) -> Void,
    _ body: @Sendable (ProductBlock<Number>) -> Void
  ) {
    let strips = Self.parts(of: columns, size.columns)
    let blocks = Self.parts(of: rows, max(size.rows, 1))
    let tiles = Self.parts(of: terms, TileScales.length)
    // What all strips take is cut once.
    let whole = blocks.count == 1 ? tiles.map { part(of: blocks[0], $0) } : []
    Tasks.perform(strips.count * blocks.count, threads: threads) { task, _ in
      let (rows, strip) = (blocks[task / strips.count], strips[task % strips.count])
      withUnsafeTemporaryAllocation(of: Number.self, capacity: terms * strip.count) { b in
        make(strip, b)
        // Partial sums, their scales, and the sums before and after they are added.
        let count = rows.count * strip.count
        withUnsafeTemporaryAllocation(of: Number.self, capacity: 4 * count) { scratch in
          scratch.initialize(repeating: 0)
          let places = (0..<4).map {
            UnsafeMutableBufferPointer(rebasing: scratch[$0 * count..<($0 + 1) * count])
          }
          let (sums, scales) = (places[0], places[1])
          var (before, after) = (places[2], places[3])
          var counts = AccumulatorCounts()
          for (tile, range) in tiles.enumerated() {
            let numbers = b[range.lowerBound * strip.count..<range.upperBound * strip.count]
            sum(
              whole.isEmpty ? part(of: rows, range) : whole[tile],
              UnsafeBufferPointer(rebasing: numbers),
              ProductShape(
                rows: rows.count, terms: range.count, columns: strip.count,
                transposesA: isTransposed), into: sums, &counts)
            let divisors = strip.map { divisor(tile, $0) }
            for (place, row) in rows.enumerated() {
              let own = self.tiles.divisor(tile, row)
              for lane in divisors.indices {
                scales[place * strip.count + lane] = Number(own * divisors[lane])
              }
            }
            (before, after) = (after, before)
            promote(sums, scales, from: before, into: after, &counts)
          }
          body(
            ProductBlock(
              number: task, rows: rows, columns: strip, results: after, counts: counts))
        }
      }
    }
  }

  /// Some rows' terms, as A lies.
  private func part(of rows: Range<Int>, _ terms: Range<Int>) -> [Number] {
    isTransposed
      ? a.numbers.part(rows: terms, columns: rows).elements
      : a.numbers.part(rows: rows, columns: terms).elements
  }

  /// The sums of a tile's terms.
  private func sum(
    _ a: [Number], _ b: UnsafeBufferPointer<Number>, _ shape: ProductShape,
    into target: UnsafeMutableBufferPointer<Number>, _ counts: inout AccumulatorCounts
  ) {
    var target = target.mutableSpan
    if isCounting {
      counts.append(sums.multiplyCounting(a.span, b.span, shape, into: &target))
    } else {
      sums.multiply(a.span, b.span, shape, into: &target)
    }
  }

  /// Adds partial sums times their scales to the sums before.
  private func promote(
    _ part: UnsafeMutableBufferPointer<Number>, _ scales: UnsafeMutableBufferPointer<Number>,
    from before: UnsafeMutableBufferPointer<Number>,
    into after: UnsafeMutableBufferPointer<Number>, _ counts: inout AccumulatorCounts
  ) {
    var target = after.mutableSpan
    promotion.perform(
      .multiplyAdd, UnsafeBufferPointer(scales).span, UnsafeBufferPointer(part).span,
      UnsafeBufferPointer(before).span, into: &target)
    guard isCounting else { return }
    for index in part.indices {
      counts.add(part[index], scales[index], to: before[index], giving: after[index])
    }
  }
}

extension AccumulatorCounts {
  /// Counts a step of a running sum in binary32, a fused multiply-add, as accumulators do: of finite
  /// numbers.
  fileprivate mutating func add<Number: Carrier>(
    _ a: Number, _ b: Number, to sum: Number, giving result: Number
  ) {
    guard a.isFinite, b.isFinite, sum.isFinite else { return }
    let isTerm = a != 0 && b != 0
    let isExactlyZero = Double(a) * Double(b) == -Double(sum)
    if !isExactlyZero && result == 0 { flushed += 1 }
    if result.isInfinite { overflowed += 1 }
    guard isTerm else { return }
    terms += 1
    guard sum != 0 else { return }
    additions += 1
    if result == sum { swamped += 1 }
  }
}
