import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A request to stop that came as SIGTERM or SIGINT: cells at work end, rows are synced, and the
/// process leaves.
public enum StopSignal {
  private static let requested = Atomic<Bool>(false)

  /// Whether a stop was asked for.
  public static var isRequested: Bool { requested.load(ordering: .relaxed) }

  /// Takes SIGTERM and SIGINT as requests to stop. A second one ends the process at once, as if
  /// nothing had been installed.
  public static func install() {
    // Touched here, so that the handler never runs the flag's initialisation.
    requested.store(false, ordering: .relaxed)
    for signalNumber in [SIGTERM, SIGINT] {
      signal(signalNumber) { received in
        StopSignal.requested.store(true, ordering: .relaxed)
        signal(received, SIG_DFL)
      }
    }
  }
}
