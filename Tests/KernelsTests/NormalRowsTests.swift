import Kernels
import RandomStreams
import Testing

/// Random matrices by the loops of every level, against the numbers of the rows themselves.
@Suite struct NormalRowsTests {
  private let stream = RandomStream(StreamKey(seed: 12, domain: .weight, name: "normal rows"))

  /// A strip in memory: whether its numbers are the rows' own, times the scale, and all else is untouched.
  private func isRight(
    _ level: VectorLevel, _ layout: NormalRows.Layout, rows: Range<Int>, columns: Range<Int>,
    gap: Int, scale: Float
  ) -> Bool {
    let (lines, length) =
      layout == .rowMajor ? (rows.count, columns.count) : (columns.count, rows.count)
    let (start, stride) = (3, length + gap)
    var expected = [Float](repeating: 7, count: start + lines * stride + 20)
    for (i, r) in rows.enumerated() {
      let row = stream.row(UInt32(r))
      for (j, c) in columns.enumerated() {
        let place = start + (layout == .rowMajor ? i * stride + j : j * stride + i)
        expected[place] = row.normal32(at: UInt32(c)) * scale
      }
    }
    var observed = [Float](repeating: 7, count: expected.count)
    let matrix = NormalRows(stream, rows: 0..<rows.upperBound + 2, level: level)
    observed.withUnsafeMutableBufferPointer {
      matrix.fill(
        rows: rows, columns: columns, scale: scale, into: .init(rebasing: $0[start...]),
        stride: stride, layout: layout)
    }
    return observed.map(\.bitPattern) == expected.map(\.bitPattern)
  }

  /// Every length around every vector's, from even and odd columns, in both layouts.
  @Test func everyLevelGivesTheRowsNumbers() {
    var failures: [String] = []
    for level in VectorLevel.available {
      for layout in [NormalRows.Layout.rowMajor, .columnMajor] {
        for first in 0..<4 {
          for length in 0...70 {
            let (rows, columns) = (5..<8, first..<first + length)
            if !isRight(level, layout, rows: rows, columns: columns, gap: 2, scale: 0.02) {
              failures.append("\(level), \(layout): rows \(rows), columns \(columns)")
            }
            // As many rows as columns before, and a few columns.
            let (many, few) = (1..<1 + length, 1000 + first..<1005)
            if !isRight(level, layout, rows: many, columns: few, gap: 0, scale: -1.5) {
              failures.append("\(level), \(layout): rows \(many), columns \(few)")
            }
          }
        }
      }
    }
    #expect(failures.isEmpty, "\(failures.prefix(10).joined(separator: "\n")); seed 12")
  }

  /// Long enough for rare words: 2^22 numbers a level, and the last places that a row has.
  @Test func longRows() {
    for level in VectorLevel.available {
      #expect(
        isRight(level, .rowMajor, rows: 2..<6, columns: 3..<(1 << 20), gap: 0, scale: 1), "\(level)"
      )
      for layout in [NormalRows.Layout.rowMajor, .columnMajor] {
        let last = (1 << 31) - 77..<1 << 31
        #expect(
          isRight(level, layout, rows: 0..<20, columns: last, gap: 1, scale: 1), "\(level), \(last)"
        )
      }
    }
  }

  /// A row that a stream does not number.
  @Test func singleRow() {
    let row = stream.row(1, 2, 3, slot: 4)
    for level in VectorLevel.available {
      var observed = [Float](repeating: 0, count: 99)
      observed.withUnsafeMutableBufferPointer {
        NormalRows(row, level: level).fill(
          rows: 0..<1, columns: 11..<110, scale: 3, into: $0, stride: 99)
      }
      let expected = (11..<UInt32(110)).map { row.normal32(at: $0) * 3 }
      #expect(observed == expected, "\(level)")
    }
  }
}
