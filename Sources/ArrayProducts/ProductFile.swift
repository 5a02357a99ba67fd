import TensorFiles

/// Results as a file holds them.
public enum ProductFile {
  /// Writes results to the `.npy` file at `path`, whole or not at all: as binary32 where the
  /// arithmetic's results are binary32 numbers, else as binary64.
  ///
  /// - Throws: `FileError`, as `NPYFile.write(_:shape:to:)`.
  public static func write(
    _ results: [Double], shape: [Int], of arithmetic: ProductArithmetic, to path: String
  ) throws(FileError) {
    if arithmetic.resultsFitFloat {
      try NPYFile.write(results.map { Float($0) }, shape: shape, to: path)
    } else {
      try NPYFile.write(results, shape: shape, to: path)
    }
  }
}
