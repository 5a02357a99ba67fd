import FloatFormats

/// Which numbers of an array share a scale.
public enum BlockShape: Hashable, Sendable {
  /// So many neighbours along the last axis: 1 × n. The last block of a line may be shorter.
  case line(Int)
  /// So many rows and columns of the last two axes; the last ones may be shorter.
  case tile(rows: Int, columns: Int)
  /// All numbers.
  case tensor

  /// Numbers along an axis of a block.
  public static let lengths = 1...(1 << 20)

  /// Numbers of a block along the last axis; nil of all.
  public var length: Int? {
    switch self {
    case .line(let length): length
    case .tile(_, let columns): columns
    case .tensor: nil
    }
  }

  /// `32`, `128x128`, `tensor`.
  public var name: String {
    switch self {
    case .line(let length): "\(length)"
    case .tile(let rows, let columns): "\(rows)x\(columns)"
    case .tensor: "tensor"
    }
  }
}

/// How a block's scale comes of its largest magnitude a; m is the element format's largest number.
public enum ScaleRule: String, Hashable, Sendable, CaseIterable {
  /// 2^(⌊log2 a⌋ − emax), 2^emax being the element format's largest power of two (OCP's Microscaling Formats
  /// Specification v1.0, section 6.3): the numbers of up to a binade are beyond m, and saturate.
  case floor
  /// The least number of the scale format that is not below a/m: nothing saturates (Transformer Engine and
  /// cuDNN, for E8M0).
  case up
  /// a/m, rounded to nearest.
  case amax

  /// One line for people.
  public var summary: String {
    switch self {
    case .floor: "largest power of two in the block ÷ that of the element format: OCP's"
    case .up: "largest magnitude ÷ largest number, rounded up: Transformer Engine's"
    case .amax: "largest magnitude ÷ largest number, rounded to nearest"
    }
  }
}

/// What a scale belongs to, what it is a number of, and how it is found.
public struct BlockScaling: Hashable, Sendable {
  /// Which numbers share a scale.
  public let shape: BlockShape
  /// What scales are numbers of.
  public let scale: NamedFormat
  /// How scales are found.
  public let rule: ScaleRule
  /// Whether all scales of a tensor are multiplied by one more, of binary32: the tensor's largest magnitude ÷
  /// (the largest number of elements · that of scales), rounded to nearest. 1 where that is 0.
  public let hasTensorScale: Bool

  /// A scaling; whether it is possible is found by ``BlockFormat``.
  public init(
    shape: BlockShape, scale: NamedFormat, rule: ScaleRule, hasTensorScale: Bool = false
  ) {
    (self.shape, self.scale, self.rule) = (shape, scale, rule)
    self.hasTensorScale = hasTensorScale
  }

  /// Significant bits that a scale times the tensor's has at most.
  public var divisorBits: Int { scale.format.precision + (hasTensorScale ? 24 : 0) }

  /// Whether all scales are powers of two.
  public var isPowerOfTwo: Bool {
    !hasTensorScale && (rule == .floor || scale.format.precision == 1)
  }
}
