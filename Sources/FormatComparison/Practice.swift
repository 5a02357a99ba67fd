import FloatFormats

/// What somebody does with a number at the edge of a format: libraries, standards and hardware disagree.
public struct Practice: Sendable {
  /// The format.
  public let format: NamedFormat
  /// The number; infinite and NaN too.
  public let number: Double
  /// Who.
  public let who: String
  /// What it becomes; nil where they leave it open.
  public let result: Double?
  /// How that is known.
  public let source: String

  /// All that is known. Those of ml_dtypes and torch are compared with the libraries (Tests/Peers).
  public static let all: [Practice] = e4m3 + rest

  private static let peers = "the library, pinned in this project's tests"
  private static let ofp8 = "OFP8 1.0, conversions: one of its two saturation modes"
  private static let ptx = "PTX ISA, cvt: .satfinite is required of this type"

  /// A practice as a row.
  private typealias Known = (NamedFormat, Double, String, Double?, String)

  private static func practices(_ rows: [Known]) -> [Practice] {
    rows.map { Practice(format: $0.0, number: $0.1, who: $0.2, result: $0.3, source: $0.4) }
  }

  private static let e4m3 = practices([
    Known(.e4m3fn, 464, "ml_dtypes", 448, peers), Known(.e4m3fn, 465, "ml_dtypes", .nan, peers),
    Known(.e4m3fn, .infinity, "ml_dtypes", .nan, peers),
    Known(.e4m3fn, 464, "torch", 448, peers), Known(.e4m3fn, 465, "torch", 448, peers),
    Known(.e4m3fn, .infinity, "torch", 448, peers),
    Known(.e4m3fn, 465, "OCP, saturating", 448, ofp8),
    Known(.e4m3fn, 465, "OCP, not saturating", .nan, ofp8),
    Known(.e4m3fn, .infinity, "OCP, saturating", 448, ofp8),
    Known(.e4m3fn, .infinity, "OCP, not saturating", .nan, ofp8),
    Known(.e4m3fn, 465, "NVIDIA", 448, ptx),
  ])

  private static let rest = practices([
    Known(.e5m2, 61440, "ml_dtypes", .infinity, peers),
    Known(.e5m2, 61440, "torch", .infinity, peers),
    Known(.e5m2, 61440, "OCP, saturating", 57344, ofp8),
    Known(.e5m2, 61440, "OCP, not saturating", .infinity, ofp8),
    Known(.e5m2, 61440, "NVIDIA", 57344, ptx),
    Known(.e4m3fnuz, 248, "ml_dtypes", .nan, peers), Known(.e4m3fnuz, 248, "torch", .nan, peers),
    Known(.e2m1fn, 7, "ml_dtypes", 6, peers), Known(.e2m1fn, .infinity, "ml_dtypes", 6, peers),
    Known(.e2m1fn, .nan, "ml_dtypes", -0.0, peers),
    Known(.e2m1fn, .nan, "OCP", nil, "MX 1.0, element formats: left open"),
    Known(.e8m0fnu, 3, "ml_dtypes", 4, peers), Known(.e8m0fnu, 0, "ml_dtypes", .nan, peers),
    Known(.e8m0fnu, 3, "OCP's example", 2, "MX 1.0, section 6.3: floor(log2)"),
  ])
}
