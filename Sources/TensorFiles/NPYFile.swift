/// Reads and writes numpy's `.npy` files.
///
///     let weights = try NPYFile.read("weights.npy")
///     let doubled = try weights.floats().map { 2 * $0 }
///     try NPYFile.write(doubled, shape: weights.shape, to: "doubled.npy")
public enum NPYFile {
  /// The array in the file at `path`.
  ///
  /// Format versions 1.0, 2.0 and 3.0; booleans, integers and floats of up to 64 bits,
  /// little-endian, in C order. The file is mapped: its elements take memory when they are read.
  ///
  /// Throws ``FileError`` for anything else: another type, big-endian or Fortran-ordered elements,
  /// a header that numpy would not have written, and data that are not exactly as long as the shape
  /// needs.
  public static func read(_ path: String) throws(FileError) -> NPYArray {
    try NPYArray(MappedFile(path))
  }

  /// Writes `values` with the given shape, in C order, to the file at `path`, whole or not at all.
  ///
  /// The bytes are those that `numpy.save` writes for the same array. An empty shape is a scalar.
  ///
  /// Throws ``FileError`` when the product of `shape` is not the number of values, and when the
  /// file cannot be written (see ``writeAtomically(to:_:)``).
  public static func write<Element: ArrayElement>(
    _ values: [Element], shape: [Int], to path: String
  ) throws(FileError) {
    guard shape.count <= NPYHeader.mostAxes, checkedProduct(of: shape) == values.count else {
      throw FileError(
        file: path, field: "shape", value: describe(shape: shape),
        valid: "a shape of \(values.count) elements with at most \(NPYHeader.mostAxes) axes")
    }
    let header = NPYHeader.encoded(elementType: Element.elementType, shape: shape)
    try writeAtomically(to: path) { (file) throws(FileError) in
      try file.append(header.span.bytes)
      try file.append(values.span.bytes)
    }
  }
}
