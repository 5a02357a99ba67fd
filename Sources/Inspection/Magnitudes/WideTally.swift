/// Magnitudes of binary64 by cells of the finest level, with the moments of what lies behind the cell's bits as
/// whole numbers: sums do not depend on their order.
struct WideTally: Sendable {
  private struct Cell {
    var count: UInt64 = 0
    var atEdge: UInt64 = 0
    /// Σ of the bits behind the cell's, and of their squares.
    var first: UInt128 = 0
    var second: UInt128 = 0

    mutating func add(_ other: Cell) {
      count &+= other.count
      atEdge &+= other.atEdge
      first &+= other.first
      second &+= other.second
    }
  }

  private var elements: UInt64 = 0
  private var zeros: UInt64 = 0
  private var nans: UInt64 = 0
  private var infinities: UInt64 = 0
  private var largest: UInt64 = 0
  private var least: UInt64 = Self.infinity
  /// By the exponent from `leastExponent` on: where the binade's cells begin, below 0 where it has no number yet.
  private var starts = [Int](repeating: -1, count: 1024 - Self.leastExponent)
  private var cells: [Cell] = []

  private static let leastExponent = -1074
  private static let level = BinadeCells.finestLevel
  private static let restWidth: UInt64 = 52 - UInt64(level)
  private static let infinity: UInt64 = 0x7FF0_0000_0000_0000

  init() {}

  /// Adds numbers, each so many times.
  mutating func add(_ numbers: UnsafeBufferPointer<Double>, times count: UInt64 = 1) {
    var next = 0
    while true {
      next = addKnown(numbers, from: next, times: count)
      guard next < numbers.count else { return }
      start(binade: Int(numbers[next].exponent))
    }
  }

  /// Adds a number so many times.
  mutating func add(_ number: Double, times count: UInt64 = 1) {
    withUnsafePointer(to: number) {
      add(UnsafeBufferPointer(start: $0, count: 1), times: count)
    }
  }

  private mutating func start(binade exponent: Int) {
    starts[exponent - Self.leastExponent] = cells.count
    cells += Array(repeating: Cell(), count: 1 << Self.level)
  }

  /// Adds numbers up to the first whose binade has no cells, and tells where that is.
  private mutating func addKnown(
    _ numbers: UnsafeBufferPointer<Double>, from first: Int, times count: UInt64
  ) -> Int {
    starts.withUnsafeBufferPointer { starts in
      cells.withUnsafeMutableBufferPointer { cells in
        for place in first..<numbers.count {
          let bits = numbers[place].bitPattern & (1 << 63 - 1)
          // Neither 0 nor infinite nor NaN.
          guard bits &- 1 < Self.infinity &- 1 else {
            elements &+= count
            if bits == 0 {
              zeros &+= count
            } else if bits == Self.infinity {
              infinities &+= count
            } else {
              nans &+= count
            }
            continue
          }
          var (exponent, trailing) = (Int(bits >> 52) - 1023, bits & (1 << 52 - 1))
          if exponent == -1023 {
            // A subnormal number's significand in [1, 2).
            exponent = Int(numbers[place].exponent)
            trailing = numbers[place].significand.bitPattern & (1 << 52 - 1)
          }
          let start = starts[exponent - Self.leastExponent]
          guard start >= 0 else { return place }
          let rest = trailing & (1 << Self.restWidth - 1)
          let cell = start + Int(trailing >> Self.restWidth)
          elements &+= count
          largest = max(largest, bits)
          least = min(least, bits)
          cells[cell].count &+= count
          cells[cell].atEdge &+= rest == 0 ? count : 0
          cells[cell].first &+= UInt128(rest) &* UInt128(count)
          cells[cell].second &+= UInt128(rest) &* UInt128(rest) &* UInt128(count)
        }
        return numbers.count
      }
    }
  }

  mutating func add(_ other: WideTally) {
    elements &+= other.elements
    zeros &+= other.zeros
    nans &+= other.nans
    infinities &+= other.infinities
    largest = max(largest, other.largest)
    least = min(least, other.least)
    for (place, theirs) in other.starts.enumerated() where theirs >= 0 {
      if starts[place] < 0 { start(binade: place + Self.leastExponent) }
      for index in 0..<1 << Self.level {
        cells[starts[place] + index].add(other.cells[theirs + index])
      }
    }
  }

  var magnitudes: Magnitudes {
    var result = Magnitudes(
      elements: elements, zeros: zeros, nans: nans, infinities: infinities,
      largest: Double(bitPattern: largest),
      least: Double(bitPattern: least))
    let width = Double(sign: .plus, exponent: -Int(Self.restWidth), significand: 1)
    for (place, start) in starts.enumerated() where start >= 0 {
      result.binades.append(
        BinadeCells(
          exponent: place + Self.leastExponent, level: Self.level,
          cells: cells[start..<start + 1 << Self.level].map {
            MagnitudeCell(
              count: $0.count, atEdge: $0.atEdge, first: Double($0.first) * width,
              second: Double($0.second) * width * width)
          }))
    }
    return result
  }
}
