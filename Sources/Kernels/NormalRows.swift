import CKernels
import RandomStreams

/// Rows of a random matrix, made where they are needed: row r, column c is the number of the law `Normal32`
/// at place c of row r of a stream, times a scale, the product rounded once.
///
///     let weights = NormalRows(stream, rows: 0..<3584)
///     weights.fill(rows: 0..<512, columns: 0..<3584, scale: 0.02, into: strip, stride: 3584)
///
/// A number depends on its row's key, its place and the scale: neither on the strip that it is made in, nor
/// on layout or level. The rows' keys are derived once, by a block of Philox each: a matrix that is made
/// strip after strip should have one value of this type.
public struct NormalRows: Sendable {
  /// Where numbers go in memory.
  public enum Layout: Hashable, Sendable {
    /// A row's numbers are neighbours.
    case rowMajor
    /// A column's numbers are neighbours: the transpose in row-major order.
    case columnMajor
  }

  /// Which rows there are.
  public let rows: Range<Int>
  private let streams: [RowStream]
  private let keys: (outer: [UInt32], inner: [UInt32])
  private let level: VectorLevel

  /// Rows of a stream, row r being `stream.row(r)`; r is below 2^32.
  /// - Parameter level: the instructions to use, at most ``VectorLevel/best``; of no effect on results.
  public init(_ stream: RandomStream, rows: Range<Int>, level: VectorLevel = .best) {
    precondition(
      rows.lowerBound >= 0 && rows.upperBound <= 1 << 32, "a stream has 2^32 rows, not \(rows)")
    self.init(rows.map { stream.row(UInt32($0)) }, rows: rows, level: level)
  }

  /// One row, number 0.
  /// - Parameter level: as above.
  public init(_ row: RowStream, level: VectorLevel = .best) {
    self.init([row], rows: 0..<1, level: level)
  }

  private init(_ streams: [RowStream], rows: Range<Int>, level: VectorLevel) {
    self.rows = rows
    self.streams = streams
    keys = (streams.map(\.key.outer), streams.map(\.key.inner))
    self.level = min(level, .best)
  }

  /// Writes a strip, its element (i, j) counted from the first row and column, to
  /// `target[i · stride + j]`, or in column-major order to `target[j · stride + i]`.
  ///
  /// - Precondition: the rows are among ``rows``, the columns are within 0 ..< 2^31, the stride is at least
  ///   the length of a row (a column), and the target holds the strip. What lies between its rows
  ///   (columns) is left as it is.
  public func fill(
    rows strip: Range<Int>, columns: Range<Int>, scale: Float,
    into target: UnsafeMutableBufferPointer<Float>, stride: Int, layout: Layout = .rowMajor
  ) {
    precondition(
      rows.lowerBound <= strip.lowerBound && strip.upperBound <= rows.upperBound,
      "rows \(strip) are not among \(rows)")
    precondition(
      columns.lowerBound >= 0 && columns.upperBound <= 1 << 31,
      "a row has 2^31 places, too few for \(columns)")
    guard !strip.isEmpty, !columns.isEmpty, let base = target.baseAddress else {
      return precondition(strip.isEmpty || columns.isEmpty, "no memory for the strip")
    }
    let (lines, length) =
      layout == .rowMajor ? (strip.count, columns.count) : (columns.count, strip.count)
    precondition(
      stride >= length && length <= target.count && lines - 1 <= (target.count - length) / stride,
      "\(target.count) elements do not hold \(lines) times \(length) at a stride of \(stride)")
    let first = strip.lowerBound - rows.lowerBound
    guard level > .scalar else {
      let steps = layout == .rowMajor ? (i: stride, j: 1) : (i: 1, j: stride)
      for i in 0..<strip.count {
        for j in 0..<columns.count {
          let number = streams[first + i].normal32(at: UInt32(columns.lowerBound + j))
          base[i * steps.i + j * steps.j] = number * scale
        }
      }
      return
    }
    let kernel = layout == .rowMajor ? ck_normal_rows : ck_normal_columns
    keys.outer.span.extracting(droppingFirst: first).withUnsafeBufferPointer { outer in
      keys.inner.span.extracting(droppingFirst: first).withUnsafeBufferPointer { inner in
        kernel(
          level.rawValue, outer.baseAddress, inner.baseAddress, strip.count,
          UInt32(columns.lowerBound), columns.count, scale, base, stride)
      }
    }
  }
}
