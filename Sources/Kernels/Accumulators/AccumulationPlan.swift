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

  /// - Parameters:
  ///   - parts: how many models that round were planned before; counts this one's, inner before outer.
  /// - Throws: ``AccumulatorError`` for a tensor core that does not take the operands, and for chunks of
  ///   fewer than one term.
  init(
    _ model: AccumulatorModel, a: FloatFormat, b: FloatFormat, parts: inout Int
  ) throws(AccumulatorError) {
    func steps(_ target: AccumulatorFormat) -> RoundedSteps {
      defer { parts += 1 }
      return RoundedSteps(target, part: parts)
    }
    switch model {
    case .perOperation(let target): self = .perOperation(steps(target))
    case .fused(let target): self = .fused(steps(target))
    case .pairwise(let target): self = .pairwise(steps(target))
    case .kahan(let target): self = .kahan(steps(target))
    case .exact(let target): self = .exact(steps(target))
    case .chunked(let size, let inner, let outer):
      guard size > 0 else {
        throw AccumulatorError(
          name: model.name, reason: "chunks of \(size) terms; valid: 1 or more")
      }
      let sums = inner.resultFormat
      let innerPlan = try AccumulationPlan(inner, a: a, b: b, parts: &parts)
      self = .chunked(
        size: size, inner: innerPlan,
        outer: try AccumulationPlan(outer, a: sums, b: sums, parts: &parts))
    case .promoted(let inner, let size):
      let promotion = AccumulatorModel.chunked(size: size, inner: inner, outer: .fp32)
      self = try AccumulationPlan(promotion, a: a, b: b, parts: &parts)
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
      return steps.value(steps.node(steps.start(c), tree, &state))
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

extension AccumulationPlan {
  /// The model's sums side by side.
  /// - Parameters:
  ///   - isExact: whether binary64 holds all products of the operands.
  func sums(lanes: Int, isExact: Bool, _ state: LaneState) -> any LaneSums {
    func lane(_ steps: RoundedSteps) -> LaneSteps { LaneSteps(steps, isExact: isExact, state) }
    switch self {
    case .perOperation(let steps): return RunningSums(lane(steps), .perOperation, lanes: lanes)
    case .fused(let steps): return RunningSums(lane(steps), .fused, lanes: lanes)
    case .kahan(let steps): return RunningSums(lane(steps), .compensated, lanes: lanes)
    case .pairwise(let steps): return TreeSums(lane(steps), lanes: lanes)
    case .exact(let steps): return ExactSums(steps, lanes: lanes)
    case .tensorCore(let kernel): return TensorCoreSums(kernel, lanes: lanes)
    case .chunked(let size, let inner, let outer):
      // An outer term is a sum times 1: of binary64 exactly that.
      return ChunkedSums(
        size: size, inner: inner.sums(lanes: lanes, isExact: isExact, state),
        outer: outer.sums(lanes: lanes, isExact: true, state))
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
      return node(first, second, &state)
    }
  }

  /// Kahan's sum.
  func compensated(
    _ a: Span<Double>, _ b: Span<Double>, from c: Double, _ state: inout AccumulationState
  ) -> ExactValue {
    var s = start(c)
    var e = ExactValue.zero(isNegative: false)
    for k in a.indices { s = compensated(s, &e, a[k], b[k], &state) }
    return s
  }

  /// The exact sum of c and all products, rounded once.
  func exact(
    _ a: Span<Double>, _ b: Span<Double>, from c: Double, _ state: inout AccumulationState
  ) -> ExactValue {
    var sum = ExactSum(from: c)
    for k in a.indices where sum.add(a[k], b[k]) { state.counts.terms += 1 }
    return rounded(Unrounded(sum.value), &state)
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
