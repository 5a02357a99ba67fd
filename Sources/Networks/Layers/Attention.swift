import Kernels
import ModelShapes

/// Causal self-attention with grouped queries, over sequences of one length.
struct Attention: Sendable {
  let layer: Int
  let heads: Int
  let keyValueHeads: Int
  let headDimension: Int
  let order: AttentionOrder
  /// Nil where positions are not rotary.
  let rotary: Rotary?
  let query: AdaptedLinear
  let key: AdaptedLinear
  let value: AdaptedLinear
  let output: AdaptedLinear

  init(
    layer: Int, _ shape: ModelShape, rotary: Rotary?, order: AttentionOrder, _ adapters: LowRank?
  ) {
    self.layer = layer
    self.order = order
    self.rotary = rotary
    heads = shape.attentionHeads
    keyValueHeads = shape.keyValueHeads
    headDimension = shape.headDimension
    func linear(
      _ name: String, _ outputs: Int, _ bias: Bool, _ deviation: Double
    ) -> AdaptedLinear {
      AdaptedLinear(
        Linear(
          layer: layer, "attention." + name, inputs: shape.hiddenSize, outputs: outputs, bias: bias,
          .normal(deviation: deviation)), adapters)
    }
    query = linear("query", shape.queryWidth, shape.biases.query, shape.weightDeviation)
    key = linear("key", shape.keyValueWidth, shape.biases.key, shape.weightDeviation)
    value = linear("value", shape.keyValueWidth, shape.biases.value, shape.branchDeviation)
    output = AdaptedLinear(
      Linear(
        layer: layer, "attention.output", inputs: shape.queryWidth, outputs: shape.hiddenSize,
        bias: shape.biases.output, .normal(deviation: shape.residualProjectionDeviation)), adapters)
  }

  var parameters: [Parameter] { [query, key, value, output].flatMap(\.parameters) }

  /// What the backward pass needs.
  struct State<Number: Carrier>: Sendable {
    let input: LinearInput<Number>
    let query: Operand<Number>
    let key: Operand<Number>
    let value: Operand<Number>
    let context: LinearInput<Number>
    /// Sequence by sequence, head by head.
    let cores: [HeadState<Number>]
    let length: Int
  }

  func forward<E: Engine>(
    _ x: Matrix<E.Number>, at site: Site, length: Int, _ engine: E
  ) -> (Matrix<E.Number>, State<E.Number>) {
    var input = LinearInput(engine.operand(x, at: site.operand))
    let q = turned(query.forward(&input, engine), query, length, engine)
    let k = turned(key.forward(&input, engine), key, length, engine)
    let v = engine.operand(value.forward(&input, engine), at: value.site.attentionOperand)
    var context: Matrix<E.Number>?
    var cores: [HeadState<E.Number>] = []
    forEachHead(rows: x.rows, length: length) { core, rows, columns, shared in
      let (result, state) = core.forward(
        q: q.part(rows, columns), k: k.part(rows, shared), v: v.part(rows, shared), engine)
      var whole =
        context ?? Matrix(rows: x.rows, columns: heads * headDimension, format: result.format)
      whole.set(result, row: rows.lowerBound, column: columns.lowerBound)
      context = whole
      cores.append(state)
    }
    let contexts = context ?? Matrix(rows: 0, columns: heads * headDimension)
    var joined = LinearInput(engine.operand(contexts, at: core.context.operand))
    let result = output.forward(&joined, engine)
    return (
      result,
      State(
        input: input, query: q, key: k, value: v, context: joined, cores: cores, length: length)
    )
  }

