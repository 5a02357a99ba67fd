import FloatFormats
import Kernels

extension Workloads {
  /// Matrix products, square, by every kind of accumulator.
  var products: [Workload] {
    (exactlyRounded + stochastic + fused + tensorCores).flatMap { product in
      [workload(product, threads: 1)] + (threads > 1 ? [workload(product, threads: threads)] : [])
    }
  }

  /// A product A·B of n×n matrices.
  private struct Product {
    let name: String
    let accumulator: String
    let format: TimedFormat
    /// Of one thread.
    var targets: [Target] = []
    /// 256 where 512 would take the best part of a second.
    var n = 512
    /// Whether what happened is counted.
    var isCounting = false
    /// Whether the gain by a second thread has a target.
    var scales = false
    /// Binades by which exponents of A and B are moved up and down.
    var spread = 0
    /// An element of A and one of B that never meet, and whose product, were it every term, would
    /// overflow.
    var outlier: Float?
  }

  /// Every product and every sum rounded to nearest even.
  private var exactlyRounded: [Product] {
    let formats: [(format: TimedFormat, target: Target, outlier: Float?)] = [
      (.binary16, Target(.product, billions: 16), 128),
      (.bfloat16, Target(.productBrain, billions: 22), nil),
      (.e4m3fn, Target(.product, billions: 16), 8),
    ]
    return formats.flatMap { format, target, outlier -> [Product] in
      let product = Product(
        name: "matmul/\(format.name)", accumulator: "per-operation(\(format.name))",
        format: format, targets: [target], scales: true)
      let tracked = outlier.map { outlier in
        Product(
          name: "\(product.name)/tracked", accumulator: product.accumulator, format: format,
          targets: [Target(.productTracked, billions: 14)], outlier: outlier)
      }
      let counted = Product(
        name: "\(product.name)/counts", accumulator: product.accumulator, format: format,
        targets: [Target(.productCounted, .uncounted, atLeast: 1 / 2.2)], isCounting: true)
      return [product] + (tracked.map { [$0] } ?? []) + [counted]
    }
  }

  private var stochastic: [Product] {
    [TimedFormat.binary16, .bfloat16, .e4m3fn].map { format in
      Product(
        name: "matmul/\(format.name)/stochastic",
        accumulator: "per-operation(\(format.name), stochastic(13))", format: format,
        targets: [Target(.productStochastic, billions: 4.5)], n: 256)
    }
  }

  private var fused: [Product] {
    let narrow = [TimedFormat.binary16, .e4m3fn].map { format in
      Product(
        name: "matmul/\(format.name)/fused", accumulator: "fused(\(format.name))", format: format,
        targets: [Target(.productFused, billions: 14)])
    }
    let wide = [TimedFormat.bfloat16, .tf32].map { format in
      Product(
        name: "matmul/\(format.name)/fused", accumulator: "fused(\(format.name))", format: format,
        targets: [Target(.productFusedWide, billions: 4.5)], n: 256, spread: 24)
    }
    return narrow + wide
      + [Product(name: "matmul/binary32", accumulator: "fp32", format: .binary32)]
  }

  private var tensorCores: [Product] {
    [("h100-fp16", TimedFormat.binary16), ("h100-fp8", .e4m3fn)].map { name, format in
      Product(name: "matmul/\(name)", accumulator: name, format: format, n: 256)
    }
  }

  private func workload(_ product: Product, threads: Int) -> Workload {
    let n = isQuick ? 64 : product.n
    let gain =
      product.scales && threads == 2 ? [Target(.productByTwo, .oneThread, atLeast: 1.9)] : []
    return Workload(
      name: product.name, size: "\(n)×\(n)×\(n)", count: n * n * n, unit: .multiplyAccumulates,
      threads: threads, copiedBytes: nil, targets: threads == 1 ? product.targets : gain
    ) { inputs in
      let model = try AccumulatorModel(named: product.accumulator)
      let matrices = try MatrixProduct(model, inputs: product.format.format)
      func operand(_ name: String, outlierAt index: Int) throws -> UnsafeBufferPointer<Float> {
        try inputs.values(
          name, product.format, scale: 0.25, spread: product.spread, count: n * n,
          outlier: product.outlier.map { (index, $0) }
        ).reading
      }
      // In column 0 of A and in row 1 of B.
      let (a, b) = try (operand("a", outlierAt: 0), operand("b", outlierAt: n))
      let shape = ProductShape(rows: n, terms: n, columns: n)
      let random = model.isStochastic ? Self.roundingBits : nil
      let result = inputs.scratch(Float.self, count: n * n)
      var counts = AccumulatorCounts()
      return Job {
        var target = result.elements.mutableSpan
        if product.isCounting {
          counts = matrices.multiplyCounting(
            a.span, b.span, shape, into: &target, random: random, threads: threads)
        } else {
          matrices.multiply(a.span, b.span, shape, into: &target, random: random, threads: threads)
        }
      } checksum: {
        Checksum.next(result.checksum, counts.swamped)
      }
    }
  }
}
