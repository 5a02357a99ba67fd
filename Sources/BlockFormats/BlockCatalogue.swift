import FloatFormats

/// The block formats that are known by name. A new one is an entry below, and its name in this list.
public enum BlockCatalogue {
  /// All of them.
  public static let all: [BlockFormat] = [
    .mxfp8E4M3, .mxfp8E5M2, .mxfp6E3M2, .mxfp6E2M3, .mxfp4, .mxint8, .mxfp8E4M3Up, .nvfp4,
    .deepSeek1x128, .deepSeek128x128,
  ]

  /// Their names.
  public static var names: [String] { all.map(\.name) }

  /// The row with this name.
  static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })
}

/// OCP's ("Microscaling Formats Specification v1.0", table 1), and a variant of scales.
extension BlockFormat {
  /// MXFP8 of E4M3.
  public static let mxfp8E4M3 = microscaling("mxfp8-e4m3", BlockElement(.e4m3fn))
  /// MXFP8 of E5M2.
  public static let mxfp8E5M2 = microscaling("mxfp8-e5m2", BlockElement(.e5m2))
  /// MXFP6 of E3M2.
  public static let mxfp6E3M2 = microscaling("mxfp6-e3m2", BlockElement(.e3m2fn))
  /// MXFP6 of E2M3.
  public static let mxfp6E2M3 = microscaling("mxfp6-e2m3", BlockElement(.e2m3fn))
  /// MXFP4.
  public static let mxfp4 = microscaling("mxfp4", BlockElement(.e2m1fn))
  /// MXINT8.
  public static let mxint8 = microscaling("mxint8", .int8)

  /// MXFP8 of E4M3 as Transformer Engine and cuDNN make it, which round scales up. (There the quotient is rounded to
  /// binary32 first.)
  public static let mxfp8E4M3Up = BlockFormat(
    unchecked: "mxfp8-e4m3-up",
    summary: "MXFP8 as Transformer Engine makes it: scales rounded up, nothing saturates",
    element: BlockElement(.e4m3fn),
    scaling: BlockScaling(shape: .line(32), scale: .e8m0fnu, rule: .up))

  /// 32 elements share a power of two.
  private static func microscaling(_ name: String, _ element: BlockElement) -> BlockFormat {
    let family = name.prefix { $0 != "-" }.uppercased()
    return BlockFormat(
      unchecked: name,
      summary: "OCP \(family): 32 numbers of \(element.name) share a power of two in E8M0",
      element: element,
      scaling: BlockScaling(shape: .line(32), scale: .e8m0fnu, rule: .floor))
  }
}

extension BlockFormat {
  /// NVIDIA's NVFP4 ("Pretraining Large Language Models with NVFP4", arXiv 2509.25149, section 2). (There scales and
  /// quotients are rounded to binary32 on the way; and a scale that rounds to 0 is 0.)
  public static let nvfp4 = BlockFormat(
    unchecked: "nvfp4",
    summary: "NVIDIA's: 16 numbers of E2M1 share a scale in E4M3, a tensor one in binary32",
    element: BlockElement(.e2m1fn),
    scaling: BlockScaling(shape: .line(16), scale: .e4m3fn, rule: .amax, hasTensorScale: true))

  /// DeepSeek-V3's tiles of activations (arXiv 2412.19437, section 3.3.2). (There a quotient is rounded to binary32
  /// first.)
  public static let deepSeek1x128 = BlockFormat(
    unchecked: "deepseek-1x128",
    summary: "DeepSeek-V3's tiles of activations: 128 numbers of E4M3 share a binary32 scale",
    element: BlockElement(.e4m3fn),
    scaling: BlockScaling(shape: .line(128), scale: .binary32, rule: .amax))

  /// DeepSeek-V3's blocks of weights, likewise.
  public static let deepSeek128x128 = BlockFormat(
    unchecked: "deepseek-128x128",
    summary: "DeepSeek-V3's tiles of weights: 128 × 128 numbers of E4M3 share a binary32 scale",
    element: BlockElement(.e4m3fn),
    scaling: BlockScaling(
      shape: .tile(rows: 128, columns: 128), scale: .binary32, rule: .amax))
}
