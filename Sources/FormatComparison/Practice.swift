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

  private static let e4m3: [Practice] = [
    (464, "ml_dtypes", 448, peers), (465, "ml_dtypes", .nan, peers),
    (.infinity, "ml_dtypes", .nan, peers), (464, "torch", 448, peers),
    (465, "torch", .nan, peers), (.infinity, "torch", .nan, peers),
    (465, "OCP, saturating", 448, ofp8), (465, "OCP, not saturating", .nan, ofp8),
    (.infinity, "OCP, saturating", 448, ofp8), (.infinity, "OCP, not saturating", .nan, ofp8),
    (465, "NVIDIA", 448, ptx),
  ].map { Practice(format: .e4m3fn, number: $0.0, who: $0.1, result: $0.2, source: $0.3) }

  private static let rest: [Practice] = [
    (.e5m2, 61440, "ml_dtypes", .infinity, peers), (.e5m2, 61440, "torch", .infinity, peers),
    (.e5m2, 61440, "OCP, saturating", 57344, ofp8),
    (.e5m2, 61440, "OCP, not saturating", .infinity, ofp8), (.e5m2, 61440, "NVIDIA", 57344, ptx),
    (.e4m3fnuz, 248, "ml_dtypes", .nan, peers), (.e4m3fnuz, 248, "torch", .nan, peers),
    (.e2m1fn, 7, "ml_dtypes", 6, peers), (.e2m1fn, .infinity, "ml_dtypes", 6, peers),
    (.e2m1fn, .nan, "ml_dtypes", -0.0, peers),
    (.e2m1fn, .nan, "OCP", nil, "OCP MX 1.0, section 5.3.3: left open"),
    (.e8m0fnu, 3, "ml_dtypes", 4, peers), (.e8m0fnu, 0, "ml_dtypes", .nan, peers),
    (.e8m0fnu, 3, "OCP's example", 2, "OCP MX 1.0, section 6.3: floor(log2)"),
  ].map { Practice(format: $0.0, number: $0.1, who: $0.2, result: $0.3, source: $0.4) }
}
