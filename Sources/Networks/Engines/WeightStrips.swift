import FloatFormats
import Kernels
import RandomStreams

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
  private let stored: SiteRounding<Number>
  /// Nil where the operand is the parameter as it is stored.
  private var operand: SiteRounding<Number>?
  /// Nil where the operand is not scaled in blocks.
  private var blocks: BlockCast<Number>?
  /// Nil where it is not in tiles.
  private var table: WeightTiles?
  /// Nil where it is not in tiles, or enters times their scales.
  var tiles: WeightTiles? { blocks?.isPromoted ?? false ? table : nil }
  /// What operands are multiplied by.
  private(set) var scale: Double
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
    if let blocks, blocks.scale.isTile {
      table = WeightTiles(
        engine.tileMaxima(of: weight, self), blocks.scale, for: pass,
        rounding.binding.accumulator)
      return
    }
    let largest = scaling == .current ? engine.largestMagnitude(of: weight, self) : 0
    scale = engine.scale(rounding, largest: largest, at: site)
  }

  /// The largest magnitude as the parameter is stored, which takes making all of it.
  func largestMagnitude(threads: Int) -> Double {
    let plain = asStored
    let width = MatrixProduct.stripColumns
    let largest = Tasks.results(
      of: (weight.rows + width - 1) / width, threads: threads, 0.0
    ) { task in
      let rows = task * width..<min((task + 1) * width, weight.rows)
      return withUnsafeTemporaryAllocation(
        of: Number.self, capacity: rows.count * weight.columns
      ) { strip in
        _ = plain.fill(
          strip, rows: rows, columns: 0..<weight.columns, transposed: true, isCounting: false)
        return strip.reduce(0) { Swift.max($0, Double($1.magnitude)) }
      }
    }
    return largest.max() ?? 0
  }

  /// The largest magnitudes of tiles as the parameter is stored, which takes making all of it.
  func tileMaxima(threads: Int) -> TileMaxima {
    let plain = asStored
    let (length, width) = (TileScales.length, MatrixProduct.stripColumns)
    let columns = (weight.columns + length - 1) / length
    let rows = (weight.rows + length - 1) / length
    let maxima = Tasks.results(of: rows, threads: threads, [Double]()) { task in
      var maxima = [Double](repeating: 0, count: columns)
      let end = min((task + 1) * length, weight.rows)
      withUnsafeTemporaryAllocation(of: Number.self, capacity: width * weight.columns) { strip in
        for first in stride(from: task * length, to: end, by: width) {
          let rows = first..<min(first + width, end)
          let numbers = UnsafeMutableBufferPointer(
            rebasing: strip[..<(rows.count * weight.columns)])
          _ = plain.fill(
            numbers, rows: rows, columns: 0..<weight.columns, transposed: true, isCounting: false)
          for column in maxima.indices {
            let start = column * length * rows.count
            let part = numbers[start..<min(start + length * rows.count, numbers.count)]
            maxima[column] = BlockScale.largest(of: part, and: maxima[column])
          }
        }
      }
      return maxima
    }
    return TileMaxima(columns: columns, magnitudes: maxima.flatMap { $0 })
  }

  private var asStored: WeightStrips {
    var plain = self
    (plain.operand, plain.blocks) = (nil, nil)
    return plain
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
  private struct Piece {
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

  /// Rounds a piece in blocks, whose lines are whole ones; nil where that is not counted.
  private func round(
    _ numbers: UnsafeMutableBufferPointer<Number>, by blocks: BlockCast<Number>,
    into target: UnsafeMutableBufferPointer<Number>, _ piece: Piece, _ isCounting: Bool
  ) -> CastCounts? {
    guard let from = numbers.baseAddress, let to = target.baseAddress else { return nil }
    let width = piece.isTransposed ? piece.rows.count : piece.columns.count
    let lines = BlockLines(count: numbers.count / width, width: width, stride: width)
    let (term, sum) =
      piece.isTransposed
      ? (piece.columns.lowerBound, piece.rows.lowerBound)
      : (piece.rows.lowerBound, piece.columns.lowerBound)
    let first = term / TileScales.length
    let counts = blocks.cast(
      from, into: to, lines,
      divisors: table.map { table in { Double(table.divisor(first + $0, sum + $1)) } },
      isCounting: isCounting
    ) { line, lane in
      let (row, column) = piece.isTransposed ? (sum + lane, term + line) : (term + line, sum + lane)
      return row * weight.columns + column
    }
    return isCounting ? counts : nil
  }

  /// Rounds a piece: each element with the random bits of its place in the weight; nil where that is not
  /// counted.
  private func round(
    _ numbers: UnsafeMutableBufferPointer<Number>, scaledBy scale: Double = 1,
    by rounding: SiteRounding<Number>, into target: UnsafeMutableBufferPointer<Number>,
    _ piece: Piece, _ isCounting: Bool
  ) -> CastCounts? {
    func cast(_ part: Range<Int>, from position: Int) -> CastCounts {
      var into = UnsafeMutableBufferPointer(rebasing: target[part]).mutableSpan
      let source = UnsafeBufferPointer(rebasing: UnsafeBufferPointer(numbers)[part]).span
      if scale != 1 {
        // In binary64 the product is exact: one rounding, as activations have it.
        return withUnsafeTemporaryAllocation(of: Double.self, capacity: part.count) { scaled in
          for index in source.indices {
            scaled.initializeElement(at: index, to: Double(source[index]) * scale)
          }
          return rounding.round(
            scaled, into: UnsafeMutableBufferPointer(rebasing: target[part]),
            counted: isCounting ? part.count : 0, from: position)
        }
      }
      if isCounting {
        return rounding.cast.castCounting(
          source, into: &into, random: rounding.random, from: UInt64(position))
      }
      rounding.cast.cast(source, into: &into, random: rounding.random, from: UInt64(position))
      return CastCounts()
    }
    // Without random bits a piece is one array.
    guard rounding.random != nil else {
      let counts = cast(0..<numbers.count, from: 0)
      return isCounting ? counts : nil
    }
    let (rows, columns) = (piece.rows, piece.columns)
    var counts = CastCounts()
    if piece.isTransposed {
      for place in numbers.indices {
        let (column, row) = (place / rows.count, place % rows.count)
        counts.append(
          cast(
            place..<place + 1,
            from: (rows.lowerBound + row) * weight.columns + columns.lowerBound + column))
      }
    } else {
      for (place, row) in rows.enumerated() {
        counts.append(
          cast(
            place * columns.count..<(place + 1) * columns.count,
            from: row * weight.columns + columns.lowerBound))
      }
    }
    return isCounting ? counts : nil
  }
}
