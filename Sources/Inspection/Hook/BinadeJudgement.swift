import FloatFormats

/// What a format does to numbers of which only the binades are known, when they are rounded to nearest.
extension BinadeCounts {
  /// How many numbers other than 0 a scaling by a power of two and a rounding turn to 0: all of the binades below
  /// half the least positive number, which is a power of two. In that number's own binade it alone is a tie, and
  /// rounds to 0; so these are the fewest, and with ``count(exponent:)`` of that binade the most.
  public func flushed(in format: FloatFormat, scaleExponent: Int = 0) -> ClosedRange<UInt64> {
    guard format.hasZero else { return 0...0 }
    let boundary = Self.boundary(of: format) - scaleExponent
    let certain = count(below: boundary)
    return certain...max(certain, certain &+ count(exponent: boundary))
  }

  /// How many become subnormal, to within the binades at either end: those from the least positive number's
  /// half to the least normal number.
  public func subnormal(in format: FloatFormat, scaleExponent: Int = 0) -> UInt64 {
    guard format.hasSubnormals else { return 0 }
    return count(below: format.minimumExponent - scaleExponent)
      &- count(below: Self.boundary(of: format) - scaleExponent)
  }

  /// Whether the largest number rounds to beyond the format's largest after a scaling by a power of two.
  public func overflows(in format: FloatFormat, scaleExponent: Int = 0) -> Bool {
    guard largest > 0 else { return false }
    let exponent = Int(largest.exponent) + scaleExponent
    guard exponent <= 1023 else { return true }
    guard exponent >= -1022 else { return false }
    // The number itself might be subnormal, its product not: the significand is scaled.
    let scaled = Double(sign: .plus, exponent: exponent, significand: largest.significand)
    return format.encode(scaled).flags.contains(.overflow)
  }

  /// How many overflow: none, or all from the binades above the format's largest number's, and, in that one, from
  /// the largest number alone to all.
  public func overflowed(in format: FloatFormat) -> ClosedRange<UInt64> {
    guard overflows(in: format), let exponents else { return 0...0 }
    let top = format.maximumExponent
    let above = nonzero &- count(below: min(top, exponents.upperBound) + 1)
    // The largest number overflows, at least.
    return max(above, 1)...max(above, 1, above &+ count(exponent: top))
  }

  /// The powers of two by which the numbers may be multiplied: from the least with which not more than a share of
  /// them is flushed to the largest with which nothing overflows; nil where none does both, or of no numbers.
  public func scales(in format: FloatFormat, flushedShare: Double) -> ClosedRange<Int>? {
    guard let exponents, nonzero > 0, format.hasZero else { return nil }
    var most = format.maximumExponent - exponents.upperBound
    if overflows(in: format, scaleExponent: most) { most -= 1 }
    let allowed = flushedShare * Double(nonzero)
    // Below this nothing is left, at the largest of these nothing is flushed.
    let boundary = Self.boundary(of: format)
    let least = (boundary - exponents.upperBound...boundary - exponents.lowerBound).first {
      Double(flushed(in: format, scaleExponent: $0).lowerBound) <= allowed
    }
    guard let least, least <= most else { return nil }
    return least...most
  }

  /// The exponent of half the least positive number.
  private static func boundary(of format: FloatFormat) -> Int {
    (format.hasSubnormals ? format.quantumExponent : format.minimumExponent) - 1
  }
}

/// The loss scales that serve all gradients of a run.
public struct LossScales: Equatable, Sendable {
  /// The powers of two.
  public let exponents: ClosedRange<Int>
  /// The parameter or module that limits them downward.
  public let below: HookSummary.Row
  /// The one that limits them upward.
  public let above: HookSummary.Row
}

extension HookSummary {
  /// Of the gradients that a loss scale is allowed to lose to 0, the share in any one module.
  public static let allowedFlushedShare = 0.01

  /// The loss scales with which no module loses more than ``allowedFlushedShare`` of its gradients to 0 in a
  /// format, and nothing overflows, as far as the file's steps tell; nil where no single scale serves all, or
  /// there are no gradients. To within a binade.
  ///
  /// - Parameter pass: one whose numbers are scaled; nil for both.
  public func lossScales(in format: FloatFormat, pass: HookPass? = nil) -> LossScales? {
    var (least, most): ((Int, Row)?, (Int, Row)?) = (nil, nil)
    for row in rows
    where row.pass.isScaled && row.unscaled.nonzero > 0 && (pass == nil || pass == row.pass) {
      guard
        let window = row.unscaled.scales(in: format, flushedShare: Self.allowedFlushedShare)
      else { return nil }
      if window.lowerBound > least?.0 ?? .min { least = (window.lowerBound, row) }
      if window.upperBound < most?.0 ?? .max { most = (window.upperBound, row) }
    }
    guard let least, let most, least.0 <= most.0 else { return nil }
    return LossScales(exponents: least.0...most.0, below: least.1, above: most.1)
  }
}
