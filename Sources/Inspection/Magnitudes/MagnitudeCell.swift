/// The magnitudes of one cell of a binade: those from one number on to below the next, with as many bits behind
/// the leading one as the level says. f in [0, 1) is where a magnitude lies, in widths of the cell.
struct MagnitudeCell: Equatable, Sendable {
  /// All magnitudes in it.
  var count: UInt64 = 0
  /// Those at its lower end, f = 0.
  var atEdge: UInt64 = 0
  /// Σf; exact below 2^52 multiples of the element type's last place.
  var first = 0.0
  /// Σf².
  var second = 0.0

  /// Two cells of one width as one of twice the width.
  static func joined(_ lower: MagnitudeCell, _ upper: MagnitudeCell) -> MagnitudeCell {
    let count = Double(upper.count)
    return MagnitudeCell(
      count: lower.count + upper.count, atEdge: lower.atEdge,
      first: (lower.first + upper.first + count) * 0.5,
      second: (lower.second + upper.second + 2 * upper.first + count) * 0.25)
  }
}

/// The magnitudes of a binade, 2^exponent ≤ |x| < 2^(exponent + 1), in 2^level cells of one width.
struct BinadeCells: Equatable, Sendable {
  let exponent: Int
  let level: Int
  var cells: [MagnitudeCell]

  /// As many bits behind the leading one tell apart what a format of 11 significant bits rounds differently: its
  /// numbers, and the ties between them.
  static let finestLevel = 11

  init(exponent: Int, level: Int) {
    (self.exponent, self.level) = (exponent, level)
    cells = Array(repeating: MagnitudeCell(), count: 1 << level)
  }

  init(exponent: Int, level: Int, cells: [MagnitudeCell]) {
    (self.exponent, self.level, self.cells) = (exponent, level, cells)
  }

  /// The same in half as many cells.
  func coarser() -> BinadeCells {
    BinadeCells(
      exponent: exponent, level: level - 1,
      cells: (0..<cells.count / 2).map { .joined(cells[2 * $0], cells[2 * $0 + 1]) })
  }
}
