import Kernels
import RandomStreams
import TensorFiles

/// The product A·B, or C + A·B, of matrices in files: result (i, j) is cᵢⱼ + Σₖ aᵢₖ·bₖⱼ.
///
///     let matrices = try MatrixFiles(NPYFile.read("a.npy"), NPYFile.read("b.npy"))
///     let product = try matrices.product(by: arithmetic, threads: 2)
///
/// A is M×K, B is K×N, C is M×N; all of them are in memory, in binary64.
public struct MatrixFiles: Sendable {
  private let a: NPYArray
  private let b: NPYArray
  private let c: NPYArray?
  /// M, K and N, each at least 1, and how A and B lie in their files.
  public let shape: ProductShape

  /// Matrices that were found to match.
  ///
  /// - Parameters:
  ///   - transposesA: whether the file has A's transpose, K×M.
  ///   - transposesB: whether the file has B's transpose, N×K.
  ///   - c: where accumulation starts; from +0 without it.
  /// - Throws: `FileError` for an array that is empty, is not of two axes, does not match the others, or
  ///   is larger, together with the product, than the machine's memory.
  public init(
    _ a: NPYArray, _ b: NPYArray, transposesA: Bool = false, transposesB: Bool = false,
    from c: NPYArray? = nil
  ) throws(FileError) {
    let (rows, terms) = try Self.lengths(a, isTransposed: transposesA, as: "(M, K)", "(K, M)")
    let (inner, columns) = try Self.lengths(b, isTransposed: transposesB, as: "(K, N)", "(N, K)")
    guard inner == terms else {
      throw FileError(
        file: b.path, field: "shape", value: b.shapeText,
        valid: (transposesB ? "(N, \(terms))" : "(\(terms), N)")
          + ", which matches \(a.shapeText) of \(a.path)")
    }
    // Each result is a place in the rows of random bits.
    guard rows <= UInt32.max, columns <= Int32.max else {
      throw FileError(
        file: rows <= UInt32.max ? b.path : a.path, field: "shape",
        value: rows <= UInt32.max ? b.shapeText : a.shapeText,
        valid: "at most \(UInt32.max) rows and \(Int32.max) columns of results")
    }
    if let c, c.shape != [rows, columns] {
      throw FileError(
        file: c.path, field: "shape", value: c.shapeText,
        valid: "(\(rows), \(columns)), a number for every result")
    }
    // The product of two 32-bit numbers is an Int. A matrix is there twice while it is rounded, and once more
    // where it is turned for that.
    let size = MemoryLayout<Double>.size
    try a.checkMemory(
      [a.count, a.count, a.count, b.count, b.count, b.count, rows * columns], size: size)
    (self.a, self.b, self.c) = (a, b, c)
    shape = ProductShape(
      rows: rows, terms: terms, columns: columns, transposesA: transposesA,
      transposesB: transposesB)
  }

  /// The lengths of a matrix as the product has it, not as the file has it.
  private static func lengths(
    _ array: NPYArray, isTransposed: Bool, as plain: String, _ transposed: String
  ) throws(FileError) -> (Int, Int) {
    guard array.shape.count == 2, array.count > 0 else {
      throw FileError(
        file: array.path, field: "shape", value: array.shapeText,
        valid: "\(isTransposed ? transposed : plain), each length at least 1")
    }
    return isTransposed ? (array.shape[1], array.shape[0]) : (array.shape[0], array.shape[1])
  }

  /// The product, row by row.
  ///
  /// - Parameters:
  ///   - threads: how many may work; of no effect on results.
  ///   - counts: gets what happened in all results added, unless it is nil, which is faster.
  /// - Throws: `FileError` for an element that binary64 does not hold exactly.
  public func product(
    by arithmetic: ProductArithmetic, threads: Int = 1, counts: inout AccumulatorCounts?
  ) throws(FileError) -> [Double] {
    let x = arithmetic.castA.values(
      try a.doubles(), rows: a.shape[0], columns: a.shape[1], isTransposed: shape.transposesA,
      threads: threads)
    let y = arithmetic.castB.values(
      try b.doubles(), rows: b.shape[0], columns: b.shape[1], isTransposed: !shape.transposesB,
      threads: threads)
    var results =
      try c?.doubles() ?? [Double](repeating: 0, count: shape.rows * shape.columns)
    var target = results.mutableSpan
    let random = arithmetic.random
    if counts == nil {
      arithmetic.products.multiply(
        x.span, y.span, shape, into: &target, adds: c != nil, random: random, threads: threads)
    } else {
      let more = arithmetic.products.multiplyCounting(
        x.span, y.span, shape, into: &target, adds: c != nil, random: random, threads: threads)
      counts?.append(more)
    }
    return results
  }
}
