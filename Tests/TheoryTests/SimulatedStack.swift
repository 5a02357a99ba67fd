import Foundation
import TestSupport

/// A fresh pre-norm transformer (RMSNorm, grouped-query causal attention without rotation, SwiGLU or a
/// plain ReLU MLP) in plain loops, with its backward pass: what the predictions are held against. It
/// shares nothing with them.
struct SimulatedStack {
  var hidden = 128
  var layers = 4
  var heads = 4
  var keyValueHeads = 2
  var headDimension = 32
  var intermediate = 352
  var gated = true
  var context = 64
  var sequences = 4
  var deviation = 0.0791  // d·σ² = 0.8
  var seed: UInt64 = 1

  /// Root mean squares by name: `stream.l`, `gradient.l`, and the weight gradients `l.mlp.down`, …
  func run() -> [String: Double] {
    var random = Normal(seed: seed)
    let tokens = context * sequences
    var rms: [String: Double] = [:]
    var x = random.matrix(tokens, hidden, deviation)
    var blocks: [Block] = []
    for layer in 0..<layers {
      rms["stream.\(layer)"] = x.rms
      let block = Block(self, &random, x)
      x = block.output
      blocks.append(block)
    }
    rms["stream.\(layers)"] = x.rms
    let top = random.matrix(tokens, hidden, deviation / Double(tokens))
    var g = normBackward(top, x)
    for layer in (0..<layers).reversed() {
      rms["gradient.\(layer + 1)"] = g.rms
      g = blocks[layer].backward(g) { rms["\(layer).\($0)"] = $1.rms }
    }
    rms["gradient.0"] = g.rms
    return rms
  }
}

struct Matrix {
  let rows: Int
  let columns: Int
  var values: [Double]

  init(_ rows: Int, _ columns: Int) {
    self.rows = rows
    self.columns = columns
    values = [Double](repeating: 0, count: rows * columns)
  }

  var rms: Double {
    (values.reduce(0) { $0 + $1 * $1 } / Double(values.count)).squareRoot()
  }

  var transposed: Matrix {
    var result = Matrix(columns, rows)
    for i in 0..<rows {
      for j in 0..<columns { result.values[j * rows + i] = values[i * columns + j] }
    }
    return result
  }

  func times(_ other: Matrix) -> Matrix {
    var result = Matrix(rows, other.columns)
    let width = other.columns
    for i in 0..<rows {
      for k in 0..<columns {
        let a = values[i * columns + k]
        for j in 0..<width { result.values[i * width + j] += a * other.values[k * width + j] }
      }
    }
    return result
  }

  func combined(_ other: Matrix, _ operation: (Double, Double) -> Double) -> Matrix {
    var result = self
    for i in values.indices { result.values[i] = operation(values[i], other.values[i]) }
    return result
  }

  static func + (a: Matrix, b: Matrix) -> Matrix { a.combined(b, +) }
}

/// Normal numbers by Box and Muller.
struct Normal {
  private var generator: SeededGenerator

  init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

  private mutating func uniform() -> Double { (Double(generator.next() >> 11) + 0.5) * 0x1p-53 }

  mutating func matrix(_ rows: Int, _ columns: Int, _ deviation: Double) -> Matrix {
    var result = Matrix(rows, columns)
    for i in result.values.indices {
      let radius = (-2 * log(uniform())).squareRoot()
      result.values[i] = deviation * radius * cos(2 * .pi * uniform())
    }
    return result
  }
}

private let epsilon = 1e-6

private func rowScale(_ x: Matrix, _ row: Int) -> Double {
  var sum = 0.0
  for j in 0..<x.columns { sum += x.values[row * x.columns + j] * x.values[row * x.columns + j] }
  return 1 / (sum / Double(x.columns) + epsilon).squareRoot()
}

private func norm(_ x: Matrix) -> Matrix {
  var u = x
  for i in 0..<x.rows {
    let scale = rowScale(x, i)
    for j in 0..<x.columns { u.values[i * x.columns + j] *= scale }
  }
  return u
}

private func normBackward(_ g: Matrix, _ x: Matrix) -> Matrix {
  let u = norm(x)
  var result = g
  for i in 0..<x.rows {
    let scale = rowScale(x, i)
    var along = 0.0
    for j in 0..<x.columns { along += g.values[i * x.columns + j] * u.values[i * x.columns + j] }
    along /= Double(x.columns)
    for j in 0..<x.columns {
      let k = i * x.columns + j
      result.values[k] = scale * (g.values[k] - u.values[k] * along)
    }
  }
  return result
}

/// One block with what its backward pass needs.
private struct Block {
  let stack: SimulatedStack
  let input: Matrix
  let middle: Matrix
  let output: Matrix
  let weights: [String: Matrix]
  let q: Matrix
  let k: Matrix
  let v: Matrix
  let averaged: Matrix
  let gate: Matrix
  let up: Matrix
  let inner: Matrix

