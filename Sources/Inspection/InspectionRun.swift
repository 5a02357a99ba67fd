import BlockFormats
import FloatFormats
import SystemFiles
import TensorFiles

/// The arrays of files, and the formats that they are to be rounded to.
///
/// A file is a safetensors file, an index of several, a folder with either, an .npy or an .npz file.
public struct InspectionRun: Sendable {
  /// The formats.
  public let formats: [ArrayFormat]
  private let arrays: [ArraySource]
  private let judged: [JudgedFormat]

  /// Opens files, and checks everything that their headers tell.
  ///
  /// - Throws: ``FileError``, and ``InspectionError`` for a format that cannot be judged.
  public init(files: [String], formats: [NamedFormat]) throws {
    try self.init(files: files, formats: formats.map { .numbers($0) })
  }

  /// The same with block formats among the formats, for which arrays are read once more.
  public init(files: [String], formats: [ArrayFormat]) throws {
    self.formats = formats
    arrays = try files.flatMap { try Self.arrays(at: $0) }
    let narrow = arrays.allSatisfy { $0.kind.isNarrow }
    judged = try formats.map { format in
      switch format {
      case .blocks(let blocks): return .blocks(blocks)
      case .numbers(let named):
        guard let judged = JudgedFormat(named.format, narrow: narrow) else {
          throw InspectionError(format: named.name)
        }
        return judged
      }
    }
  }

  /// Reads everything once, and for block formats once more. Throws ``FileError`` for an array of an .npz file that cannot be inflated.
  /// - Parameters:
  ///   - threads: how many may work; of no effect on results.
  ///   - progress: is told how many of the bytes are done, by any thread.
  public func run(
    threads: Int, progress: @escaping @Sendable (_ done: Int, _ total: Int) -> Void = { _, _ in }
  ) throws(FileError) -> InspectionResult {
    let inspector = Inspector(formats: judged, threads: max(1, threads))
    let findings = try inspector.inspect(arrays, progress: progress)
    return InspectionResult(formats: formats, arrays: findings.arrays, all: findings.all)
  }

  private static func arrays(at path: String) throws(FileError) -> [ArraySource] {
    if path.hasSuffix(".npy") { return [ArraySource(try NPYFile.read(path))] }
    if path.hasSuffix(".npz") { return try NPZFile(path).arrays.map { ArraySource($0) } }
    if path.hasSuffix(".json") || SafetensorsFolder.weights(in: path) != nil {
      return try SafetensorsFolder(path).tensors.map { ArraySource($0) }
    }
    if path.hasSuffix(".safetensors") {
      return try SafetensorsFile(path).tensors.map { ArraySource($0) }
    }
    let isThere = access(path, F_OK) == 0
    throw FileError(
      file: path, field: "file",
      value: isThere ? "of another kind" : "unreadable (\(lastSystemError()))",
      valid:
        ".safetensors, its .index.json, a folder with either, .npy, .npz, or what gradual hook writes"
    )
  }
}

/// What was found.
public struct InspectionResult: Sendable {
  /// The formats.
  public let formats: [ArrayFormat]
  /// Every array, in the order of the files.
  public let arrays: [TensorFinding]
  /// All numbers of all arrays together.
  public let all: TensorFinding
}

/// A format that cannot be judged.
public struct InspectionError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The format's name.
  public let format: String

  /// One line.
  public var description: String {
    "format \(format): valid: formats with signs and a zero"
  }
}
