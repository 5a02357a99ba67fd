/// The squares of a token's part in the gradients of one layer's matrices, at a loss of one token: the mean
/// square of such a gradient over T tokens is that divided by T.
struct MatrixSquares {
  var down = 0.0
  var up = 0.0
  /// 0 without a gate.
  var gate = 0.0
  var output = 0.0
  var value = 0.0
  var key = 0.0
  var query = 0.0
  /// Of a ReZero block's weight; 0 in others.
  var weight = 0.0

  init() {}

  /// Those of independent tokens.
  /// - Parameters:
  ///   - top: E g² at the MLP's result.
  ///   - lower: E g² at the attention's.
  init(_ branches: BlockSignals.Branches, top: Double, lower: Double) {
    let (attention, mlp) = (branches.attention, branches.mlp)
    down = top * mlp.hidden
    up = top * mlp.up
    gate = top * mlp.gate
    output = lower * attention.context
    value = lower * attention.value
    key = lower * attention.key
    query = lower * attention.query
  }
}
