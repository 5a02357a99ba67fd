/// The memory that this process has. Nothing of it reaches a result.
public enum ProcessMemory {
  /// The most that it has had at a time since ``forgetPeak()``, or since its start: bytes in memory, Linux's
  /// VmHWM; nil where the system does not tell.
  public static var peak: Int? {
    guard let bytes = try? SmallFile.contents(of: "/proc/self/status", limit: 1 << 20) else {
      return nil
    }
    // VmHWM:     1234 kB
    let line = String(decoding: bytes, as: UTF8.self).split(separator: "\n").first {
      $0.hasPrefix("VmHWM:")
    }
    return line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) }
      .map { $0 << 10 }
  }

  /// Lets the peak begin anew at what there is now; of no effect where the system does not let it.
  public static func forgetPeak() {
    let descriptor = open("/proc/self/clear_refs", O_WRONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    // proc(5): resets the peak resident set size.
    _ = write(descriptor, "5", 1)
    close(descriptor)
  }
}
