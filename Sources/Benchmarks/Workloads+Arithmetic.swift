import FloatFormats
import Kernels

extension Workloads {
  /// Arithmetic element by element, each result rounded to nearest even.
  var elementwise: [Workload] {
    let operations: [(name: String, operation: ArrayArithmetic<Float>.Operation)] = [
      ("add", .add), ("multiply", .multiply), ("multiply-add", .multiplyAdd),
    ]
    return [TimedFormat.binary16, .bfloat16].flatMap { format in
      operations.map { name, operation in
        elementwise("\(name)/\(format.name)", format, operation, 16)
      }
    }
  }

  private func elementwise(
    _ name: String, _ format: TimedFormat, _ operation: ArrayArithmetic<Float>.Operation,
    _ log2: Int
  ) -> Workload {
    array(Float.self, name, log2, []) { inputs in
      let count = 1 << log2
      let arithmetic = try ArrayArithmetic<Float>(in: format.format)
      let operands = try ["a", "b", "c"].map {
        try inputs.values($0, format, scale: Float(1), spread: 4, count: count).reading
      }
      let result = inputs.scratch(Float.self, count: count)
      return Job {
        var target = result.elements.mutableSpan
        arithmetic.perform(
          operation, operands[0].span, operands[1].span, operands[2].span, into: &target)
      } checksum: {
        result.checksum
      }
    }
  }

  /// Sums of many terms whose every operation is rounded: one step at a time through the rounding core; one
  /// sum in a register, which has to wait for each of its additions; and lanes, of one sum and of many.
  var dots: [Workload] {
    [TimedFormat.binary16, .bfloat16].flatMap { format in
      [reference(format), sequential(format), lanes(format, 1), lanes(format, 64)]
    }
  }

  /// Terms of a sum.
  private static let terms = 4096

  private func dot(
    _ name: String, _ format: TimedFormat, lanes: Int, _ targets: [Target],
    _ prepare: @escaping @Sendable (AccumulatorModel, Inputs) throws -> Job
  ) -> Workload {
    Workload(
      name: "dot/\(format.name)/\(name)",
      size: lanes == 1 ? "\(Self.terms)" : "\(Self.terms)×\(lanes)", count: Self.terms * lanes,
      unit: .multiplyAccumulates, threads: 1, copiedBytes: nil, targets: targets
    ) { inputs in
      try prepare(AccumulatorModel(named: "per-operation(\(format.name))"), inputs)
    }
  }

  private func reference(_ format: TimedFormat) -> Workload {
    dot("reference", format, lanes: 1, []) { model, inputs in
      let accumulator = try Accumulator(model, inputs: format.format)
      let (a, b) = try (
        inputs.values("a", format, scale: 0.25, count: Self.terms).reading,
        inputs.values("b", format, scale: 0.25, count: Self.terms).reading
      )
      var sum = 0.0
      return Job {
        sum = accumulator.dot(a.span, b.span)
      } checksum: {
        sum.bitPattern
      }
    }
  }

  private func sequential(_ format: TimedFormat) -> Workload {
    let target = Target(.sequentialDot, billions: 0.35)
    return dot("sequential", format, lanes: 1, [target]) { model, inputs in
      let product = try MatrixProduct(model, inputs: format.format)
      let (a, b) = try (
        inputs.values("a", format, scale: Float(0.25), count: Self.terms).reading,
        inputs.values("b", format, scale: Float(0.25), count: Self.terms).reading
      )
      var sum = 0.0
      return Job {
        sum = product.dot(a.span, b.span)
      } checksum: {
        sum.bitPattern
      }
    }
  }

  private func lanes(_ format: TimedFormat, _ lanes: Int) -> Workload {
    dot("lanes-\(lanes)", format, lanes: lanes, []) { model, inputs in
      let terms = try inputs.values("a", format, scale: 0.25, count: Self.terms * lanes).reading
      let empty = try LaneAccumulator(
        model, terms: format.format, lanes: lanes, count: Self.terms)
      var sums: [Double] = []
      return Job {
        var accumulator = empty
        accumulator.add(terms.span)
        sums = accumulator.sums
      } checksum: {
        sums.reduce(0) { Checksum.next($0, $1.bitPattern) }
      }
    }
  }
}
