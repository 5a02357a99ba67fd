import Synchronization
import SystemFiles

/// A request to stop that came as SIGTERM or SIGINT: cells at work end, rows are synced, and the
/// process leaves.
public enum StopSignal {
  private static let requested = Atomic<Bool>(false)

  /// Whether a stop was asked for.
  public static var isRequested: Bool { requested.load(ordering: .relaxed) }

  /// Takes SIGTERM and SIGINT as requests to stop. A second one ends the process at once, as if
  /// nothing had been installed.
  ///
  /// A parent's blocked signals are inherited, and a stop that stays pending for ever is none: the two
  /// are unblocked.
  public static func install() {
    // Touched here, so that the handler never runs the flag's initialisation.
    requested.store(false, ordering: .relaxed)
    var mask = sigset_t()
    sigemptyset(&mask)
    for signalNumber in [SIGTERM, SIGINT] {
      sigaddset(&mask, signalNumber)
      signal(signalNumber) { received in
        StopSignal.requested.store(true, ordering: .relaxed)
        signal(received, SIG_DFL)
      }
    }
    pthread_sigmask(SIG_UNBLOCK, &mask, nil)
  }
}
