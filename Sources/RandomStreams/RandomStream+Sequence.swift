extension RandomStream {
  /// How many consecutive positions of a sequence share a row's keys: 2^20.
  @inlinable
  public static var sequenceRowLength: Int { 1 << 20 }

  /// The row that holds a position of the sequence, and the place in it.
  ///
  /// For loops: the row's keys cost a block of Philox, and serve 2^20 positions, those that agree
  /// in all but their lowest 20 bits.
  @inlinable
  public func row(holding position: UInt64) -> (row: RowStream, place: UInt32) {
    let number = position >> 20
    let words = block(
      UInt32(truncatingIfNeeded: number), UInt32(number >> 32), 0, slot: 0, purpose: .sequence)
    return (
      RowStream(key: MixingKey(outer: words.x, inner: words.y)),
      UInt32(position & 0xf_ffff)
    )
  }

  /// The draw at a position of the stream's sequence.
  @inlinable
  public func draw(at position: UInt64) -> Draw {
    let (row, place) = row(holding: position)
    return row.draw(at: place)
  }

  /// The uniform number of (0, 1) at a position, on the grid of `Draw.uniform`.
  @inlinable
  public func uniform(at position: UInt64) -> Double { draw(at: position).uniform }

  /// The random bits of a stochastic rounding at a position, below 2^count; `count` ≤ 64.
  @inlinable
  public func roundingBits(at position: UInt64, count: Int) -> UInt64 {
    draw(at: position).roundingBits(count: count)
  }

  /// The standard normal number at a position.
  @inlinable
  public func normal(at position: UInt64) -> Double {
    let (row, place) = row(holding: position)
    return row.normal(at: place)
  }

  /// Fills `target` with the normal numbers from `position` on.
  ///
  /// The same bits as `normal(at:)` gives, however the sequence is cut into calls. Positions beyond
  /// 2^64 − 1 wrap around.
  @inlinable
  public func fillNormal(
    into target: UnsafeMutableBufferPointer<Double>, from position: UInt64 = 0
  ) {
    forEachRow(count: target.count, from: position) { row, place, range in
      row.fillNormal(into: UnsafeMutableBufferPointer(rebasing: target[range]), from: place)
    }
  }

  /// Fills `target` with the normal numbers from `position` on, each rounded to binary32.
  @inlinable
  public func fillNormal(
    into target: UnsafeMutableBufferPointer<Float>, from position: UInt64 = 0
  ) {
    forEachRow(count: target.count, from: position) { row, place, range in
      row.fillNormal(into: UnsafeMutableBufferPointer(rebasing: target[range]), from: place)
    }
  }

  /// Fills `target` with the normal numbers from `position` on.
  @inlinable
  public func fillNormal(into target: inout MutableSpan<Double>, from position: UInt64 = 0) {
    target.withUnsafeMutableBufferPointer { fillNormal(into: $0, from: position) }
  }

  /// Fills `target` with the normal numbers from `position` on, each rounded to binary32.
  @inlinable
  public func fillNormal(into target: inout MutableSpan<Float>, from position: UInt64 = 0) {
    target.withUnsafeMutableBufferPointer { fillNormal(into: $0, from: position) }
  }

  /// The normal numbers at `count` positions from `position` on.
  public func normals(count: Int, from position: UInt64 = 0) -> [Double] {
    [Double](unsafeUninitializedCapacity: count) { buffer, initialized in
      let target = UnsafeMutableBufferPointer(rebasing: buffer[0..<count])
      target.initialize(repeating: 0)
      fillNormal(into: target, from: position)
      initialized = count
    }
  }

  /// Cuts `count` positions into stretches of one row each: its numbers, the first place, and
  /// where the stretch lies in the target.
  @inlinable
  func forEachRow(
    count: Int, from position: UInt64, _ body: (RowStream, UInt32, Range<Int>) -> Void
  ) {
    var done = 0
    while done < count {
      let (row, place) = row(holding: position &+ UInt64(done))
      let length = min(count - done, RandomStream.sequenceRowLength - Int(place))
      body(row, place, done..<(done + length))
      done += length
    }
  }
}
