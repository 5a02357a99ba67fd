import FloatFormats
import RandomStreams
import Testing
import Theory

@testable import Kernels

/// The Gaussian underflow law against casts of samples: the closed form knows nothing of the casts.
@Suite struct GaussianLawTests {
  /// 10⁶ samples of N(0, s²) at 15 deviations: shares within 4 standard errors of the law. Of 90
  /// comparisons a true law fails one with probability .006, and the seed is fixed.
  @Test(arguments: ["binary16", "e5m2", "e4m3fn"])
  func sharesOfSamples(name: String) throws {
    let format = try FormatCatalogue.format(named: name).format
    let cast = try ArrayCast<Double>(to: format)
    let count = 1_000_000
    let stream = RandomStream(StreamKey(seed: 20, domain: .data, id: 0))
    let samples = stream.normals(count: count)
    var failures: [String] = []
    for exponent in -28 ... -14 {
      let deviation = Double(sign: .plus, exponent: exponent, significand: 1)
      let counts = cast.counts(samples.span, scaledBy: deviation)
      let law = GaussianUnderflow.effect(deviation: deviation, in: FormatLimits(format))
      let zeros = Double(counts.flushed) / Double(count)
      let zerosAndSubnormals = Double(counts.flushed + counts.subnormal) / Double(count)
      for (what, observed, expected) in [
        ("flushed", zeros, law.flushedShare),
        ("flushed or subnormal", zerosAndSubnormals, law.subnormalOrZeroShare),
      ] {
        let error = (expected * (1 - expected) / Double(count)).squareRoot()
        // One sample is the resolution where the error is below it.
        if (observed - expected).magnitude > 4 * error + 1 / Double(count) {
          failures.append(
            "s = 2^\(exponent), \(what): expected \(expected) ± \(error), observed \(observed)")
        }
      }
    }
    #expect(failures.isEmpty, "seed 20: \(failures.joined(separator: "\n"))")
  }
}
