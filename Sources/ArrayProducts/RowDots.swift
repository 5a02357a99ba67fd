import Kernels
import TensorFiles

/// The dot products of the rows of one array with the same rows of another: result i is
/// cᵢ + Σₖ aᵢₖ·bᵢₖ.
///
///     let dots = try RowDots(NPYFile.read("a.npy"), NPYFile.read("b.npy"))
///     let sums = try dots.results(by: arithmetic, counts: &counts)
///
/// A and B are N×K, c is N; with A and B of one axis, K, N is 1. Rows are read one by one from the
/// mapped files: in memory are four rows and the results. Only for formats with blocks of several rows, or a scale
/// for all of them, arrays are in memory as a whole.
public struct RowDots: Sendable {
  private let a: NPYArray
  private let b: NPYArray
  private let c: NPYArray?
  /// N, the number of results; at least 1.
  public let rows: Int
  /// K, the number of terms of each; at least 1.
  public let terms: Int

  /// The dot products of arrays that were found to match.
  ///
  /// - Parameter c: where accumulation starts; from +0 without it.
  /// - Throws: `FileError` for an array that is empty, is not of one or two axes, does not match the
  ///   others, or is larger than the machine's memory.
  public init(_ a: NPYArray, _ b: NPYArray, from c: NPYArray? = nil) throws(FileError) {
    guard (1...2).contains(a.shape.count), a.count > 0 else {
      throw FileError(
        file: a.path, field: "shape", value: a.shapeText,
        valid: "(N, K), or (K,) for one row; N and K at least 1")
    }
    (rows, terms) = (a.shape.count == 1 ? 1 : a.shape[0], a.shape[a.shape.count - 1])
    guard b.shape == a.shape else {
      throw FileError(
        file: b.path, field: "shape", value: b.shapeText,
        valid: "\(a.shapeText), that of \(a.path)")
    }
    // Each row is a place in the rows of random bits, of which there are 2^32.
    guard UInt32(exactly: rows) != nil else {
      throw FileError(
        file: a.path, field: "shape", value: a.shapeText, valid: "at most \(UInt32.max) rows")
    }
    if let c, c.shape != [rows] {
      throw FileError(
        file: c.path, field: "shape", value: c.shapeText,
        valid: "(\(rows),), a number for every row of \(a.path)")
    }
    try a.checkMemory(
      [terms, terms, terms, terms, rows, rows], size: MemoryLayout<Double>.size)
    (self.a, self.b, self.c) = (a, b, c)
  }

  /// The dot products, one a row, by an arithmetic.
  ///
  /// - Parameter counts: gets what happened in all of them added, unless it is nil, which is faster.
  /// - Throws: `FileError` for an element that binary64 does not hold exactly, and where arrays that must be in
  ///   memory as a whole are larger than the machine's.
  public func results(
    by arithmetic: ProductArithmetic, counts: inout AccumulatorCounts?
  ) throws(FileError) -> [Double] {
    let starts = try c?.doubles()
    let (wholeA, wholeB) = (
      try whole(a, arithmetic.castA), try whole(b, arithmetic.castB)
    )
    var results: [Double] = []
    results.reserveCapacity(rows)
    for row in 0..<rows {
      let range = row * terms..<(row + 1) * terms
      let x = try values(a, wholeA, range, arithmetic.castA)
      let y = try values(b, wholeB, range, arithmetic.castB)
      let start = starts?[row] ?? 0
      // Each result has random bits of its own.
      let output = OutputIndex(row: UInt32(row))
      if counts == nil {
        results.append(
          arithmetic.products.dot(
            x.span, y.span, from: start, random: arithmetic.random, output: output))
      } else {
        var more = AccumulatorCounts()
        results.append(
          arithmetic.products.dot(
            x.span, y.span, from: start, random: arithmetic.random, output: output, counts: &more))
        counts?.append(more)
      }
    }
    return results
  }

  /// A row's values; of all that are there already, or of the file's row.
  private func values(
    _ array: NPYArray, _ whole: [Double]?, _ row: Range<Int>, _ cast: OperandCast
  ) throws(FileError) -> [Double] {
    if let whole { return Array(whole[row]) }
    return cast.values(try array.doubles(in: row), rows: 1, columns: terms)
  }

  /// All values of an array, where those of a row depend on others.
  private func whole(_ array: NPYArray, _ cast: OperandCast) throws(FileError) -> [Double]? {
    guard !cast.isByRow else { return nil }
    try array.checkMemory([rows * terms, rows * terms], size: MemoryLayout<Double>.size)
    return cast.values(try array.doubles(), rows: rows, columns: terms)
  }
}
