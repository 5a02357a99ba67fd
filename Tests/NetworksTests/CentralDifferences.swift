import Networks
import TestSupport
import Testing

/// Gradients of parameters against central differences of what they are gradients of.
enum CentralDifferences {
  /// Moves four elements of every parameter, and compares.
  ///
  /// Networks of order 1: a difference is off by step² times a third derivative, 1e-10 of it, and by the
  /// objective's rounding over the step, 1e-16/1e-5; both are far below 1e-8.
  ///
  /// - Parameters:
  ///   - weights: every parameter by path.
  ///   - gradients: the gradients that are judged, by path.
  ///   - objective: what they are gradients of, with weights that may be others.
  static func judge(
    _ parameters: [Parameter], _ weights: [String: [Double]], _ gradients: [String: [Double]],
    seed: UInt64, objective: ([String: [Double]]) throws -> Double
  ) throws {
    let (step, tolerance) = (1e-5, 1e-8)
    var weights = weights
    var generator = SeededGenerator(seed: seed)
    var (worst, worstError) = ("", 0.0)
    for parameter in parameters {
      let gradient = try #require(gradients[parameter.path], "no gradient of \(parameter.path)")
      for _ in 0..<4 {
        let place = Int.random(in: 0..<parameter.count, using: &generator)
        let value = try #require(weights[parameter.path]?[place])
        func moved(by step: Double) throws -> Double {
          weights[parameter.path]?[place] = value + step
          defer { weights[parameter.path]?[place] = value }
          return try objective(weights)
        }
        let difference = (try moved(by: step) - moved(by: -step)) / (2 * step)
        let error = (gradient[place] - difference).magnitude
        if !(error <= worstError) {
          worstError = error
          worst =
            "\(parameter.path)[\(place)]: difference \(difference), gradient \(gradient[place])"
        }
      }
    }
    #expect(worstError <= tolerance, "\(worst), seed \(seed)")
  }
}
