/// How computed sums differ from exact ones, all lanes taken as one vector.
struct LaneVector {
  /// ‖ŝ − s‖/‖s‖.
  let error: Double
  /// ⟨ŝ, s⟩/‖s‖² − 1: what is missing (below 0) or too much along the exact direction.
  let bias: Double
  /// 1 − cos(ŝ, s), accurate also where it is small; nil where ŝ = 0.
  let cosineDistance: Double?
  /// ‖ŝ‖²/‖s‖².
  let retained: Double

  /// Nil where a sum is not finite, or s = 0.
  init?(_ computed: [Double], exact: [Double]) {
    guard computed.allSatisfy(\.isFinite) else { return nil }
    // In units of the largest exact sum: squares must not underflow.
    let unit = exact.map(\.magnitude).max() ?? 0
    guard unit > 0 else { return nil }
    var (errors, exacts, products, squares) = (0.0, 0.0, 0.0, 0.0)
    for (y, x) in zip(computed, exact) {
      let (y, x) = (y / unit, x / unit)
      errors += (y - x) * (y - x)
      exacts += x * x
      products += (y - x) * x
      squares += y * y
    }
    error = (errors / exacts).squareRoot()
    bias = products / exacts
    retained = squares / exacts
    guard squares > 0 else {
      cosineDistance = nil
      return
    }
    // ŝ = (1 + bias)·s + a rest at right angles: sin² is the rest's share.
    let rest = max(0, errors - products * bias)
    let sine = min(1, rest / squares)
    let cosine = (1 - sine).squareRoot() * (bias < -1 ? -1 : 1)
    cosineDistance = cosine > 0 ? sine / (1 + cosine) : 1 - cosine
  }

  /// ‖x‖.
  static func norm(_ values: [Double]) -> Double {
    let unit = values.map(\.magnitude).max() ?? 0
    guard unit > 0, unit.isFinite else { return unit }
    return unit * values.reduce(0) { $0 + ($1 / unit) * ($1 / unit) }.squareRoot()
  }
}
