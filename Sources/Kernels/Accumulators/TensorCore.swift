import FloatFormats

/// A GPU's matrix unit, as far as it shows in results: how a block of products is added up.
///
/// Terms are taken in blocks, in index order. Of a block:
/// 1. Products are exact. A product's exponent is the sum of its operands' exponents, not normalised;
///    a subnormal operand has its format's least exponent. Products that are 0 take no part.
/// 2. All terms, the incoming accumulator among them, are aligned to the largest exponent M and
///    truncated toward zero to multiples of 2^(M − `alignmentBits`).
/// 3. The aligned terms are added exactly, as integers.
/// 4. The sum is converted to the output once: truncated toward zero to 1 + `output.fractionBits` bits,
///    or for binary16 rounded to nearest even. It is the accumulator of the next block.
///
/// ``Joining`` says how the accumulator meets the block where that is otherwise. A NaN among operands
/// or accumulator, 0·∞ and ∞ − ∞ give NaN; else an infinity gives an infinity; a sum beyond the
/// output's largest number gives an infinity. (The published rows have no such values: these three are
/// what the documentation of the instructions leaves open.) A sum of 0 is +0.
///
/// Every row that Khattak and Mikaitis published of these GPUs comes out bit for bit
/// (github.com/north-numerical-computing/MATLAB-tensor-core); those of FP8 with binary32 output on H100
/// and H200 do with an accumulator of 0 in place of the one they name.
public struct TensorCore: Hashable, Sendable {
  /// The name: GPU and input, and the output where it is not binary32.
  public let name: String
  /// The input.
  public let input: Input
  /// Number of products that are added at a time.
  public let block: Int
  /// F, the number of fraction bits that aligned terms keep.
  public let alignmentBits: Int
  /// The output and the accumulator.
  public let output: Output
  /// How accumulator and block come together.
  public let joining: Joining

  /// What the operands are.
  public enum Input: String, Hashable, Sendable, CaseIterable {
    /// binary16.
    case fp16
    /// bfloat16.
    case bf16
    /// TensorFloat-32.
    case tf32
    /// e4m3fn or e5m2, each operand one of them.
    case fp8

    /// The operands' formats, by their catalogue names.
    public var formats: [(name: String, format: FloatFormat)] {
      switch self {
      case .fp16: [("binary16", .binary16)]
      case .bf16: [("bfloat16", .bfloat16)]
      case .tf32: [("tf32", .tf32)]
      case .fp8: [("e4m3fn", .e4m3fn), ("e5m2", .e5m2)]
      }
    }
  }

  /// What a block's sum becomes.
  public enum Output: Hashable, Sendable {
    /// binary32, truncated to 1 + `fractionBits` bits.
    case binary32(fractionBits: Int)
    /// binary16, to nearest even.
    case binary16

    /// The format of output and accumulator.
    public var format: FloatFormat {
      switch self {
      case .binary32: .binary32
      case .binary16: .binary16
      }
    }

    /// Number of fraction bits that an output of a normal number has.
    public var fractionBits: Int {
      switch self {
      case .binary32(let bits): bits
      case .binary16: 10
      }
    }
  }

  /// How the accumulator meets a block.
  public enum Joining: String, Hashable, Sendable {
    /// It is one of the aligned terms.
    case aligned
    /// It is added to the block's converted sum, in the output format, to nearest even.
    case added
    /// As `added`, where the block's sum itself is made of two: of the products with k mod 4 < 2, and
    /// from that sum on, as an aligned term, of those with k mod 4 ≥ 2. FP8 with binary16 output on
    /// H100, H200 and B200 does so, as two steps of their fp16 unit would.
    case addedAfterHalves = "added-after-halves"
  }

  /// The tensor core of that name, or nil.
  public static func named(_ name: String) -> TensorCore? { byName[name] }

  private static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })
}
