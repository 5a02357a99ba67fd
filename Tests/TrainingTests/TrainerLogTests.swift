import Testing

@testable import Training

/// What Trainer would have logged.
@Suite struct TrainerLogTests {
  /// Windows of ten steps: (losses, logged with the filter, logged without).
  @Test func filterPutsMeansInThePlaceOfNaN() throws {
    let nan = Double.nan
    let twos = [Double](repeating: 2, count: 9)
    for (losses, expected) in [
      ([Double](repeating: nan, count: 10), 0.0), (twos + [nan], 1.98), ([nan] + twos, 1.8),
      ([.infinity] + twos, 1.8), (twos + [2], 2),
    ] {
      var (filtered, plain) = (LossWindow(), LossWindow(filtersNonFinite: false))
      // Behind an entry, to be of no effect.
      filtered.add([7])
      _ = filtered.close()
      for loss in losses {
        filtered.add([loss])
        plain.add([loss])
      }
      let (found, unfiltered) = (filtered.close(), plain.close())
      #expect(found == expected, "\(losses): \(String(describing: found)), expected \(expected)")
      let sum = losses.reduce(0, +) / 10
      #expect(unfiltered == sum || (unfiltered?.isNaN ?? false) && sum.isNaN, "\(losses)")
    }
  }

  /// The entries of Python 3.11's `'%.4g' % x`.
  @Test(arguments: [
    (0.0, "0"), (1, "1"), (-2.5, "-2.5"), (0.693147, "0.6931"), (12345.6, "1.235e+04"),
    (1e-5, "1e-05"), (1.0534e-7, "1.053e-07"), (0.0001, "0.0001"), (0.00009999, "9.999e-05"),
    (9999.5, "1e+04"), (9999.4, "9999"), (100, "100"), (-1.5e300, "-1.5e+300"), (99.995, "100"),
    (.infinity, "inf"), (.nan, "nan"), (1234, "1234"), (0.0001234567, "0.0001235"),
  ])
  func generalNumbers(value: Double, text: String) {
    #expect(PythonNumber.general(value, digits: 4) == text, "\(value)")
  }
}
