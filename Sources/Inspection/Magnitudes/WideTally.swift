/// Magnitudes of binary64 by cells of the finest level, with the moments of what lies behind the cell's bits as
/// whole numbers: sums do not depend on their order.
struct WideTally: Sendable {
  private struct Cell {
    var count: UInt64 = 0
    var atEdge: UInt64 = 0
    /// Σ of the bits behind the cell's, and of their squares.
    var first: UInt128 = 0
    var second: UInt128 = 0
  }

  private var elements: UInt64 = 0
  private var zeros: UInt64 = 0
  private var nans: UInt64 = 0
  private var infinities: UInt64 = 0
  private var negatives: UInt64 = 0
  private var largest = 0.0
  private var least = Double.infinity
  /// By the exponent from `leastExponent` on; empty where there is no number.
  private var binades: [[Cell]] = Array(repeating: [], count: 1024 - Self.leastExponent)

  private static let leastExponent = -1074
  private static let level = BinadeCells.finestLevel
  private static let restWidth = 52 - level

  init() {}

  /// Adds a number so many times.
  mutating func add(_ value: Double, times count: UInt64 = 1) {
    elements &+= count
    let magnitude = value.magnitude
    guard magnitude > 0, magnitude < .infinity else {
      if magnitude == 0 {
        zeros &+= count
      } else if value.isNaN {
        nans &+= count
      } else {
        infinities &+= count
      }
      return
    }
    if value < 0 { negatives &+= count }
    largest = max(largest, magnitude)
    least = min(least, magnitude)
    let place = Int(magnitude.exponent) - Self.leastExponent
    // Also of a subnormal number: its significand in [1, 2).
    let bits = magnitude.significand.bitPattern & 0xF_FFFF_FFFF_FFFF
    let cell = Int(bits >> UInt64(Self.restWidth))
    let rest = bits & (1 << UInt64(Self.restWidth) - 1)
    if binades[place].isEmpty {
      binades[place] = Array(repeating: Cell(), count: 1 << Self.level)
    }
    binades[place][cell].count &+= count
    binades[place][cell].atEdge &+= rest == 0 ? count : 0
    binades[place][cell].first &+= UInt128(rest) &* UInt128(count)
    binades[place][cell].second &+= UInt128(rest) &* UInt128(rest) &* UInt128(count)
  }

  mutating func add(_ other: WideTally) {
    elements &+= other.elements
    zeros &+= other.zeros
    nans &+= other.nans
    infinities &+= other.infinities
    negatives &+= other.negatives
    largest = max(largest, other.largest)
    least = min(least, other.least)
    for (place, theirs) in other.binades.enumerated() where !theirs.isEmpty {
      if binades[place].isEmpty {
        binades[place] = theirs
        continue
      }
      for (index, cell) in theirs.enumerated() {
        binades[place][index].count &+= cell.count
        binades[place][index].atEdge &+= cell.atEdge
        binades[place][index].first &+= cell.first
        binades[place][index].second &+= cell.second
      }
    }
  }

  var magnitudes: Magnitudes {
    var result = Magnitudes(
      elements: elements, zeros: zeros, nans: nans, infinities: infinities,
      hasNegatives: negatives > 0, largest: largest, least: least)
    let width = Double(sign: .plus, exponent: -Self.restWidth, significand: 1)
    for (place, cells) in binades.enumerated() where !cells.isEmpty {
      result.binades.append(
        BinadeCells(
          exponent: place + Self.leastExponent, level: Self.level,
          cells: cells.map {
            MagnitudeCell(
              count: $0.count, atEdge: $0.atEdge, first: Double($0.first) * width,
              second: Double($0.second) * width * width)
          }))
    }
    return result
  }
}
