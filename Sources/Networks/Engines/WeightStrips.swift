import FloatFormats
import Kernels

/// What rounding some of a weight counted.
struct WeightCounts: Sendable {
  /// Nil where the pass before has counted it.
  var stored: CastCounts?
  /// Nil for that reason too, and where the operand is the parameter as it is stored.
  var operand: CastCounts?

  mutating func append(_ next: WeightCounts) {
    Self.add(next.stored, to: &stored)
    Self.add(next.operand, to: &operand)
  }

  private static func add(_ next: CastCounts?, to sum: inout CastCounts?) {
    guard let next else { return }
    var whole = sum ?? CastCounts()
    whole.append(next)
    sum = whole
  }
}

/// A weight as an operand of products, in strips that are made when they are needed.
struct WeightStrips<Number: Carrier>: Sendable {
  let weight: Parameter
  /// Where the operand is rounded.
  let site: Site
  private let elements: any ParameterElements
  let stored: SiteRounding<Number>
  /// Nil where the operand is the parameter as it is stored.
  var operand: SiteRounding<Number>?
  /// Nil where the operand is not scaled in blocks.
  var blocks: BlockCast<Number>?
  /// Nil where it is not in tiles.
  private(set) var table: WeightTiles?
  /// Nil where it is not in tiles, or enters times their scales.
  var tiles: WeightTiles? { blocks?.isPromoted ?? false ? table : nil }
  /// What operands are multiplied by.
  private(set) var scale: Double
  /// What operands in blocks are to be multiplied by.
  var tensorScale: Double { blocks?.scale.tensorScale ?? 1 }
  /// The operands' format.
  let format: FloatFormat
  private let countsStored: Bool
  private let countsOperand: Bool

  /// - Parameters:
  ///   - pass: forward for x·Wᵀ, or `activationGradient` for dy·W.
  ///   - isPromoted: whether x or dy is in tiles.
  init(
    _ engine: KernelEngine<Number>, _ weight: Parameter, for pass: Pass, isPromoted: Bool = true
  ) {
    self.weight = weight
    elements = engine.weights.elements(of: weight)
    // The same in both passes: a weight is rounded as if once.
    let stored = engine.rounding(at: weight.site, isRepeated: true)
    self.stored = stored
    var site = weight.site.operand
    var rounding = engine.rounding(at: site, isRepeated: true)
    countsStored = pass == site.pass
    // But for blocks, which lie along the sum.
    let isAnew = pass != site.pass && rounding.binding.scaling.isInBlocks
    if isAnew {
      site = site.entering(pass)
      rounding = engine.rounding(at: site, isRepeated: true)
    }
    countsOperand = countsStored || isAnew
    self.site = site
    let scaling = rounding.binding.scaling
    let isSame = scaling == .none && rounding.format == stored.format
    operand = isSame ? nil : rounding
    blocks = BlockCast(rounding, isPromoted: isPromoted)
    format = blocks?.isPromoted ?? true ? rounding.format : Number.carrierFormat
    scale = 1
    guard scaling != .none else { return }
    if scaling.blocks?.hasTensorScale ?? false {
      blocks = BlockCast(
        rounding, largest: engine.largestMagnitude(of: weight, self), isPromoted: isPromoted)
    }
    if let blocks, blocks.scale.isTile {
      table = WeightTiles(
        engine.tileMaxima(of: weight, self), blocks.scale, for: pass,
        rounding.binding.accumulator)
      return
    }
    let largest = scaling == .current ? engine.largestMagnitude(of: weight, self) : 0
    scale = engine.scale(rounding, largest: largest, at: site)
  }

  /// Lines that are made at once: as many numbers as the nearest cache holds beside their roundings.
  private static var linesAtOnce: Int { 4096 / MatrixProduct.stripColumns }

  /// Writes some of the weight, row after row, or its transpose, rounded to the parameter's format and to
  /// the operand's; returns what that counted, if it is asked for and no pass before has counted it.
  ///
  /// - Precondition: of operands in blocks, what lies one behind the other are the terms of a sum, and all
  ///   of them.
  func fill(
    _ target: UnsafeMutableBufferPointer<Number>, rows: Range<Int>, columns: Range<Int>,
    transposed: Bool = false, isCounting: Bool
  ) -> WeightCounts {
    let (lines, width) = transposed ? (columns, rows.count) : (rows, columns.count)
    let length = Self.linesAtOnce * width
    return withUnsafeTemporaryAllocation(of: Number.self, capacity: 2 * length) { scratch in
      var counts = WeightCounts()
      for first in stride(from: lines.lowerBound, to: lines.upperBound, by: Self.linesAtOnce) {
        let part = first..<min(first + Self.linesAtOnce, lines.upperBound)
        let place = (first - lines.lowerBound) * width
        counts.append(
          fill(
            UnsafeMutableBufferPointer(rebasing: target[place..<place + part.count * width]),
            transposed
              ? Piece(rows: rows, columns: part, isTransposed: true)
              : Piece(rows: part, columns: columns, isTransposed: false),
            scratch, isCounting))
      }
      return counts
    }
  }

  /// A row or a column of the weight as operands: the terms of a sum, tiles' scales taken out.
  func terms(rows: Range<Int>, columns: Range<Int>) -> [Double] {
    let isRow = site.pass == .forward
    let terms = [Number](unsafeUninitializedCapacity: rows.count * columns.count) {
      numbers, count in
      count = rows.count * columns.count
      let part = UnsafeMutableBufferPointer(rebasing: numbers[..<count])
      _ = fill(part, rows: rows, columns: columns, transposed: isRow, isCounting: false)
    }
    let sum = isRow ? rows.lowerBound : columns.lowerBound
    return terms.enumerated().map { term, number in
      Double(number) * Double(tiles?.divisor(term / TileScales.length, sum) ?? 1)
    }
  }

  /// Some rows and columns of the weight, or their transpose.
  struct Piece {
    let rows: Range<Int>
    let columns: Range<Int>
    let isTransposed: Bool
  }

  /// Writes a piece.
  /// - Parameter scratch: memory for it twice.
  private func fill(
    _ target: UnsafeMutableBufferPointer<Number>, _ piece: Piece,
    _ scratch: UnsafeMutableBufferPointer<Number>, _ isCounting: Bool
  ) -> WeightCounts {
    let first = UnsafeMutableBufferPointer(rebasing: scratch[..<target.count])
    let second = UnsafeMutableBufferPointer(rebasing: scratch[target.count..<2 * target.count])
    // What is stored as it is made needs no second place.
    let isKept = stored.cast.keepsNumbers
    let made = isKept && operand == nil ? target : first
    let kept = isKept ? made : operand == nil ? target : second
    elements.fill(
      made, rows: piece.rows, columns: piece.columns, transposed: piece.isTransposed)
    var counts = WeightCounts()
    if !isKept {
      counts.stored = round(made, by: stored, into: kept, piece, isCounting && countsStored)
    } else if isCounting && countsStored {
      counts.stored = stored.cast.counts(UnsafeBufferPointer(made).span)
    }
    if let blocks {
      counts.operand = round(kept, by: blocks, into: target, piece, isCounting && countsOperand)
    } else if let operand {
      counts.operand = round(
        kept, scaledBy: scale, by: operand, into: target, piece, isCounting && countsOperand)
    }
    return counts
  }
}
