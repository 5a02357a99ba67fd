import TensorFiles
import TestSupport
import Testing

/// What memory maps give back.
@Suite struct MappedFileTests {
  /// Released bytes are read again as they were, at any place within pages.
  @Test(arguments: [0..<1, 0..<4096, 5..<4097, 4095..<12_289, 0..<20_000, 19_999..<20_000])
  func releasedBytesComeInAgain(range: Range<Int>) throws {
    let folder = try TemporaryFolder()
    let bytes = (0..<20_000).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }
    try writeAtomically(bytes, to: folder["bytes"])
    let file = try MappedFile(folder["bytes"])
    #expect(file.withUnsafeBytes { $0.elementsEqual(bytes) })
    file.release(range)
    #expect(file.withUnsafeBytes { $0.elementsEqual(bytes) }, "\(range)")
  }

  /// What is not in the file cannot be released, and an empty file has nothing to give.
  @Test func nothingElseIsReleased() throws {
    let folder = try TemporaryFolder()
    try writeAtomically([UInt8](), to: folder["empty"])
    let file = try MappedFile(folder["empty"])
    file.release(0..<1)
    #expect(file.count == 0)
  }
}
