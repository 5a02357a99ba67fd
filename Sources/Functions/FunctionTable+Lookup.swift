/// Looking results up: a load an element.
extension FunctionTable {
  /// The result of a code; bits above the format's width are ignored.
  @inlinable
  public subscript(code: UInt16) -> UInt16 { results[Int(code) & (results.count - 1)] }

  /// Replaces every code with its result; bits above the format's width are ignored.
  ///
  /// `Code` is wide enough for the format's codes: results are cut off to it.
  @inlinable
  public func apply<Code: FixedWidthInteger & UnsignedInteger>(to codes: inout [Code]) {
    var span = codes.mutableSpan
    apply(to: &span)
  }

  /// Replaces every code in a span with its result, as above.
  @inlinable
  public func apply<Code: FixedWidthInteger & UnsignedInteger>(to codes: inout MutableSpan<Code>) {
    results.withUnsafeBufferPointer { results in
      let mask = results.count - 1
      for index in codes.indices {
        // Within bounds: the index is that of the span, and there are mask + 1 results.
        let code = Int(truncatingIfNeeded: codes[unchecked: index]) & mask
        codes[unchecked: index] = Code(truncatingIfNeeded: results[code])
      }
    }
  }

  /// The results of codes, as above.
  @inlinable
  public func results<Code: FixedWidthInteger & UnsignedInteger>(of codes: [Code]) -> [Code] {
    var codes = codes
    apply(to: &codes)
    return codes
  }
}
