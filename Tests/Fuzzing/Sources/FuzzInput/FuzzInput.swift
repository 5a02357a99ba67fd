import FuzzMain

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// libFuzzer's inputs as files, for readers that want the path of one.
public enum FuzzInput {
  private nonisolated(unsafe) static var path = ""
  private nonisolated(unsafe) static var body: (String) throws -> Void = { _ in }

  /// Runs libFuzzer with this program's arguments. Each input is written to a file of this process's own, whose path
  /// is given to `body`; errors that it throws are what it should throw: they are made into text, and forgotten.
  public static func run(suffix: String, _ body: @escaping (String) throws -> Void) -> Never {
    path = "/dev/shm/gradual-fuzz-\(getpid())\(suffix)"
    self.body = body
    // libFuzzer ends the process itself.
    atexit { unlink(FuzzInput.path) }
    exit(fuzz_main(CommandLine.argc, CommandLine.unsafeArgv) { FuzzInput.give($0, $1) })
  }

  private static func give(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    guard descriptor >= 0 else { return 0 }
    let written = write(descriptor, data, count)
    close(descriptor)
    guard written == count else { return 0 }
    do {
      try body(path)
    } catch {
      // One line, whatever the file holds.
      let text = "\(error)"
      precondition(!text.contains("\n") && text.count < 2000, text)
    }
    return 0
  }
}
