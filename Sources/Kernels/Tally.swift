import FloatFormats

/// Counts elements one by one, in the order of their indices: the reference for the vector loop.
struct Tally<Number: Carrier>: Sendable {
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
    if index & (CastCounts.chunkLength - 1) == 0 { closeChunk() }
    counts.elements += 1
    let magnitude = x.magnitude
    guard magnitude != 0, magnitude <= .greatestFiniteMagnitude else {
      addSpecial(x, y)
      return
    }
    counts.largestMagnitude = max(counts.largestMagnitude, Double(magnitude))
    counts.leastMagnitude = min(counts.leastMagnitude, Double(magnitude))
    if overflows {
      counts.addOverflows(1, to: y)
    } else if y.isNaN {
      counts.nansMade += 1
    }
    let stored = y.magnitude <= .greatestFiniteMagnitude ? y : standIn(for: x, overflows)
    let (p, q) = (Double(x), Double(stored))
    let lane = index & (Lanes.count - 1)
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

  private mutating func closeChunk() {
    counts.squaresBefore += squaresBefore.sum
    counts.squaresAfter += squaresAfter.sum
    counts.products += products.sum
    counts.squaresFlushed += squaresFlushed.sum
    (squaresBefore, squaresAfter, products, squaresFlushed) = (Lanes(), Lanes(), Lanes(), Lanes())
  }
}

/// Sixteen partial sums.
struct Lanes {
  static var count: Int { 16 }
  private var sums = InlineArray<16, Double>(repeating: 0)

  subscript(lane: Int) -> Double {
    @inline(__always) get { sums[lane] }
    @inline(__always) _modify { yield &sums[lane] }
  }

  /// The lanes' sum, folded 8-4-2-1, lane l taking lane l + half.
  var sum: Double {
    var folded = sums
    var half = Self.count / 2
    while half >= 1 {
      for lane in 0..<half { folded[lane] += folded[lane + half] }
      half /= 2
    }
    return folded[0]
  }
}

extension CastCounts {
  /// The length of a chunk, whose sums are added up apart.
  static var chunkLength: Int { 4096 }

  /// Counts finite elements beyond the largest number that became y.
  mutating func addOverflows<Number: Carrier>(_ count: UInt64, to y: Number) {
    if y.isInfinite {
      overflowedToInfinity += count
    } else if y.isNaN {
      overflowedToNaN += count
    } else {
      saturated += count
    }
  }
}
