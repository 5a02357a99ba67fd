import Kernels
import ModelShapes
import RandomStreams

/// What goes through a plain network, and where its gradient comes from.
public struct PlainBatch: Hashable, Sendable {
  /// Inputs, of independent standard normal numbers.
  public let examples: Int
  /// What inputs, labels and upstream gradients are drawn from.
  public let seed: UInt64
  /// What the backward pass starts from.
  public let objective: PlainObjective
  /// What the gradient is multiplied by before the backward pass.
  public let lossScale: Double

  /// A batch; see the properties. There is an example at least.
  public init(examples: Int, seed: UInt64, objective: PlainObjective, lossScale: Double = 1) {
    precondition(examples > 0, "a batch of \(examples)")
    self.examples = examples
    self.seed = seed
    self.objective = objective
    self.lossScale = lossScale
  }

  private func stream(_ name: String) -> RandomStream {
    RandomStream(StreamKey(seed: seed, domain: .data, name: "networks.plain." + name))
  }

  /// Standard normal numbers, which binary32 holds.
  private func normals<Number: Carrier>(_ name: String, columns: Int) -> Matrix<Number> {
    let stream = stream(name)
    var row = [Float](repeating: 0, count: columns)
    let elements = (0..<examples).flatMap { example in
      row.withUnsafeMutableBufferPointer { stream.row(UInt32(example)).fillNormal(into: $0) }
      return row.map { Number(Double($0)) }
    }
    return Matrix(rows: examples, columns: columns, elements: elements)
  }

  /// x_0.
  func inputs<Number: Carrier>(width: Int) -> Matrix<Number> { normals("inputs", columns: width) }

  /// Upstream gradients divided by their deviation and the loss scale.
  func directions<Number: Carrier>(width: Int) -> Matrix<Number> {
    normals("upstream", columns: width)
  }

  /// What each example is to be.
  func labels(classes: Int) -> [Int] {
    let stream = stream("labels")
    return (0..<UInt64(examples)).map {
      Int(stream.draw(at: $0).bits.multipliedFullWidth(by: UInt64(classes)).high)
    }
  }
}
