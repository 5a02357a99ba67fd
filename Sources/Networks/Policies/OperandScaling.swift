/// How operands of products are scaled before they are rounded.
///
/// In blocks, each block has a scale of its own, from the numbers in it. Its numbers are neighbours along
/// the direction in which a product sums; the last block may be shorter. An operand enters two products
/// that sum in different directions, and is rounded anew for the second, from the same numbers: its second
/// site has the same path and role, and the pass of the second product. So the input x of a linear map
/// x·Wᵀ stands in passes `forward` and, for dyᵀ·x, `parameter-gradient`; dy in `activation-gradient`, for
/// dy·W, and `parameter-gradient`; W in `forward` and `activation-gradient`. Only operands of linear maps
/// may be scaled in blocks, and not those of attention's products.
public enum OperandScaling: String, Hashable, Sendable, CaseIterable {
  /// Not at all.
  case none
  /// By largest number of the format ÷ largest magnitude in the tensor itself.
  case current
  /// By largest number of the format ÷ largest magnitude seen at the site in an earlier pass
  /// (Transformer Engine's delayed scaling, margin 0); by 1 where there was none.
  case delayed
  /// OCP's microscaling (Microscaling Formats Specification v1.0, section 6.3): blocks of 32 numbers are
  /// divided by 2^(⌊log2 largest⌋ − emax), 2^emax being the format's largest power of two; the exponent is
  /// held in E8M0's −127 … 127, and is −127 for a block of zeros. So up to a binade of numbers is beyond
  /// the format's largest: policies say `saturate`, as the specification does. Blocks with a NaN or an
  /// infinity, which it leaves open, have the scale NaN: all of their numbers become NaN.
  ///
  /// A rounded number times its scale is a binary32 number, exactly: that is what enters the product, so
  /// that accumulators add up what they would of the scaled numbers, unless their range ends.
  /// Accumulators of tensor cores, which align scaled numbers in a way that nobody has published, take no
  /// such operands.
  case blocks32 = "block-32-e8m0"
  /// DeepSeek-V3's tiles (arXiv 2412.19437, section 3.3): blocks of 128 numbers, and of a weight 128 × 128,
  /// are divided by s = largest magnitude ÷ largest number of the format, rounded to binary32; where that
  /// is 0 s is 1, and NaN of a block with a number that is not finite. The product sums the terms of each
  /// block by the accumulator of its operands' rules; that sum p is promoted: t ← ∘(∘(s·s′)·p + t), with the
  /// two operands' scales, ∘ to binary32 and t from +0, as DeepGEMM does on CUDA cores. The accumulator of
  /// the product's own site must be `fp32`. Where only one operand is in tiles, its numbers enter times their
  /// scales, rounded to binary32, and the site's accumulator adds up.
  ///
  /// Other than there, a quotient is rounded once, not to binary32 first; and the second rounding of an
  /// activation is of the activation itself, where DeepSeek-V3 keeps but its rounded tiles, and those of
  /// the linear map behind attention in a format E5M6 with powers of two as scales.
  case tiles128 = "tile-128"

  /// Whether blocks of numbers have scales of their own.
  public var isInBlocks: Bool { self == .blocks32 || self == .tiles128 }
}
