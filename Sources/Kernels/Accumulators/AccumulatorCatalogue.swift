/// The accumulator models that are known by name. A new one is one row here, or in ``TensorCore/all``.
public enum AccumulatorCatalogue {
  /// A way to accumulate that takes formats or other models as arguments.
  public struct Scheme: Hashable, Sendable {
    /// The name before the parentheses.
    public let head: String
    /// The whole name with its arguments.
    public let usage: String
    /// What it does, in one line.
    public let summary: String
    let kind: Kind
  }

  enum Kind: Hashable, Sendable {
    case fp32, perOperation, fused, pairwise, kahan, exact, chunked, promoted
  }

  /// The schemes.
  public static let schemes: [Scheme] = [
    Scheme(
      head: "fp32", usage: "fp32",
      summary: "a fused multiply-add in binary32 for every term: fused(binary32)", kind: .fp32),
    Scheme(
      head: "per-operation", usage: "per-operation(F[, ROUNDING])",
      summary: "every product and every sum rounded to F", kind: .perOperation),
    Scheme(
      head: "fused", usage: "fused(F[, ROUNDING])",
      summary: "one rounding for product and sum, to F", kind: .fused),
    Scheme(
      head: "chunked", usage: "chunked(n, INNER, OUTER)",
      summary: "n terms at a time by INNER, their sums by OUTER", kind: .chunked),
    Scheme(
      head: "pairwise", usage: "pairwise(F[, ROUNDING])",
      summary: "rounded products in a balanced tree, halves at ⌈n/2⌉", kind: .pairwise),
    Scheme(
      head: "kahan", usage: "kahan(F[, ROUNDING])",
      summary: "rounded products summed with Kahan's compensation", kind: .kahan),
    Scheme(
      head: "promoted", usage: "promoted(MODEL, n)",
      summary: "n terms at a time by MODEL, their sums in binary32", kind: .promoted),
    Scheme(
      head: "exact", usage: "exact[(F[, ROUNDING])]",
      summary: "the exact sum, rounded once to F (binary64)", kind: .exact),
  ]
}
