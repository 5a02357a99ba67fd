import Kernels
import ModelShapes

/// How the result y of a branch joins the residual stream x: x + y, αx + y (DeepNorm), or x + a·y with a
/// parameter a (ReZero). What is multiplied is written before it is added, as frameworks do.
struct ResidualJoin: Sendable {
  /// Where the sum is written.
  let site: Site
  /// The branch: `attention`, `mlp`.
  let branch: String
  /// α.
  let streamScale: Double
  /// a, which both branches of a layer share; nil without it.
  let weight: Parameter?

  init(_ branch: String, at site: Site, _ shape: ModelShape) {
    self.site = site
    self.branch = branch
    streamScale = shape.streamScale
    weight = shape.residual == .reZero ? Self.weight(layer: site.layer) : nil
  }

  /// a, 0 in a fresh model.
  static func weight(layer: Int?) -> Parameter {
    Parameter(layer: layer, "residual.weight", rows: 1, columns: 1, .constant(0))
  }

  /// αx or a·y.
  private var scaled: Site { Site(layer: site.layer, branch + ".scaled", .residual) }

  func forward<E: Engine>(
    _ x: Matrix<E.Number>, _ y: Matrix<E.Number>, _ engine: E
  ) -> Matrix<E.Number> {
    if let weight {
      let a = engine.scalars(engine.vector(weight))[0]
      return engine.sum(x, engine.map(y, at: scaled) { a * $0 }, at: site)
    }
    guard streamScale != 1 else { return engine.sum(x, y, at: site) }
    let alpha = E.Scalar(streamScale)
    return engine.sum(engine.map(x, at: scaled) { alpha * $0 }, y, at: site)
  }

  /// The gradients of x, of what does not go through the branch, and of y.
  /// - Parameter y: what joined; not needed without a.
  func backward<E: Engine>(
    _ dz: Matrix<E.Number>, _ y: Matrix<E.Number>?, _ engine: E
  ) -> (x: Matrix<E.Number>, y: Matrix<E.Number>) {
    if let weight, let y {
      let a = engine.scalars(engine.vector(weight))[0]
      if engine.trains(weight) {
        let gradient = engine.columnSums([dz, y], columns: 1, at: weight.gradientSite) {
          _, inputs, result in
          result[0] = inputs[0].sum { inputs[0][$0] * inputs[1][$0] }
        }
        engine.parameterGradient(gradient, rows: [0], of: weight)
      }
      return (dz, engine.map(dz, at: scaled.input.gradient) { a * $0 })
    }
    guard streamScale != 1 else { return (dz, dz) }
    let alpha = E.Scalar(streamScale)
    let target = Site(layer: site.layer, scaled.name + ".input", .residual).gradient
    return (engine.map(dz, at: target) { alpha * $0 }, dz)
  }
}
