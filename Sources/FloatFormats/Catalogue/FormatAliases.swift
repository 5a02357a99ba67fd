/// Other names of the catalogue's formats, by the ecosystem that uses them. A new one is one row.
public struct FormatAlias: Hashable, Sendable {
  /// The alias, in lower case; names are looked up without regard to case.
  public let alias: String
  /// Who calls it so.
  public let ecosystem: String
  /// The catalogue's name.
  public let name: String

  /// All aliases.
  public static let all: [FormatAlias] = table.flatMap { ecosystem, rows in
    rows.map { FormatAlias(alias: $0.0, ecosystem: ecosystem, name: $0.1) }
  }

  private static let table: [(String, [(String, String)])] = [
    (
      "common",
      [
        ("fp16", "binary16"), ("f16", "binary16"), ("half", "binary16"), ("bf16", "bfloat16"),
        ("fp32", "binary32"), ("f32", "binary32"), ("single", "binary32"),
        ("fp64", "binary64"), ("f64", "binary64"), ("double", "binary64"),
      ]
    ),
    (
      "numpy",
      [("float16", "binary16"), ("float32", "binary32"), ("float64", "binary64")]
    ),
    (
      "ml_dtypes",
      [
        ("float8_e4m3fn", "e4m3fn"), ("float8_e5m2", "e5m2"), ("float8_e4m3fnuz", "e4m3fnuz"),
        ("float8_e5m2fnuz", "e5m2fnuz"), ("float8_e4m3b11fnuz", "e4m3b11fnuz"),
        ("float8_e4m3", "e4m3"), ("float8_e3m4", "e3m4"), ("float8_e8m0fnu", "e8m0fnu"),
        ("float6_e3m2fn", "e3m2fn"), ("float6_e2m3fn", "e2m3fn"), ("float4_e2m1fn", "e2m1fn"),
      ]
    ),
    (
      "torch",
      [
        ("torch.float16", "binary16"), ("torch.half", "binary16"), ("torch.bfloat16", "bfloat16"),
        ("torch.float32", "binary32"), ("torch.float64", "binary64"),
        ("torch.float8_e4m3fn", "e4m3fn"), ("torch.float8_e5m2", "e5m2"),
        ("torch.float8_e4m3fnuz", "e4m3fnuz"), ("torch.float8_e5m2fnuz", "e5m2fnuz"),
        ("torch.float8_e8m0fnu", "e8m0fnu"),
      ]
    ),
    (
      "safetensors",
      [("f8_e4m3", "e4m3fn"), ("f8_e5m2", "e5m2"), ("f8_e8m0", "e8m0fnu")]
    ),
    (
      "OCP, NVIDIA",
      [
        ("fp8_e4m3", "e4m3fn"), ("fp8_e5m2", "e5m2"), ("fp6_e3m2", "e3m2fn"),
        ("fp6_e2m3", "e2m3fn"), ("fp4_e2m1", "e2m1fn"), ("fp4", "e2m1fn"), ("ue8m0", "e8m0fnu"),
        ("fp8_ue5m3", "ue5m3"),
        ("tensorfloat32", "tf32"),
      ]
    ),
  ]

  /// The catalogue's name of an alias, by the alias in lower case.
  static let names = Dictionary(all.map { ($0.alias, $0.name) }) { first, _ in first }
}
