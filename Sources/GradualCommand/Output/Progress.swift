import Synchronization
import SystemFiles

/// How far long work is, on stderr: on a terminal a bar with an estimate, elsewhere a line now and then.
///
/// The clock is read for people only; nothing of it reaches a result.
final class Progress: Sendable {
  private struct State {
    var lastShown: ContinuousClock.Instant?
    var hasBar = false
  }

  private let name: String
  private let start = ContinuousClock.now
  private let isTerminal = isatty(STDERR_FILENO) == 1
  private let state = Mutex(State())

  /// Progress of something with a name.
  init(_ name: String) { self.name = name }

  /// Says that `done` of `total` steps are done; called as often as one likes, from any thread.
  /// - Parameter share: how much of the work that is; nil where all steps are alike.
  func show(done: Int, of total: Int, share: Double? = nil) {
    let now = ContinuousClock.now
    let text = state.withLock { state -> String? in
      let pause: Duration = isTerminal ? .milliseconds(100) : .seconds(10)
      // Short work says nothing.
      guard now - (state.lastShown ?? start) > pause, total > 0 else { return nil }
      state.lastShown = now
      state.hasBar = isTerminal
      let share = share ?? Double(done) / Double(total)
      return Self.text(name, done, total, share, elapsed: now - start, withBar: isTerminal)
    }
    guard let text else { return }
    if isTerminal {
      // Back to the first column, and clear what is left of a longer line.
      StandardError.write("\r\(text)\u{1b}[K")
    } else {
      StandardError.write(line: text)
    }
  }

  /// Takes the bar away.
  func end() {
    if state.withLock({ $0.hasBar }) { StandardError.write("\r\u{1b}[K") }
  }

  static func text(
    _ name: String, _ done: Int, _ total: Int, _ share: Double, elapsed: Duration, withBar: Bool
  ) -> String {
    let width = 30
    let filled = min(width, max(0, Int(share * Double(width))))
    let bar =
      "[" + String(repeating: "#", count: filled) + String(repeating: ".", count: width - filled)
      + "] "
    let seconds = elapsed.components.seconds
    // Of less than a thousandth no estimate is worth a word.
    let isKnown = share > 0.001 && done < total
    let left = isKnown ? Int(Double(seconds) * (1 - share) / share) : 0
    let estimate = isKnown ? ", about \(time(left)) left" : ""
    return "\(name) \(withBar ? bar : "")\(done) of \(total)\(estimate)"
  }

  private static func time(_ seconds: Int) -> String {
    switch seconds {
    case ..<60: "\(seconds) s"
    case ..<3600: "\(seconds / 60) min \(seconds % 60) s"
    default: "\(seconds / 3600) h \(seconds % 3600 / 60) min"
    }
  }
}
