/// A of a product as tiles read it: groups of ``TileProduct/rows`` rows, column after column, the last
/// group with rows of zeros.
struct TilePanels: Sendable {
  private let memory: SharedMemory<UInt8>
  /// How many of each column's numbers of a group are not 0, group after group; empty if nobody counts.
  private let nonzero: [UInt32]

  /// Whether what happens in tiles is counted.
  var isCounting: Bool { !nonzero.isEmpty }

  /// Lends A's panels, of binary64 numbers or of binary32 ones.
  static func with<Number: Carrier, Result>(
    _ a: MatrixOperand<Number>, isWide: Bool, isCounting: Bool, _ body: (TilePanels) -> Result
  ) -> Result {
    isWide
      ? with(a, as: Double.self, isCounting, body) : with(a, as: Float.self, isCounting, body)
  }

  private static func with<Number: Carrier, Wide: Carrier, Result>(
    _ a: MatrixOperand<Number>, as _: Wide.Type, _ isCounting: Bool, _ body: (TilePanels) -> Result
  ) -> Result {
    let height = TileProduct<Number>.rows
    let groups = (a.rows + height - 1) / height
    let count = groups * height * a.columns
    return withUnsafeTemporaryAllocation(of: Wide.self, capacity: max(count, 1)) { panels in
      guard let base = panels.baseAddress else { preconditionFailure("memory has an address") }
      for first in stride(from: 0, to: a.rows, by: height) {
        a.copy(
          rows: first..<min(first + height, a.rows), width: height, to: base + first * a.columns)
      }
      let nonzero =
        isCounting
        ? nonzeroCounts(base, stride: height, columns: height, rows: groups * a.columns) : []
      return UnsafeMutableRawBufferPointer(panels).withMemoryRebound(to: UInt8.self) {
        body(TilePanels(memory: SharedMemory($0), nonzero: nonzero))
      }
    }
  }

  /// The panel of a tile's rows.
  func numbers<Wide>(of tile: Range<Int>, _ terms: Int) -> UnsafePointer<Wide> {
    guard let base = memory.base else { preconditionFailure("memory has an address") }
    return UnsafeRawPointer(base).assumingMemoryBound(to: Wide.self) + tile.lowerBound * terms
  }

  /// The panel's counts.
  func nonzero(of tile: Range<Int>, _ terms: Int) -> ArraySlice<UInt32> {
    let first = tile.lowerBound / TileProduct<Float>.rows * terms
    return nonzero[first..<first + terms]
  }
}
