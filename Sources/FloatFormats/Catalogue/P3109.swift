/// The formats of the IEEE P3109 draft (interim report): Binary{K}p{P}{s|u}{e|f}.
///
/// K bits, precision P; signed or unsigned; extended (with infinities) or finite. Signed: exponent
/// width K − P, bias 2^(K−P−1), one NaN at the code of −0. Unsigned: exponent width K − P + 1, bias
/// 2^(K−P), NaN at the top code. Infinities take the largest magnitude codes that are left.
public struct P3109Format: Hashable, Sendable {
  /// K, the number of bits, 3 and more.
  public let bitWidth: Int
  /// P: 1 … K − 1 if signed, 1 … K if not.
  public let precision: Int
  /// Whether there is a sign.
  public let isSigned: Bool
  /// Whether there are infinities.
  public let isExtended: Bool

  /// A format of the family; whether it is possible is found by ``format()``.
  public init(bitWidth: Int, precision: Int, signed: Bool, extended: Bool) {
    self.bitWidth = bitWidth
    self.precision = precision
    self.isSigned = signed
    self.isExtended = extended
  }

  /// The name, in lower case: `binary8p3se`.
  public var name: String {
    "binary\(bitWidth)p\(precision)\(isSigned ? "s" : "u")\(isExtended ? "e" : "f")"
  }

  /// The format as data.
  /// - Throws: ``FormatError`` where there is no room for it, or binary64 does not hold its values.
  public func format() throws(FormatError) -> FloatFormat {
    guard (3...64).contains(bitWidth) else {
      throw FormatError(field: "K", reason: "\(bitWidth) is not in 3 … 64")
    }
    let largestPrecision = isSigned ? bitWidth - 1 : bitWidth
    guard (1...largestPrecision).contains(precision) else {
      throw FormatError(field: "P", reason: "\(precision) is not in 1 … \(largestPrecision)")
    }
    let exponentWidth = bitWidth - precision + (isSigned ? 0 : 1)
    return try FloatFormat.validated(
      exponentWidth: exponentWidth, precision: precision,
      bias: exponentWidth <= 11 ? 1 << (exponentWidth - 1) : 0, signed: isSigned,
      nan: isSigned ? .negativeZero : .maximum, infinity: isExtended)
  }

  /// The format with this name, or nil where it is not one of the family's. Upper and lower case are
  /// the same.
  public init?(name: String) {
    var rest = Substring(name.lowercased())
    guard rest.removePrefix("binary"), let bits = rest.removeInteger(), rest.removePrefix("p"),
      let precision = rest.removeInteger(), rest.count == 2, let sign = rest.first,
      let domain = rest.last, "su".contains(sign), "ef".contains(domain)
    else { return nil }
    self.init(
      bitWidth: bits, precision: precision, signed: sign == "s", extended: domain == "e")
  }

  /// Every possible format of K bits, by precision, signed before unsigned, extended before finite.
  public static func all(bitWidth: Int) -> [P3109Format] {
    var formats: [P3109Format] = []
    for signed in [true, false] {
      for precision in 1...max(1, bitWidth) {
        for extended in [true, false] {
          let candidate = P3109Format(
            bitWidth: bitWidth, precision: precision, signed: signed, extended: extended)
          if (try? candidate.format()) != nil { formats.append(candidate) }
        }
      }
    }
    return formats
  }
}

extension Substring {
  /// Takes a prefix away; false, and nothing taken, if it is not there.
  mutating func removePrefix(_ prefix: String) -> Bool {
    guard hasPrefix(prefix) else { return false }
    removeFirst(prefix.count)
    return true
  }

  /// Takes a decimal integer of 1 to 4 digits away, if there is one.
  mutating func removeInteger() -> Int? {
    let digits = prefix { $0.isASCII && $0.isNumber }
    guard (1...4).contains(digits.count), let value = Int(digits) else { return nil }
    removeFirst(digits.count)
    return value
  }
}
