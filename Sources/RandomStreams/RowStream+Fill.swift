extension RowStream {
  /// Fills `target` with the normal numbers of this row from place `first` on.
  ///
  /// The same bits as `normal(at:)` gives, however a row is cut into calls. Binary32 elements are
  /// the binary64 numbers rounded to nearest.
  @inlinable
  public func fillNormal(
    into target: UnsafeMutableBufferPointer<Double>, from first: UInt32 = 0
  ) {
    fillPairs(count: target.count, from: first) { target[$0] = $1 }
  }

  /// Fills `target` with the normal numbers of this row from place `first` on.
  @inlinable
  public func fillNormal(
    into target: UnsafeMutableBufferPointer<Float>, from first: UInt32 = 0
  ) {
    fillPairs(count: target.count, from: first) { target[$0] = Float($1) }
  }

  /// Fills `target` with the normal numbers of this row from place `first` on.
  @inlinable
  public func fillNormal(into target: inout MutableSpan<Double>, from first: UInt32 = 0) {
    target.withUnsafeMutableBufferPointer { fillNormal(into: $0, from: first) }
  }

  /// Fills `target` with the normal numbers of this row from place `first` on, each rounded to
  /// binary32.
  @inlinable
  public func fillNormal(into target: inout MutableSpan<Float>, from first: UInt32 = 0) {
    target.withUnsafeMutableBufferPointer { fillNormal(into: $0, from: first) }
  }

  @inlinable
  func requirePlaces(_ count: Int, from first: UInt32) {
    precondition(
      count <= 1 << 31 - Int(first), "a row has 2^31 places, too few for \(first) + \(count)")
  }

  /// Gives `store` the `count` normal numbers from place `first` on, two at a time where it can.
  @inlinable @inline(__always)
  func fillPairs(count: Int, from first: UInt32, _ store: (Int, Double) -> Void) {
    requirePlaces(count, from: first)
    var index = 0
    if first & 1 == 1 && count > 0 {
      store(0, normal(at: first))
      index = 1
    }
    while index + 1 < count {
      let pair = normalPair(at: (first + UInt32(index)) >> 1)
      store(index, pair.0)
      store(index + 1, pair.1)
      index += 2
    }
    if index < count { store(index, normal(at: first + UInt32(index))) }
  }
}