  /// The gradient of what the attention took in, at the site where that is written.
  func backward<E: Engine>(
    _ dy: Matrix<E.Number>, _ state: State<E.Number>, at target: Site, _ engine: E
  ) -> Matrix<E.Number> {
    let dContext = output.backward(dy, x: state.context, engine)
    let rows = dy.rows
    var dq = Gathered<E.Number>(rows: rows, columns: heads * headDimension)
    var dk = Gathered<E.Number>(rows: rows, columns: heads * headDimension)
    var dv = Gathered<E.Number>(rows: rows, columns: heads * headDimension)
    var index = 0
    forEachHead(rows: rows, length: state.length) { core, rows, columns, shared in
      let gradients = core.backward(
        dContext.part(rows: rows, columns: columns), q: state.query.part(rows, columns),
        k: state.key.part(rows, shared), v: state.value.part(rows, shared), state.cores[index],
        engine)
      index += 1
      dq.set(gradients.query, rows, columns)
      dk.set(gradients.key, rows, columns)
      dv.set(gradients.value, rows, columns)
    }
    let dKeys = groupSum(dk.matrix, at: rotated(key).gradient, engine)
    let dValues = groupSum(dv.matrix, at: value.site.gradient, engine)
    let dxv = value.backward(dValues, x: state.input, engine)
    let dxk = key.backward(
      turnedBack(dKeys, key, state.length, engine), x: state.input, engine)
    let dxq = query.backward(
      turnedBack(dq.matrix, query, state.length, engine), x: state.input, engine)
    // As gradients arrive where autograd goes backward through the three maps.
    return engine.sum(engine.sum(dxv, dxk, at: target.gradient), dxq, at: target.gradient)
  }

  private var core: AttentionCore {
    AttentionCore(layer: layer, headDimension: headDimension, order: order)
  }

  /// Where queries or keys are after their rotation.
  private func rotated(_ map: AdaptedLinear) -> Site {
    rotary == nil
      ? map.site : Site(layer: layer, map.site.name + ".rotated", .rotary)
  }

  private func turned<E: Engine>(
    _ x: Matrix<E.Number>, _ map: AdaptedLinear, _ length: Int, _ engine: E
  ) -> Operand<E.Number> {
    let site = rotated(map)
    let turned =
      rotary.map {
        $0.turn(x, positions: positions(x.rows, length), direction: 1, at: site, engine)
      } ?? x
    return engine.operand(turned, at: site.attentionOperand)
  }

  private func turnedBack<E: Engine>(
    _ dx: Matrix<E.Number>, _ map: AdaptedLinear, _ length: Int, _ engine: E
  ) -> Matrix<E.Number> {
    rotary.map {
      $0.turn(
        dx, positions: positions(dx.rows, length), direction: -1, at: map.site.gradient, engine)
    } ?? dx
  }

  private func positions(_ rows: Int, _ length: Int) -> [Int] { (0..<rows).map { $0 % length } }

  /// Adds up the gradients of the query heads that share a key-value head.
  private func groupSum<E: Engine>(
    _ gradients: Matrix<E.Number>, at site: Site, _ engine: E
  ) -> Matrix<E.Number> {
    let (group, width) = (heads / keyValueHeads, headDimension)
    guard group > 1 else { return gradients }
    return engine.rows([gradients], columns: keyValueHeads * width, at: site) {
      _, inputs, result in
      for column in result.indices {
        let first = column / width * group * width + column % width
        var sum = inputs[0][first]
        for member in 1..<group { sum = sum + inputs[0][first + member * width] }
        result[column] = sum
      }
    }
  }

  /// Each sequence's rows, and of each head its columns and those of the key-value head it shares.
  private func forEachHead(
    rows: Int, length: Int,
    _ body: (AttentionCore, _ rows: Range<Int>, _ columns: Range<Int>, _ shared: Range<Int>) -> Void
  ) {
    let group = heads / keyValueHeads
    for first in stride(from: 0, to: rows, by: length) {
      for head in 0..<heads {
        func columns(_ head: Int) -> Range<Int> {
          head * headDimension..<(head + 1) * headDimension
        }
        body(core, first..<min(first + length, rows), columns(head), columns(head / group))
      }
    }
  }
}

/// A matrix of all heads, whose format the first part tells.
private struct Gathered<Number: Carrier> {
  private(set) var matrix: Matrix<Number>
  private var isEmpty = true

  init(rows: Int, columns: Int) { matrix = Matrix(rows: rows, columns: columns) }

  mutating func set(_ part: Matrix<Number>, _ rows: Range<Int>, _ columns: Range<Int>) {
    if isEmpty {
      matrix = Matrix(rows: matrix.rows, columns: matrix.columns, format: part.format)
      isEmpty = false
    }
    matrix.set(part, row: rows.lowerBound, column: columns.lowerBound)
  }
}

extension Operand {
  func part(_ rows: Range<Int>, _ columns: Range<Int>) -> Operand {
    Operand(numbers.part(rows: rows, columns: columns), scale: scale)
  }
}
