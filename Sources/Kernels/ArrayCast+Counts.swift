import FloatFormats
import RandomStreams

extension ArrayCast {
  /// Casts `source` into `target` and counts what happened.
  ///
  /// The sums of squares and products are binary64 numbers, added in a fixed order: in chunks of 4096
  /// elements (the first begins at the first element) 16 lanes, lane l taking elements l, l + 16, …;
  /// lanes folded 8-4-2-1, chunks in order. Parameters as in ``cast(_:into:random:from:)``.
  @specialized(where Number == Float)
  @specialized(where Number == Double)
  public func castCounting(
    _ source: Span<Number>, into target: inout MutableSpan<Number>, random: RandomStream? = nil,
    from position: UInt64 = 0
  ) -> CastCounts {
    precondition(source.count == target.count, "source and target differ in their counts")
    var tally = Tally<Number>(format)
    var bits = roundingBits(random, from: position)
    for index in source.indices {
      let (code, overflows) = kernel.rounded(source[index], bits.next())
      let value = kernel.value(code)
      target[index] = value
      tally.add(source[index], value, overflows: overflows, at: index)
    }
    return tally.total
  }

  /// The counts of a cast whose result is not kept.
  ///
  /// `scale` multiplies each element before the cast, with one rounding of the carrier; a power of two
  /// that keeps the product normal is exact.
  @specialized(where Number == Float)
  @specialized(where Number == Double)
  public func counts(
    _ source: Span<Number>, scaledBy scale: Number = 1, random: RandomStream? = nil,
    from position: UInt64 = 0
  ) -> CastCounts {
    var tally = Tally<Number>(format)
    var bits = roundingBits(random, from: position)
    for index in source.indices {
      let element = source[index] * scale
      let (code, overflows) = kernel.rounded(element, bits.next())
      tally.add(element, kernel.value(code), overflows: overflows, at: index)
    }
    return tally.total
  }
}

/// Counts elements in the order of their indices.
struct Tally<Number: Carrier>: Sendable {
  private static var chunk: Int { 4096 }
  private static var laneMask: Int { 15 }

  private let leastNormal: Number
  private let largest: Number
  private var counts = CastCounts()
  private var squaresBefore = Lanes()
  private var squaresAfter = Lanes()
  private var products = Lanes()
  private var squaresFlushed = Lanes()

  init(_ format: FloatFormat) {
    leastNormal = Number(format.leastNormalMagnitude)
    largest = Number(format.greatestFiniteMagnitude)
  }

  /// Counts the element x at `index`, which became y.
  @inline(__always)
  mutating func add(_ x: Number, _ y: Number, overflows: Bool, at index: Int) {
    if index & (Self.chunk - 1) == 0 { closeChunk() }
    counts.elements += 1
    let magnitude = x.magnitude
    guard magnitude != 0, magnitude <= .greatestFiniteMagnitude else {
      addSpecial(x, y)
      return
    }
    counts.largestMagnitude = max(counts.largestMagnitude, Double(magnitude))
    counts.leastMagnitude = min(counts.leastMagnitude, Double(magnitude))
    if overflows {
      addOverflow(y)
    } else if y.isNaN {
      counts.nansMade += 1
    }
    let stored = y.magnitude <= .greatestFiniteMagnitude ? y : standIn(for: x, overflows)
    let (p, q) = (Double(x), Double(stored))
    let lane = index & Self.laneMask
    squaresBefore[lane] += p * p
    squaresAfter[lane] += q * q
    products[lane] += p * q
    if y == 0 {
      counts.flushed += 1
      squaresFlushed[lane] += p * p
    } else if y.magnitude < leastNormal {
      counts.subnormal += 1
    }
  }

  /// What stands in the sums for a result that is not finite (``CastCounts/products``).
  private func standIn(for x: Number, _ overflows: Bool) -> Number {
    overflows ? Number(signOf: x, magnitudeOf: largest) : 0
  }

  /// What was counted.
  var total: CastCounts {
    var copy = self
    copy.closeChunk()
    return copy.counts
  }

  private mutating func addSpecial(_ x: Number, _ y: Number) {
    if x.isNaN {
      counts.nans += 1
    } else {
      if x.isInfinite { counts.infinities += 1 } else { counts.zeros += 1 }
      if y.isNaN { counts.nansMade += 1 }
    }
  }

  private mutating func addOverflow(_ y: Number) {
    if y.isInfinite {
      counts.overflowedToInfinity += 1
    } else if y.isNaN {
      counts.overflowedToNaN += 1
    } else {
      counts.saturated += 1
    }
  }

  private mutating func closeChunk() {
    counts.squaresBefore += squaresBefore.takeSum()
    counts.squaresAfter += squaresAfter.takeSum()
    counts.products += products.takeSum()
    counts.squaresFlushed += squaresFlushed.takeSum()
  }
}

/// Sixteen partial sums.
private struct Lanes {
  private var sums = InlineArray<16, Double>(repeating: 0)

  subscript(lane: Int) -> Double {
    @inline(__always) get { sums[lane] }
    @inline(__always) _modify { yield &sums[lane] }
  }

  /// The lanes' sum, folded 8-4-2-1, lane l taking lane l + half; the lanes are 0 afterwards.
  mutating func takeSum() -> Double {
    var half = 8
    while half >= 1 {
      for lane in 0..<half { sums[lane] += sums[lane + half] }
      half /= 2
    }
    defer { sums = InlineArray(repeating: 0) }
    return sums[0]
  }
}
