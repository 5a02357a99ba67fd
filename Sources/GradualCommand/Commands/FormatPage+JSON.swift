import ArbitraryPrecision
import FloatFormats
import FormatFiles
import JSON

extension FormatPage {
  /// Wider formats have no list of all codes.
  private static let mostBits = 16

  /// The fields as a format's JSON file has them, the limits, and of up to 16 bits every code's value;
  /// values are exact decimal strings, `nan`, `inf`, `-inf`, `-0`.
  static func json(_ named: NamedFormat) -> String {
    let format = named.format
    var members: [String: JSONValue] = [
      "name": .string(named.name), "summary": .string(named.summary),
      "bitWidth": .integer(format.bitWidth), "format": format.json,
      "largest": exact(format, format.largestFiniteCode),
      "leastNormal": exact(format, format.leastNormalCode),
      "leastPositive": exact(format, format.leastPositiveCode),
      "unspecified": .array(named.unspecified.map { .string($0) }),
      "aliases": .array(
        FormatAlias.all.filter { $0.name == named.name }.map { .string($0.alias) }),
    ]
    if format.bitWidth <= mostBits {
      members["values"] = .array((0...format.largestCode).map { exact(format, $0) })
    }
    return JSONValue.object(members).indentedText + "\n"
  }

  private static func exact(_ format: FloatFormat, _ code: UInt64) -> JSONValue {
    let value = format.decode(code)
    if value.isNaN { return "nan" }
    if value.isInfinite { return value < 0 ? "-inf" : "inf" }
    if value.isZero { return value.sign == .minus ? "-0" : "0" }
    return .string(BigNumber(value).exactDecimalText() ?? value.description)
  }
}
