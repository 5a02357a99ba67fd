import FloatFormats

/// How many boundary patterns are combined, in the spirit of TestFloat's levels.
public enum TestLevel: Int, CaseIterable, Hashable, Sendable {
  /// Exponents at both ends and around 1 where rounding changes; significands of no, one and all ones.
  case one = 1
  /// More exponents at these places, and significands of one 1, of one 0, and of runs of ones from
  /// either end.
  case two = 2
}

extension TestType {
  /// The edges of a type: of exponents and significands, of either sign.
  public func edges(_ level: TestLevel = .one) -> [UInt64] {
    switch self {
    case .truth: return [0, 1]
    case .integer(let integer):
      let codes = (0..<integer.bitWidth).flatMap { bit -> [UInt64] in
        let power: UInt64 = 1 << UInt64(bit)
        return [power, power &- 1, power | 1, 0 &- power, 0 &- power &- 1]
      }
      return Self.unique(codes.map { $0 & largestCode })
    case .float(let format):
      return Self.unique(
        Self.edgeExponents(format, level).flatMap { exponent in
          Self.edgeSignificands(format, level).flatMap { significand -> [UInt64] in
            let magnitude = exponent << UInt64(format.trailingWidth) | significand
            return format.isSigned ? [magnitude, magnitude | format.signMask] : [magnitude]
          }
        })
    }
  }

  /// Exponent fields: at both ends, and around 1 at the distances where rounding changes.
  private static func edgeExponents(_ format: FloatFormat, _ level: TestLevel) -> [UInt64] {
    let largest = (1 << format.exponentWidth) - 1
    let bias = format.bias
    let precision = format.precision
    var fields = [
      0, 1, 2, bias - precision, bias - 1, bias, bias + 1, bias + precision - 1, bias + precision,
      largest - 2, largest - 1, largest,
    ]
    if level == .two {
      fields += [3, 4, bias - 2, bias + 2, largest - 4, largest - 3]
      fields += [bias - precision, bias + precision].flatMap { [$0 - 1, $0 + 1] }
    }
    return unique(fields.filter { (0...largest).contains($0) }.map { UInt64($0) })
  }

  private static func edgeSignificands(_ format: FloatFormat, _ level: TestLevel) -> [UInt64] {
    let ones: UInt64 = (1 << UInt64(format.trailingWidth)) - 1
    var patterns = [0, 1, ones, ones & ~1, (ones >> 1) + 1]
    if level == .two {
      for bit in 0..<UInt64(format.trailingWidth) {
        let one: UInt64 = 1 << bit
        patterns += [one, ~one, one - 1, ~(one - 1)]
      }
    }
    return unique(patterns.map { $0 & ones })
  }

  private static func unique(_ codes: [UInt64]) -> [UInt64] {
    var seen: Set<UInt64> = []
    return codes.filter { seen.insert($0).inserted }
  }
}
