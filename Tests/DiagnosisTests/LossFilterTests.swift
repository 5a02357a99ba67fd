import Testing

@testable import Diagnosis

/// What Trainer's filter makes of losses, and what is said of the log that comes of it.
@Suite struct LossFilterTests {
  /// `logging_nan_inf_filter`, as in transformers' `Trainer`: a loss that is not finite counts as the mean of
  /// the window so far. Written down anew: windows of `window` steps, four decimals.
  static func logged(_ losses: [Double], window: Int) -> [Double] {
    var logged: [Double] = []
    var total = 0.0
    for (index, loss) in losses.enumerated() {
      let since = index % window
      total += loss.isFinite ? loss : total / Double(1 + since)
      if since == window - 1 {
        logged.append((total / Double(window) * 1e4).rounded(.toNearestOrEven) / 1e4)
        total = 0
      }
    }
    return logged
  }

  @Test func windowsOfTheFilter() {
    let nan = Double.nan
    let twos = [Double](repeating: 2, count: 9)
    #expect(Self.logged([Double](repeating: nan, count: 10), window: 10) == [0])
    #expect(Self.logged(twos + [nan], window: 10) == [1.98])
    #expect(Self.logged([nan] + twos, window: 10) == [1.8])
  }

  /// With one NaN in each window, the loss is plausible and wrong: the norms alone tell.
  @Test func aHiddenNaNIsNotCalledHealthy() throws {
    let losses = (0..<400).map { $0 % 10 == 9 ? Double.nan : 2 - 0.002 * Double($0) }
    let logged = Self.logged(losses, window: 10)
    let diagnosis = try LogText(
      40, loss: { "\(logged[$0])" }, norm: { _ in "nan" }, rate: { "\(1e-5 * Double(50 - $0))" }
    ).diagnosis()
    #expect(diagnosis.verdict?.kind != .healthy)
    #expect(diagnosis.hasFailure)
  }
}
