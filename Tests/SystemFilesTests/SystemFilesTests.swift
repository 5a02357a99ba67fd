import SystemFiles
import Testing

@Suite struct SystemFilesTests {
  @Test(arguments: [
    ("e4m3fn", false), ("qwen2.5-7b", false), ("my.json", true), ("./mine", true), (".", true),
    ("..", true), ("/tmp", true), ("json", false), ("", false), ("e4m3(bias=8)", false),
  ])
  func paths(text: String, isOne: Bool) {
    #expect(isPath(text) == isOne)
  }

  @Test(arguments: [
    ("/no/such", SmallFileError.missing), ("/", .folder), ("/dev/null", .empty),
    ("/dev/zero", .tooLarge(limit: 100)),
  ])
  func unreadFiles(path: String, error: SmallFileError) {
    #expect(throws: error) { try SmallFile.contents(of: path, limit: 100) }
  }

  @Test func aFullDeviceTakesNothing() {
    let descriptor = open("/dev/full", O_WRONLY)
    defer { close(descriptor) }
    let bytes: [UInt8] = [1, 2, 3]
    let written = bytes.withUnsafeBytes { writeAll($0, to: descriptor) }
    #expect(descriptor >= 0 && written == 0 && errno == ENOSPC)
  }

  @Test func theMachineHasMemoryAndProcessors() {
    #expect(Machine.memory > 1 << 28)
    #expect(Machine.processors >= 1)
  }
}
