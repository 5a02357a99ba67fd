import FloatFormats
import TestVectors

/// Where a law looks: codes of the format, and numbers around them that need more digits.
extension LawRun {
  /// All codes up to 8 bits; of wider formats the edges, then random ones.
  var sampledCodes: [UInt64] {
    guard format.bitWidth > 8 else { return Array(0...format.largestCode) }
    let edges = TestType.float(format).edges()
    let count = max(0, options.sampledCodes - edges.count)
    let stream = stream
    return edges + (0..<count).map { stream.draw(at: UInt64($0)).bits & format.largestCode }
  }

  /// Codes of finite magnitudes: of those sampled, and all around 0, the least normal and the largest.
  var sampledMagnitudes: [UInt64] {
    let edges: [UInt64] = [
      0, format.leastPositiveCode, format.leastNormalCode, format.largestFiniteCode,
    ]
    let near = edges.flatMap { edge in (0..<4).flatMap { [edge &+ $0, edge &- $0] } }
    let codes = sampledCodes.map { $0 & format.magnitudeMask } + near
    return Set(codes.filter { $0 <= format.largestFiniteCode }).sorted()
  }

  /// Gaps between neighbours that are not negative, from a sampled magnitude to the next.
  var gaps: [Gap] {
    sampledMagnitudes.compactMap { code -> Gap? in
      let lower = judge.value(code)
      // Without subnormals several codes read as zero; the first of them stands for all.
      guard code == 0 || lower != 0, code < format.largestFiniteCode else { return nil }
      let next = lower == 0 ? format.leastPositiveCode : code + 1
      return Gap(lower: lower, upper: judge.value(next))
    }
  }

  /// The gap beyond the largest finite number, up to where the next would be.
  var gapBeyondLargest: Gap {
    let largest = judge.value(format.largestFiniteCode)
    let step = Double(
      sign: .plus, exponent: Int(largest.exponent) - format.precision + 1, significand: 1)
    return Gap(lower: largest, upper: largest + step)
  }

  /// The numbers with their opposites, where the format has a sign; in ascending order, each once.
  func withOpposites(_ points: [Double]) -> [Double] {
    let all = format.isSigned ? points + points.map { -$0 } : points
    return Set(all.filter { $0.isFinite && $0 != 0 }).sorted()
  }

  /// The type in which numbers are handed over for rounding: binary64, or binary32 where only that is
  /// offered.
  var source: PointSource { subject.offers(.encode) ? .binary64 : .binary32 }

  /// Numbers as operands of the conversion; those that its type does not have are left out.
  func operands(_ points: [Double]) -> [Operands] {
    points.compactMap { source.code($0) }.map { Operands($0) }
  }
}

/// The space between two neighbours of a format.
struct Gap {
  let lower: Double
  let upper: Double

  /// The midpoint, or nil where binary64 does not have it.
  var midpoint: Double? {
    // Neighbours are a power of two apart.
    let half = (upper - lower) / 2
    let middle = lower + half
    return middle - lower == half && upper - middle == half && half > 0 && middle.isFinite
      ? middle : nil
  }

  /// Quarters, and the numbers next to the ends and to the midpoint.
  func insides(_ source: PointSource) -> [Double] {
    var points = [source.above(lower), source.below(upper)]
    if let midpoint {
      points += [source.below(midpoint), source.above(midpoint)]
      points += [lower + (midpoint - lower) / 2, upper - (upper - midpoint) / 2]
    }
    return points.filter { $0 > lower && $0 < upper }
  }
}

/// The type in which numbers are handed over for rounding.
enum PointSource {
  case binary64, binary32

  var operation: Operation {
    switch self {
    case .binary64: .encode
    case .binary32: .conversionFrom(.binary32)
    }
  }

  /// The code of a number, or nil where the type does not have it.
  func code(_ value: Double) -> UInt64? {
    switch self {
    case .binary64: value.bitPattern
    case .binary32: Float(exactly: value).map { UInt64($0.bitPattern) }
    }
  }

  /// The value of a code.
  func value(_ code: UInt64) -> Double {
    switch self {
    case .binary64: Double(bitPattern: code)
    case .binary32: Double(Float(bitPattern: UInt32(truncatingIfNeeded: code)))
    }
  }

  /// The next greater number.
  func above(_ value: Double) -> Double {
    switch self {
    case .binary64: return value.nextUp
    case .binary32:
      let near = Float(value)
      return Double(Double(near) > value ? near : near.nextUp)
    }
  }

  /// The next lesser number.
  func below(_ value: Double) -> Double { -above(-value) }

  /// NaNs of every kind: both signs, high, low and full payloads, signalling ones.
  var nans: [UInt64] {
    switch self {
    case .binary64:
      [
        0x7FF8_0000_0000_0000, 0xFFF8_0000_0000_0000, 0x7FF8_0000_0000_0001,
        0x7FFF_FFFF_FFFF_FFFF, 0xFFFF_FFFF_FFFF_FFFF, 0x7FF0_0000_0000_0001,
        0xFFF0_0000_0000_0001, 0x7FF4_0000_0000_0000, 0x7FF7_FFFF_FFFF_FFFF,
      ]
    case .binary32:
      [
        0x7FC0_0000, 0xFFC0_0000, 0x7FC0_0001, 0x7FFF_FFFF, 0xFFFF_FFFF, 0x7F80_0001,
        0xFF80_0001, 0x7FA0_0000, 0x7FBF_FFFF,
      ]
    }
  }
}
