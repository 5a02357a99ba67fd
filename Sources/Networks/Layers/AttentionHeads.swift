import FloatFormats
import Kernels
import RandomStreams

/// Some heads of causal attention on their own, over normal queries, keys and values and a normal gradient
/// from above: what becomes of the scores' gradient as the context grows, without a whole model.
public struct AttentionHeads: Sendable {
  private let heads: Int
  private let context: Int
  private let core: AttentionCore

  /// Heads of one dimension over one sequence.
  public init(heads: Int, headDimension: Int, context: Int) {
    self.heads = heads
    self.context = context
    core = AttentionCore(layer: 0, headDimension: headDimension, order: .eager)
  }

  /// Where the gradient of the scaled scores is.
  public var scoreGradient: Site { core.scores.gradient }

  /// A forward and backward pass of every head; the engine's record has what it did.
  ///
  /// - Parameters:
  ///   - deviation: of queries, keys and values, whose scaled products then have deviation².
  ///   - seed: of the numbers; the gradient from above has deviation 1.
  public func pass<Number>(deviation: Double, seed: UInt64, _ engine: KernelEngine<Number>) {
    for head in 0..<heads {
      func normal(_ name: String, _ deviation: Double) -> Matrix<Number> {
        let stream = RandomStream(
          StreamKey(seed: seed, domain: .data, name: "networks.heads.\(name).\(head)"))
        var matrix = Matrix<Number>(rows: context, columns: core.headDimension)
        NormalRows(stream, rows: 0..<context).fill(matrix: &matrix, scale: Float(deviation))
        return matrix
      }
      let (q, k, v) = (
        Operand(normal("query", deviation)), Operand(normal("key", deviation)),
        Operand(normal("value", deviation))
      )
      let (_, state) = core.forward(q: q, k: k, v: v, engine)
      _ = core.backward(normal("gradient", 1), q: q, k: k, v: v, state, engine)
    }
  }
}

extension NormalRows {
  /// Fills all of a matrix.
  fileprivate func fill<Number: Carrier>(matrix: inout Matrix<Number>, scale: Float) {
    var narrow = [Float](repeating: 0, count: matrix.elements.count)
    narrow.withUnsafeMutableBufferPointer {
      fill(
        rows: 0..<matrix.rows, columns: 0..<matrix.columns, scale: scale, into: $0,
        stride: matrix.columns, layout: .rowMajor)
    }
    matrix.elements = narrow.map { Number($0) }
  }
}
