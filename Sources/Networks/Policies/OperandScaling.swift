import BlockFormats
import FloatFormats
import NearestNames

/// How operands of products are scaled before they are rounded.
///
/// In blocks, each block has a scale of its own, from the numbers in it, as a block format has it
/// (`BlockScaler`); the rule's format is that of the elements. A block's numbers are neighbours along
/// the direction in which a product sums; the last block may be shorter. An operand enters two products
/// that sum in different directions, and is rounded anew for the second, from the same numbers: its second
/// site has the same path and role, and the pass of the second product. So the input x of a linear map
/// x·Wᵀ stands in passes `forward` and, for dyᵀ·x, `parameter-gradient`; dy in `activation-gradient`, for
/// dy·W, and `parameter-gradient`; W in `forward` and `activation-gradient`. Only operands of linear maps
/// may be scaled in blocks, and not those of attention's products.
public enum OperandScaling: Hashable, Sendable {
  /// Not at all.
  case none
  /// By largest number of the format ÷ largest magnitude in the tensor itself.
  case current
  /// By largest number of the format ÷ largest magnitude seen at the site in an earlier pass
  /// (Transformer Engine's delayed scaling, margin 0); by 1 where there was none.
  case delayed
  /// In blocks: ``tiles128``, or lines of 1, 2, 4 … 128 numbers whose elements times scales are numbers of
  /// binary32.
  ///
  /// Of lines, a rounded number times its scale is a binary32 number, exactly: that is what enters the product, so
  /// that accumulators add up what they would of the scaled numbers, unless their range ends. Scales of tensors
  /// multiply the sums, once, before these are rounded to their format.
  /// Accumulators of tensor cores, which align scaled numbers in a way that nobody has published, take no
  /// such operands.
  case blocks(BlockScaling)

  /// OCP's microscaling: blocks of 32 with a power of two, by the rule `floor`. Up to a binade of numbers is beyond
  /// the format's largest: policies say `saturate`, as the specification does.
  public static let blocks32 = OperandScaling.blocks(
    BlockScaling(shape: .line(32), scale: .e8m0fnu, rule: .floor))

  /// DeepSeek-V3's tiles (arXiv 2412.19437, section 3.3): blocks of 128 numbers, and of a weight 128 × 128,
  /// have the scale s = largest magnitude ÷ largest number of the format, rounded to binary32. The product sums
  /// the terms of each block by the accumulator of its operands' rules; that sum p is promoted:
  /// t ← ∘(∘(s·s′)·p + t), with the two operands' scales, ∘ to binary32 and t from +0, as DeepGEMM does on CUDA
  /// cores. The accumulator of the product's own site must be `fp32`. Where only one operand is in tiles, its
  /// numbers enter times their scales, rounded to binary32, and the site's accumulator adds up.
  ///
  /// Other than there, a quotient is rounded once, not to binary32 first; and the second rounding of an
  /// activation is of the activation itself, where DeepSeek-V3 keeps but its rounded tiles, and those of
  /// the linear map behind attention in a format E5M6 with powers of two as scales.
  public static let tiles128 = OperandScaling.blocks(
    BlockScaling(shape: .tile(rows: 128, columns: 128), scale: .binary32, rule: .amax))

  /// The scaling in blocks, if it is one.
  public var blocks: BlockScaling? {
    if case .blocks(let scaling) = self { scaling } else { nil }
  }

  /// Whether blocks of numbers have scales of their own.
  public var isInBlocks: Bool { blocks != nil }
}

extension OperandScaling {
  /// Those with a name that is no spelling.
  private static let named: [(name: String, scaling: OperandScaling)] = [
    ("none", .none), ("current", .current), ("delayed", .delayed), ("block-32-e8m0", .blocks32),
    ("tile-128", .tiles128),
  ]

  /// What ``init(named:)`` understands.
  public static let usage =
    named.map(\.name).joined(separator: ", ") + ", or block(SHAPE, SCALE, RULE[, tensor-scale])"

  /// Those that are not in blocks.
  static let wholeNames = named.filter { !$0.scaling.isInBlocks }.map(\.name)

  /// `none`, `current`, `delayed`, `block-32-e8m0`, `tile-128`, or the spelling of a scaling in blocks, which is a
  /// block format's without the element: `block(16, e4m3fn, amax, tensor-scale)`.
  public var name: String {
    if let row = Self.named.first(where: { $0.scaling == self }) { return row.name }
    return blocks.map { "block(\($0.spelling))" } ?? "none"
  }

  /// The scaling of a name, without regard to case.
  /// - Throws: `BlockFormatError`, which says what would be valid.
  public init(named name: String) throws(BlockFormatError) {
    let text = name.lowercased()
    if let row = Self.named.first(where: { $0.name == text }) {
      self = row.scaling
    } else {
      self = .blocks(try BlockCatalogue.scaling(named: text, valid: Self.usage))
    }
  }

  /// Why products do not take operands of a format in such blocks; nil where they do.
  func impossibility(of element: NamedFormat) -> String? {
    guard let blocks, self != .tiles128 else { return nil }
    let valid =
      "tile-128, or lines of 1, 2, 4 … 128 whose elements times scales have at most 24 bits"
    guard case .line(let length) = blocks.shape, length <= 128, length & (length - 1) == 0,
      element.format.precision + blocks.scale.format.precision <= 24
    else { return valid }
    do {
      _ = try BlockFormat(element: BlockElement(element), scaling: blocks)
      return nil
    } catch {
      return error.description
    }
  }
}
