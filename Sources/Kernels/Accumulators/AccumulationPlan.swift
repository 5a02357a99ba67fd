import FloatFormats

/// A model made ready for operands of given formats.
indirect enum AccumulationPlan: Sendable {
  case perOperation(RoundedSteps)
  case fused(RoundedSteps)
  case pairwise(RoundedSteps)
  case kahan(RoundedSteps)
  case exact(RoundedSteps)
  case chunked(size: Int, inner: AccumulationPlan, outer: AccumulationPlan)
  case tensorCore(TensorCoreKernel)

  /// - Throws: ``AccumulatorError`` for a tensor core that does not take the operands.
  init(
    _ model: AccumulatorModel, a: FloatFormat, b: FloatFormat
  ) throws(AccumulatorError) {
    switch model {
    case .perOperation(let target): self = .perOperation(RoundedSteps(target))
    case .fused(let target): self = .fused(RoundedSteps(target))
    case .pairwise(let target): self = .pairwise(RoundedSteps(target))
    case .kahan(let target): self = .kahan(RoundedSteps(target))
    case .exact(let target): self = .exact(RoundedSteps(target))
    case .chunked(let size, let inner, let outer):
      self = .chunked(
        size: size, inner: try AccumulationPlan(inner, a: a, b: b),
        outer: try AccumulationPlan(outer, a: outer.resultFormat, b: outer.resultFormat))
    case .promoted(let model, let size):
      let promotion = AccumulatorModel.chunked(size: size, inner: model, outer: .fp32)
      self = try AccumulationPlan(promotion, a: a, b: b)
    case .tensorCore(let core):
      self = .tensorCore(
        TensorCoreKernel(core, a: try core.operandFormat(a), b: try core.operandFormat(b)))
    }
  }

  /// c + Σ aₖ·bₖ in the model's order.
  func dot(
    _ a: Span<Double>, _ b: Span<Double>, from c: Double, _ state: inout AccumulationState
  ) -> Double {
    switch self {
    case .perOperation(let steps):
      var sum = steps.start(c)
      for k in a.indices {
        let term = steps.product(a[k], b[k], &state)
        sum = steps.sum(sum, term, &state)
      }
      return steps.value(sum)
    case .fused(let steps):
      var sum = steps.start(c)
      for k in a.indices { sum = steps.fused(sum, a[k], b[k], &state) }
      return steps.value(sum)
    case .pairwise(let steps):
      let tree = steps.tree(a, b, &state)
      return steps.value(steps.sum(steps.start(c), tree, &state))
    case .kahan(let steps): return steps.value(steps.compensated(a, b, from: c, &state))
    case .exact(let steps): return steps.value(steps.exact(a, b, from: c, &state))
    case .chunked(let size, let inner, let outer):
      var sums: [Double] = []
      var start = 0
      while start < a.count {
        let range = start..<(start + min(size, a.count - start))
        sums.append(inner.dot(a.extracting(range), b.extracting(range), from: 0, &state))
        start = range.upperBound
      }
      let ones = [Double](repeating: 1, count: sums.count)
      return outer.dot(sums.span, ones.span, from: c, &state)
    case .tensorCore(let kernel): return kernel.dot(a, b, from: c, &state.counts)
    }
  }
}

extension RoundedSteps {
  /// The terms' sum in a tree whose halves split at ⌈n/2⌉; +0 of none.
  func tree(
    _ a: Span<Double>, _ b: Span<Double>, _ state: inout AccumulationState
  ) -> ExactValue {
    switch a.count {
    case 0: return .zero(isNegative: false)
    case 1: return product(a[0], b[0], &state)
    default:
      let middle = (a.count + 1) / 2
      let first = tree(a.extracting(first: middle), b.extracting(first: middle), &state)
      let second = tree(
        a.extracting(droppingFirst: middle), b.extracting(droppingFirst: middle), &state)
      return sum(first, second, &state)
    }
  }

  /// Kahan's sum; of its four operations one, s + y, counts as an addition.
  func compensated(
    _ a: Span<Double>, _ b: Span<Double>, from c: Double, _ state: inout AccumulationState
  ) -> ExactValue {
    var s = start(c)
    var e = ExactValue.zero(isNegative: false)
    for k in a.indices {
      let term = product(a[k], b[k], &state)
      let y = rounded(ExactArithmetic.difference(term, e), &state)
      let t = sum(s, y, &state)
      let change = rounded(ExactArithmetic.difference(t, s), &state)
      e = rounded(ExactArithmetic.difference(change, y), &state)
      s = t
    }
    return s
  }

  /// The exact sum of c and all products, rounded once.
  func exact(
    _ a: Span<Double>, _ b: Span<Double>, from c: Double, _ state: inout AccumulationState
  ) -> ExactValue {
    var sum = Superaccumulator()
    // NaN and infinities; their sum is that of the whole.
    var special = ExactValue.zero(isNegative: false)
    func add(_ value: ExactValue) {
      switch value {
      case .zero: break
      case .finite(let number): sum.add(number)
      case .nan, .infinity: special = ExactArithmetic.sum(special, value).value
      }
    }
    add(ExactValue(binary64: c))
    for k in a.indices {
      let product = ExactArithmetic.product(
        ExactValue(binary64: a[k]), ExactValue(binary64: b[k])
      ).value
      if product.isNonzeroNumber { state.counts.terms += 1 }
      add(product)
    }
    if case .zero = special { return rounded(Unrounded(sum.value()), &state) }
    return rounded(Unrounded(special), &state)
  }
}

extension TensorCore {
  /// The input format that operands of `format` have in the core: the first that holds all of its
  /// values.
  func operandFormat(_ format: FloatFormat) throws(AccumulatorError) -> FloatFormat {
    for (_, input) in input.formats
    where format.precision <= input.precision && format.quantumExponent >= input.quantumExponent
      && format.greatestFiniteMagnitude <= input.greatestFiniteMagnitude
    {
      return input
    }
    let names = input.formats.map(\.name).joined(separator: " or ")
    throw AccumulatorError(
      name: name,
      reason: "takes \(names); the operands' format has values that these have not")
  }
}
