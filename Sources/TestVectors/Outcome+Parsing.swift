import FloatFormats

extension Outcome {
  /// Reads what a program answered to a line of operands: the rest of TestFloat's line.
  ///
  /// - Parameters:
  ///   - bytes: the line, without its end.
  ///   - function: whose result it is.
  ///   - hasFlags: whether flags follow the result.
  /// - Throws: ``TestLineError``: too few or too many fields, or a field that is not a hexadecimal number
  ///   of its type.
  public init(
    parsing bytes: ArraySlice<UInt8>, of function: TestFunction, hasFlags: Bool = true
  ) throws(TestLineError) {
    let fields = try TestLine.fields(of: bytes, hasFlags ? 2 : 1) { index in
      index == 0 ? ("result", function.resultType.largestCode) : ("flags", 0x1f)
    }
    let flags = hasFlags ? UInt8(truncatingIfNeeded: fields[1]) : 0
    self.init(fields[0], ExceptionFlags(rawValue: flags))
  }
}
