/// In which order attention does its products, scaling and softmax.
public enum AttentionOrder: String, Hashable, Sendable, CaseIterable {
  /// Product, scale, mask, softmax, each stored: Hugging Face's `eager`. The largest numbers are the
  /// products, before they are scaled.
  case eager
  /// Queries are scaled before the product.
  case scaleFirst = "scale-first"
  /// One kernel (Dao et al. 2022): products stay in its accumulator, softmax is taken block by block of
  /// keys, and only the result is stored.
  case fused
}
