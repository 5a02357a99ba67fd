import FloatFormats

/// How a dot product c + Σ aₖ·bₖ is accumulated: which values are rounded, to what, and in which order.
///
/// A model is data with a name (``init(named:)``, ``name``); names nest by parentheses. Operands are
/// values of an input format; c is first rounded to the accumulator's format, to nearest even, and is
/// +0 where there is none. k ascends unless said otherwise; ∘(x) is x rounded once to the model's
/// format F, by its rounding.
///
/// | name                      | order of operations |
/// |---------------------------|---------------------|
/// | `fp32`                    | `fused(binary32)` |
/// | `per-operation(F)`        | s ← c; s ← ∘(s + ∘(aₖ·bₖ)) |
/// | `fused(F)`                | s ← c; s ← ∘(s + aₖ·bₖ) |
/// | `pairwise(F)`             | ∘(c + T), T a tree over the terms ∘(aₖ·bₖ): of n terms the first ⌈n/2⌉ and the others are summed each by itself, and T = ∘(first + second); one term is its own sum, none is +0 |
/// | `kahan(F)`                | s ← c, e ← +0; y ← ∘(∘(aₖ·bₖ) − e); t ← ∘(s + y); e ← ∘(∘(t − s) − y); s ← t; the result is s, and the last e is dropped (Kahan, Communications of the ACM 8, 1965) |
/// | `exact`, `exact(F)`       | ∘(c + Σ aₖ·bₖ); `exact` alone is `exact(binary64)` |
/// | `chunked(n, inner, outer)`| the terms in chunks of n, the last maybe shorter; each is accumulated by `inner` from +0, and the results, as terms v·1, by `outer` from c |
/// | `promoted(model, n)`      | `chunked(n, model, fp32)`: the sums of n terms are promoted to binary32 |
/// | `h100-fp8`, …             | a GPU's tensor core (``TensorCore``) |
///
/// Where F may stand, `F, ROUNDING` may stand as well: `per-operation(binary16, stochastic(13))`; for
/// the random bits see ``OutputIndex``.
public indirect enum AccumulatorModel: Hashable, Sendable {
  /// Every product and every sum is rounded.
  case perOperation(AccumulatorFormat)
  /// Every product is added exactly, and the sum rounded.
  case fused(AccumulatorFormat)
  /// Rounded products are summed in a balanced tree.
  case pairwise(AccumulatorFormat)
  /// Rounded products are summed with compensation.
  case kahan(AccumulatorFormat)
  /// The whole sum is rounded once.
  case exact(AccumulatorFormat)
  /// Chunks of `size` terms by `inner`, their sums by `outer`.
  case chunked(size: Int, inner: AccumulatorModel, outer: AccumulatorModel)
  /// Chunks of `size` terms by `inner`, their sums in binary32.
  case promoted(AccumulatorModel, size: Int)
  /// A GPU's matrix unit.
  case tensorCore(TensorCore)

  /// `fp32`: a fused multiply-add in binary32 for every term.
  public static let fp32 = AccumulatorModel.fused(.binary32)

  /// The format of the result.
  public var resultFormat: FloatFormat {
    switch self {
    case .perOperation(let target), .fused(let target), .pairwise(let target), .kahan(let target),
      .exact(let target):
      target.format
    case .chunked(_, _, let outer): outer.resultFormat
    case .promoted: .binary32
    case .tensorCore(let core): core.output.format
    }
  }

  /// The tensor cores anywhere in the model: operands must be of their input formats.
  public var tensorCores: [TensorCore] {
    switch self {
    case .perOperation, .fused, .pairwise, .kahan, .exact: []
    case .chunked(_, let inner, let outer): inner.tensorCores + outer.tensorCores
    case .promoted(let model, _): model.tensorCores
    case .tensorCore(let core): [core]
    }
  }

  /// Whether any rounding takes random bits.
  public var isStochastic: Bool {
    switch self {
    case .perOperation(let target), .fused(let target), .pairwise(let target), .kahan(let target),
      .exact(let target):
      target.rounding.randomBitCount > 0
    case .chunked(_, let inner, let outer): inner.isStochastic || outer.isStochastic
    case .promoted(let model, _): model.isStochastic
    case .tensorCore: false
    }
  }
}

/// What an accumulator rounds to, and how.
public struct AccumulatorFormat: Hashable, Sendable {
  /// The format's name.
  public let formatName: String
  /// The format; signed, with a zero.
  public let format: FloatFormat
  /// The rounding.
  public let rounding: Rounding

  /// A format with a rounding.
  /// - Throws: ``AccumulatorError`` where the format has no sign or no zero, from which every
  ///   accumulation starts.
  public init(
    _ named: NamedFormat, _ rounding: Rounding = .nearestEven
  ) throws(AccumulatorError) {
    guard named.format.isSigned, named.format.hasZero else {
      throw AccumulatorError(
        name: named.name,
        reason: "an accumulator needs a sign and a zero; valid: a signed format with a zero, "
          + "such as binary16")
    }
    self.init(named.name, named.format, rounding)
  }

  private init(_ name: String, _ format: FloatFormat, _ rounding: Rounding) {
    formatName = name
    self.format = format
    self.rounding = rounding
  }

  /// binary32, to nearest even.
  public static let binary32 = AccumulatorFormat("binary32", .binary32, .nearestEven)
  /// binary64, to nearest even.
  public static let binary64 = AccumulatorFormat("binary64", .binary64, .nearestEven)
}
