import Testing

@testable import Training

/// Loss scalers against the traces that theirs would leave.
@Suite struct LossScalingTests {
  /// NaN in every step: 65536 is 1 after 16 steps, and exactly 0 after 166 (science: torch's kernel).
  @Test func gradScalerHalvesToZero() {
    var scaler = GradScaler()
    var scales: [Float] = []
    for _ in 1...170 {
      scaler.update(isFinite: false)
      scales.append(scaler.scale)
    }
    #expect(scales[15] == 1)
    #expect(scales[164] == .leastNonzeroMagnitude)
    #expect(scales.firstIndex(of: 0) == 165)
  }

  /// It doubles after 2000 good steps, counts anew after a bad one, and never becomes infinite.
  @Test func gradScalerGrows() {
    var scaler = GradScaler()
    for _ in 1..<2000 { scaler.update(isFinite: true) }
    #expect(scaler.scale == 65536)
    scaler.update(isFinite: true)
    #expect(scaler.scale == 131072)
    for _ in 1..<2000 { scaler.update(isFinite: true) }
    scaler.update(isFinite: false)
    for _ in 1..<2000 { scaler.update(isFinite: true) }
    #expect(scaler.scale == 65536)
    var large = GradScaler(initial: 0x1p127, interval: 1)
    large.update(isFinite: true)
    #expect(large.scale == 0x1p127)
  }

  /// Hysteresis 2: the first bad step is forgiven, and only growth forgives again.
  @Test func deepSpeedForgivesOnce() throws {
    var scaler = DeepSpeedScaler(window: 3)
    var scales: [Double] = []
    for isFinite in [false, false, false, true, true, true, true, false, false] {
      try scaler.update(isFinite: isFinite)
      scales.append(scaler.scale / 65536)
    }
    #expect(scales == [1, 0.5, 0.25, 0.25, 0.25, 0.5, 0.5, 0.5, 0.25])
  }

  /// At the minimum it gives up.
  @Test func deepSpeedGivesUp() {
    var scaler = DeepSpeedScaler(initial: 4, hysteresis: 1)
    var count = 0
    #expect(throws: LossScaleError(scale: 1)) {
      while true {
        try scaler.update(isFinite: false)
        count += 1
      }
    }
    #expect(count == 2)
  }
}
