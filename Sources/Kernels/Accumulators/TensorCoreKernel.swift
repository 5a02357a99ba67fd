import FloatFormats

/// The arithmetic of one tensor core on operands of given formats.
struct TensorCoreKernel: Sendable {
  let core: TensorCore
  let a: OperandSplitter
  let b: OperandSplitter
  let c: OperandSplitter
  /// What a block's sum is converted to.
  let conversion: FloatFormat
  let conversionContext: RoundingContext

  init(_ core: TensorCore, a: FloatFormat, b: FloatFormat) {
    self.core = core
    self.a = OperandSplitter(a)
    self.b = OperandSplitter(b)
    c = OperandSplitter(core.output.format)
    switch core.output {
    case .binary32(let fractionBits):
      // The same exponents with a shorter significand: every such value is a binary32 one.
      conversion = FloatFormat(exponentWidth: 8, precision: fractionBits + 1)
      conversionContext = RoundingContext(.towardZero)
    case .binary16:
      conversion = .binary16
      conversionContext = RoundingContext(.nearestEven)
    }
  }

  /// The accumulator after all terms, block by block, from c in the output format.
  func dot(
    _ a: Span<Double>, _ b: Span<Double>, from c: Double, _ counts: inout AccumulatorCounts
  ) -> Double {
    var accumulator = start(c)
    for start in stride(from: 0, to: a.count, by: core.block) {
      let range = start..<min(start + core.block, a.count)
      let before = accumulator
      accumulator = step(a.extracting(range), b.extracting(range), accumulator, &counts)
      // Of finite numbers, one of them not 0.
      let isAddend =
        range.allSatisfy { (a[$0] * b[$0]).isFinite } && range.contains { a[$0] * b[$0] != 0 }
      if before != 0 && before.isFinite && isAddend {
        counts.additions += 1
        if accumulator == before { counts.swamped += 1 }
      }
    }
    return accumulator
  }

  /// A starting value: c in the output format, to nearest even.
  func start(_ c: Double) -> Double {
    let format = core.output.format
    return format.decode(format.round(Unrounded(ExactValue(binary64: c))).code)
  }

  /// One block: at most `core.block` products joined with the accumulator.
  private func step(
    _ a: Span<Double>, _ b: Span<Double>, _ c: Double, _ counts: inout AccumulatorCounts
  ) -> Double {
    switch core.joining {
    case .aligned:
      return aligned(a, b, c, &counts) { _ in true }
    case .added:
      return added(c, aligned(a, b, 0, &counts) { _ in true }, &counts)
    case .addedAfterHalves:
      let first = aligned(a, b, 0, &counts) { $0 % 4 < 2 }
      let both = aligned(a, b, first, &counts) { $0 % 4 >= 2 }
      return added(c, both, &counts)
    }
  }

  /// c + sum in the output format, to nearest even.
  private func added(_ c: Double, _ sum: Double, _ counts: inout AccumulatorCounts) -> Double {
    let format = core.output.format
    let rounded = format.round(
      ExactArithmetic.sum(ExactValue(binary64: c), ExactValue(binary64: sum)))
    if rounded.flags.contains(.overflow) { counts.overflowed += 1 }
    return format.decode(rounded.code)
  }

  /// The sum of c and the products at the places that `isIncluded` says: aligned, truncated, added as
  /// integers, converted.
  private func aligned(
    _ a: Span<Double>, _ b: Span<Double>, _ c: Double, _ counts: inout AccumulatorCounts,
    _ isIncluded: (Int) -> Bool
  ) -> Double {
    var largest = Int.min
    var special = c.isFinite ? 0 : c
    if c.isFinite && c != 0 { largest = self.c.split(c).exponent }
    for k in a.indices where isIncluded(k) {
      let (x, y) = (a[k], b[k])
      guard x.isFinite && y.isFinite else {
        special += x * y
        continue
      }
      if x == 0 || y == 0 { continue }
      largest = max(largest, self.a.split(x).exponent + self.b.split(y).exponent)
    }
    // NaN and infinities: binary64's own rules for them are the wanted ones.
    if special != 0 { return special.isNaN ? .nan : special }
    if largest == Int.min { return 0 }

    var sum = 0
    if c != 0 {
      sum = Self.aligned(self.c.split(c), self.c.fractionBits, largest, core.alignmentBits)
      if sum == 0 { counts.flushed += 1 }
    }
    for k in a.indices where isIncluded(k) && a[k] != 0 && b[k] != 0 {
      let (x, y) = (self.a.split(a[k]), self.b.split(b[k]))
      let product = OperandParts(
        significand: x.significand * y.significand, exponent: x.exponent + y.exponent)
      let term = Self.aligned(
        product, self.a.fractionBits + self.b.fractionBits, largest, core.alignmentBits)
      counts.terms += 1
      if term == 0 { counts.flushed += 1 }
      sum += term
    }
    return converted(sum, exponent: largest - core.alignmentBits, &counts)
  }

  /// A number's significand at `alignmentBits` fraction bits below 2^largest, truncated toward zero.
  /// - Parameter fractionBits: how many bits of the significand are below 2^exponent.
  private static func aligned(
    _ parts: OperandParts, _ fractionBits: Int, _ largest: Int, _ alignmentBits: Int
  ) -> Int {
    // Below 2^25 · 2^4 in magnitude: operands have at most 11 bits, c has 24 and is below 2^(largest+1).
    let shift = alignmentBits - fractionBits - (largest - parts.exponent)
    if shift >= 0 { return parts.significand << shift }
    let magnitude = parts.significand.magnitude >> UInt(-shift)
    return parts.significand < 0 ? -Int(magnitude) : Int(magnitude)
  }

  /// sum·2^exponent as the core converts it.
  private func converted(
    _ sum: Int, exponent: Int, _ counts: inout AccumulatorCounts
  ) -> Double {
    guard sum != 0 else { return 0 }
    let rounded = conversion.round(
      BinaryValue(
        isNegative: sum < 0, exponent: exponent, significand: UInt128(sum.magnitude)),
      conversionContext)
    if rounded.flags.contains(.overflow) {
      counts.overflowed += 1
      return sum < 0 ? -.infinity : .infinity
    }
    let value = conversion.decode(rounded.code)
    if value == 0 { counts.flushed += 1 }
    return value
  }
}

/// A number as ±significand·2^(exponent − fractionBits), the exponent at least its format's least.
struct OperandParts {
  let significand: Int
  let exponent: Int
}

/// Splits values of a format, given as binary64 numbers, in significand and exponent.
struct OperandSplitter: Sendable {
  /// Number of fraction bits in a significand.
  let fractionBits: Int
  private let minimumExponent: Int
  /// The format's least normal number.
  let leastNormal: Double

  init(_ format: FloatFormat) {
    leastNormal = format.leastNormalMagnitude
    fractionBits = format.trailingWidth
    minimumExponent = format.minimumExponent
  }

  /// The parts of a finite value of the format other than 0.
  ///
  /// The formats in question are within binary64's normal range.
  @inline(__always)
  func split(_ value: Double) -> OperandParts {
    let bits = value.bitPattern
    let field = Int(bits >> 52 & 0x7ff) - 1023
    let exponent = max(field, minimumExponent)
    let significand = Int(bits & 0xf_ffff_ffff_ffff | 0x10_0000_0000_0000)
    // Exact for a value of the format: the bits shifted out are 0.
    let magnitude = significand >> (52 - fractionBits + (exponent - field))
    return OperandParts(significand: value < 0 ? -magnitude : magnitude, exponent: exponent)
  }
}