  init(_ stack: SimulatedStack, _ random: inout Normal, _ x: Matrix) {
    self.stack = stack
    let d = stack.hidden
    let queries = stack.heads * stack.headDimension
    let keys = stack.keyValueHeads * stack.headDimension
    func weight(_ rows: Int, _ columns: Int) -> Matrix {
      random.matrix(rows, columns, stack.deviation)
    }
    let w = [
      "q": weight(d, queries), "k": weight(d, keys), "v": weight(d, keys),
      "o": weight(queries, d), "gate": weight(d, stack.intermediate),
      "up": weight(d, stack.intermediate), "down": weight(stack.intermediate, d),
    ]
    weights = w
    input = x
    func apply(_ a: Matrix, _ name: String) -> Matrix { w[name].map { a.times($0) } ?? a }
    let u = norm(x)
    q = apply(u, "q")
    k = apply(u, "k")
    v = apply(u, "v")
    var result = Matrix(x.rows, queries)
    let values = v.values
    stack.attend(q, k) { i, j, head, p in
      for c in 0..<stack.headDimension {
        result.values[stack.query(i, head, c)] += p * values[stack.keyValue(j, head, c)]
      }
    }
    averaged = result
    middle = x + apply(averaged, "o")
    let t = norm(middle)
    gate = apply(t, "gate")
    up = apply(t, "up")
    inner =
      stack.gated
      ? gate.combined(up) { $0 / (1 + exp(-$0)) * $1 } : gate.combined(gate) { a, _ in max(a, 0) }
    output = middle + apply(inner, "down")
  }

  func backward(_ g: Matrix, _ report: (String, Matrix) -> Void) -> Matrix {
    func back(_ a: Matrix, _ name: String) -> Matrix {
      weights[name].map { a.times($0.transposed) } ?? a
    }
    let t = norm(middle)
    report("mlp.down", inner.transposed.times(g))
    let gInner = back(g, "down")
    let slope = gate.combined(gate) { a, _ in
      let s = 1 / (1 + exp(-a))
      return stack.gated ? s * (1 + a * (1 - s)) : (a > 0 ? 1 : 0)
    }
    var gGate = gInner.combined(slope, *)
    var gBranch: Matrix
    if stack.gated {
      gGate = gGate.combined(up, *)
      let gUp = gInner.combined(gate) { $0 * $1 / (1 + exp(-$1)) }
      report("mlp.gate", t.transposed.times(gGate))
      report("mlp.up", t.transposed.times(gUp))
      gBranch = back(gGate, "gate") + back(gUp, "up")
    } else {
      report("mlp.up", t.transposed.times(gGate))
      gBranch = back(gGate, "gate")
    }
    let gMiddle = g + normBackward(gBranch, middle)
    report("attention.output", averaged.transposed.times(gMiddle))
    let (gq, gk, gv) = attentionBackward(back(gMiddle, "o"))
    let u = norm(input)
    report("attention.query", u.transposed.times(gq))
    report("attention.key", u.transposed.times(gk))
    report("attention.value", u.transposed.times(gv))
    return gMiddle + normBackward(back(gq, "q") + back(gk, "k") + back(gv, "v"), input)
  }

  private func attentionBackward(_ g: Matrix) -> (Matrix, Matrix, Matrix) {
    var gq = Matrix(q.rows, q.columns)
    var gk = Matrix(k.rows, k.columns)
    var gv = Matrix(v.rows, v.columns)
    let scale = 1 / Double(stack.headDimension).squareRoot()
    stack.attend(q, k) { i, j, head, p in
      // Σ_j p_j (g·v_j) = g · averaged.
      var difference = 0.0
      for c in 0..<stack.headDimension {
        let a = stack.query(i, head, c)
        let b = stack.keyValue(j, head, c)
        gv.values[b] += p * g.values[a]
        difference += g.values[a] * (v.values[b] - averaged.values[a])
      }
      for c in 0..<stack.headDimension {
        let a = stack.query(i, head, c)
        let b = stack.keyValue(j, head, c)
        gq.values[a] += p * difference * scale * k.values[b]
        gk.values[b] += p * difference * scale * q.values[a]
      }
    }
    return (gq, gk, gv)
  }
}

extension SimulatedStack {
  fileprivate func query(_ token: Int, _ head: Int, _ c: Int) -> Int {
    (token * heads + head) * headDimension + c
  }

  fileprivate func keyValue(_ token: Int, _ head: Int, _ c: Int) -> Int {
    (token * keyValueHeads + head / (heads / keyValueHeads)) * headDimension + c
  }

  /// Calls with every causal pair of tokens of a sequence, the head, and the attention probability.
  fileprivate func attend(_ q: Matrix, _ k: Matrix, _ body: (Int, Int, Int, Double) -> Void) {
    let scale = 1 / Double(headDimension).squareRoot()
    for sequence in 0..<sequences {
      for head in 0..<heads {
        for i in sequence * context..<(sequence + 1) * context {
          var weights: [Double] = []
          for j in sequence * context...i {
            var score = 0.0
            for c in 0..<headDimension {
              score += q.values[query(i, head, c)] * k.values[keyValue(j, head, c)]
            }
            weights.append(exp(score * scale))
          }
          let total = weights.reduce(0, +)
          for (j, weight) in weights.enumerated() {
            body(i, sequence * context + j, head, weight / total)
          }
        }
      }
    }
  }
}
