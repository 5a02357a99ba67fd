import RandomStreams
import Testing

@testable import Studies

@Suite struct NetworkTests {
  /// The same network in plain binary64 loops, sample by sample: its loss's gradient by the chain
  /// rule, written down again.
  private struct PlainNetwork {
    let weights: [[[Double]]]

    init(depth: Int, width: Int, seed: UInt64) {
      weights = (0..<depth).map { layer in
        let outputs = layer == depth - 1 ? SimulatedNetwork.outputs : width
        let name = "accumulation.network.depth=\(depth).width=\(width).layer=\(layer)"
        let stream = RandomStream(StreamKey(seed: seed, domain: .weight, name: name))
        let deviation = ((layer == depth - 1 ? 1.0 : 2) / Double(width)).squareRoot()
        return (0..<outputs).map { o in
          (0..<width).map { Double(Float(stream.normal(at: UInt64(o * width + $0)) * deviation)) }
        }
      }
    }

    func loss(_ input: [Double], _ target: [Double], nudging: (Int, Int, Int, Double)) -> Double {
      var values = input
      for (layer, matrix) in weights.enumerated() {
        values = matrix.enumerated().map { o, row in
          var sum = 0.0
          for i in row.indices {
            let isNudged = nudging.0 == layer && nudging.1 == o && nudging.2 == i
            sum += (row[i] + (isNudged ? nudging.3 : 0)) * values[i]
          }
          return layer < weights.count - 1 ? max(0, sum) : sum
        }
      }
      return zip(values, target).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } / 2
    }
  }

  /// Gradients against differences of the loss, of a network that shares no code but the draws.
  @Test func gradientsAreThoseOfTheLoss() throws {
    let (depth, width) = (4, 8)
    let network = SimulatedNetwork(depth: depth, width: width, seed: 2, sampled: 6)
    let plain = PlainNetwork(depth: depth, width: width, seed: 2)
    let gradients = network.gradients(count: 5, microBatch: 3)
    let stream = RandomStream(
      StreamKey(seed: 2, domain: .data, name: "accumulation.network.inputs.width=8"))
    var wrong: [String] = []
    for (s, site) in network.sites.enumerated() {
      for (w, weight) in site.weights.enumerated() {
        for batch in 0..<5 {
          var expected = 0.0
          for sample in (3 * batch)..<(3 * batch + 3) {
            let input = stream.row(UInt32(sample))
            let target = stream.row(UInt32(sample), slot: 1)
            let x = (0..<width).map { Double(Float(input.normal(at: UInt32($0)))) }
            let y = (0..<SimulatedNetwork.outputs).map {
              Double(Float(target.normal(at: UInt32($0))))
            }
            let step = 1e-5
            let above = plain.loss(x, y, nudging: (site.layer, weight.output, weight.input, step))
            let below = plain.loss(x, y, nudging: (site.layer, weight.output, weight.input, -step))
            expected += (above - below) / (2 * step) / 3
          }
          let found = gradients[s][batch * site.weights.count + w]
          if (found - expected).magnitude > 1e-4 * max(1, expected.magnitude) {
            wrong.append("\(site.name) \(weight) batch \(batch): \(found), not \(expected)")
          }
        }
      }
    }
    #expect(wrong == [])
    #expect(network.sites.map(\.name) == ["first", "middle", "last"])
  }

  /// He's initialisation keeps gradients at one size over 32 layers, within a factor of 3.
  @Test func gradientsKeepTheirSizeOverDepth() {
    let network = SimulatedNetwork(depth: 32, width: 64, seed: 1, sampled: 64)
    let sizes = network.gradients(count: 64, microBatch: 1).map {
      ($0.reduce(0) { $0 + $1 * $1 } / Double($0.count)).squareRoot()
    }
    #expect(sizes[0] / sizes[1] > 1 / 3.0 && sizes[0] / sizes[1] < 3, "\(sizes)")
  }
}
