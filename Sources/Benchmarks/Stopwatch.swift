/// Passes of some work, timed together.
struct Stopwatch {
  /// How long a sample lasts at least.
  let least: Duration
  /// Passes of a sample; known after the first one.
  private var passes = 0

  init(least: Duration) { self.least = least }

  /// One pass a sample, none to warm up: for work that lasts long enough.
  static var ofSinglePasses: Stopwatch {
    var stopwatch = Stopwatch(least: .zero)
    stopwatch.passes = 1
    return stopwatch
  }

  /// Passes a second. The first call warms up and finds out how many passes a sample takes.
  mutating func sample(_ work: () throws -> Void) rethrows -> Double {
    if passes == 0 { passes = try passesOfSample(work) }
    return Double(passes) / (try Self.time(passes, work)).seconds
  }

  /// Few passes, then more of them, until they tell how many will last long enough.
  private func passesOfSample(_ work: () throws -> Void) rethrows -> Int {
    var passes = 1
    while true {
      let time = try Self.time(passes, work)
      // The first passes are the slowest: a tenth to spare.
      let needed = 1.1 * Double(passes) * least.seconds / time.seconds
      if needed <= Double(2 * passes) { return max(1, Int(needed.rounded(.up))) }
      passes = Int(min(needed, 100 * Double(passes)))
    }
  }

  private static func time(_ passes: Int, _ work: () throws -> Void) rethrows -> Duration {
    let clock = ContinuousClock()
    return try clock.measure { for _ in 0..<passes { try work() } }
  }
}

extension Duration {
  /// In seconds, at least a nanosecond.
  var seconds: Double {
    max(1e-9, Double(components.seconds) + 1e-18 * Double(components.attoseconds))
  }
}
