import Kernels

/// y = x·Wᵀ + b.
struct Linear: Sendable {
  /// Where y is written.
  let site: Site
  let weight: Parameter
  let bias: Parameter?

  /// - Parameters:
  ///   - name: of the map in the layer or model; its parameters are `name.weight` and `name.bias`.
  init(
    layer: Int?, _ name: String, inputs: Int, outputs: Int, role: Role = .activation,
    bias: Bool, _ initial: InitialValues
  ) {
    self.init(
      site: Site(layer: layer, name, role),
      weight: Parameter(layer: layer, name + ".weight", rows: outputs, columns: inputs, initial),
      bias: bias
        ? Parameter(layer: layer, name + ".bias", rows: 1, columns: outputs, .constant(0)) : nil)
  }

  /// A map whose parameters may be another's.
  init(site: Site, weight: Parameter, bias: Parameter?) {
    self.site = site
    self.weight = weight
    self.bias = bias
  }

  var parameters: [Parameter] { [weight] + (bias.map { [$0] } ?? []) }

  func forward<E: Engine>(_ x: Operand<E.Number>, _ engine: E) -> Matrix<E.Number> {
    engine.linear(x, weight, bias: bias, at: site)
  }

  /// The gradient of x, at the site `name.input`; the gradients of the parameters go to the engine.
  /// - Parameter x: the operand that entered the forward product.
  func backward<E: Engine>(
    _ dy: Matrix<E.Number>, x: Operand<E.Number>, _ engine: E
  ) -> Matrix<E.Number> {
    let operand = engine.operand(dy, at: site.gradient.operand)
    if engine.trains(weight) { engine.parameterGradient(operand, x, of: weight) }
    if let bias, engine.trains(bias) {
      let gradient = engine.columnSums([dy], columns: dy.columns, at: bias.gradientSite) {
        _, inputs, result in
        for column in result.indices { result[column] = inputs[0][column] }
      }
      engine.parameterGradient(gradient, rows: [0], of: bias)
    }
    return engine.inputGradient(operand, weight, at: site.input.gradient)
  }
}
