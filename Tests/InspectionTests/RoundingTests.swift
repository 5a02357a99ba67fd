import FloatFormats
import Kernels
import PortableMath
import TestSupport
import Testing

@testable import Inspection

/// What cells tell of numbers against what the array cast does to each of them.
@Suite struct RoundingTests {
  static let formats =
    FormatCatalogue.all.filter { NearestFormat($0.format) != nil && $0.format.precision <= 11 }
    + [
      "e5m7", "e6m9", "e2m5", "e3m1", "binary8p3se", "binary8p4sf", "binary6p2sf",
      "e4m3:no-subnormals", "e5m10:no-subnormals", "e2m1:no-subnormals",
    ]
    .map { (try? FormatCatalogue.format(named: $0)) ?? .binary64 }

  /// Compares findings with the judge's, every count exactly.
  private func check(_ magnitudes: Magnitudes, _ numbers: [Double], _ named: NamedFormat) throws {
    let formats = [try #require(JudgedFormat(named.format, narrow: true), "\(named.name)")]
    var counts = ArrayCounts(formats)
    counts.magnitudes = magnitudes
    let sums = TensorSums(ArrayLabel(name: named.name), counts, in: formats)
    try compare(sums, numbers, named)
  }

  private func compare(_ sums: TensorSums, _ numbers: [Double], _ named: NamedFormat) throws {
    let found = sums.finding.formats[0]
    let judge = try PlainRounding(numbers, in: named.format)
    let counts = judge.counts
    #expect(sums.finding.elements == counts.elements, "\(named.name)")
    #expect(sums.finding.zeros == counts.zeros, "\(named.name)")
    #expect(sums.finding.nans == counts.nans, "\(named.name)")
    #expect(sums.finding.infinities == counts.infinities, "\(named.name)")
    #expect(sums.finding.largest == counts.largestMagnitude, "\(named.name)")
    #expect(sums.finding.least == counts.leastMagnitude, "\(named.name)")
    #expect(found.unscaled.flushed == counts.flushed, "\(named.name)")
    #expect(found.unscaled.subnormal == counts.subnormal, "\(named.name)")
    #expect(found.unscaled.overflowed == counts.overflowed, "\(named.name)")
    #expect(found.headroomAbove == counts.headroomAbove(in: named.format), "\(named.name)")
    #expect(found.headroomBelow == counts.headroomBelow(in: named.format), "\(named.name)")
    close(found.unscaled.energyLost, counts.energyLost, named.name)
    close(found.unscaled.cosine, counts.cosine, named.name)
    close(ratio(found.unscaled), judge.signalToNoise, named.name)
    guard let best = found.bestScaleExponent, let scaled = found.scaled else { return }
    // The scale is one with which nothing overflows, and twice as much has an overflow.
    let scale = Double(sign: .plus, exponent: best, significand: 1)
    let chosen = try PlainRounding(numbers, in: named.format, scale: scale)
    #expect(chosen.counts.overflowed == 0, "\(named.name) \(best)")
    #expect(scaled.flushed == chosen.counts.flushed, "\(named.name) \(best)")
    #expect(scaled.subnormal == chosen.counts.subnormal, "\(named.name) \(best)")
    close(ratio(scaled), chosen.signalToNoise, "\(named.name) \(best)")
    for other in [-9, -3, -1, 1, 2, 5, 11] {
      let tried = try PlainRounding(
        numbers, in: named.format,
        scale: Double(sign: .plus, exponent: best + other, significand: 1))
      guard tried.counts.overflowed == 0 else { continue }
      // Of rounding errors in a sum of some 10^5 numbers the judge's are far below 1e-10.
      #expect(tried.noise >= chosen.noise * (1 - 1e-10), "\(named.name) \(best) \(other)")
      if abs(best + other) < abs(best) {
        #expect(tried.noise > chosen.noise, "\(named.name) \(best) \(other)")
      }
    }
  }

  private func ratio(_ numbers: RoundedNumbers) -> Double? {
    numbers.signalToNoise.map { $0.isInfinite ? $0 : Portable.pow(10, $0 / 10) }
  }

  /// Sums of up to 2^18 numbers: rounding errors of the additions are below 2^18 · 2^-53, and mostly far less.
  private func close(_ found: Double?, _ expected: Double?, _ what: String) {
    guard let found, let expected else {
      #expect(found == expected, "\(what)")
      return
    }
    #expect(
      found == expected || abs(found - expected) <= 1e-9 * abs(expected),
      "\(what): \(found), expected \(expected)")
  }

  private func bytes<Element>(_ elements: [Element]) -> [UInt8] {
    elements.withUnsafeBytes { Array($0) }
  }

  private func magnitudes(_ bytes: [UInt8], _ kind: ElementKind) -> Magnitudes {
    var tally = MagnitudeTally(kind)
    // Off any alignment, and in two pieces.
    let shifted = [0] + bytes
    let cut = 1 + bytes.count / 3 / kind.group.bytes * kind.group.bytes
    shifted.withUnsafeBytes {
      tally.add(UnsafeRawBufferPointer(rebasing: $0[1..<cut]), CellScratch())
      tally.add(UnsafeRawBufferPointer(rebasing: $0[cut...]), CellScratch())
    }
    return tally.magnitudes
  }

  @Test(arguments: [FloatFormat.binary16, .bfloat16])
  func everyCodeOf16Bits(source: FloatFormat) throws {
    let codes = (UInt16.min...UInt16.max).map { $0 }
    let magnitudes = magnitudes(bytes(codes), .codes(source))
    let numbers = codes.map { source.decode(UInt64($0)) }
    for format in Self.formats { try check(magnitudes, numbers, format) }
    // One exponent alone, so that the best scale is not always that of the largest number.
    for exponent in [-120, -14, -3, 5] {
      let some = codes.filter { Int(abs(source.decode(UInt64($0))).exponent) == exponent }
      if some.isEmpty { continue }
      let few = some.map { source.decode(UInt64($0)) }
      for format in Self.formats {
        try check(self.magnitudes(bytes(some), .codes(source)), few, format)
      }
    }
  }

  @Test(arguments: [
    FloatFormat.e4m3fn, .e5m2, .e4m3fnuz, .e5m2fnuz, .e8m0fnu, .e2m1fn, .e2m3fn, .e3m2fn,
  ])
  func everyCodeOf8BitsAndLess(source: FloatFormat) throws {
    let codes = (0...source.largestCode).map { $0 }
    var stored: [UInt8] = []
    switch source.bitWidth {
    case 4: stored = stride(from: 0, to: 16, by: 2).map { UInt8(codes[$0] | codes[$0 + 1] << 4) }
    case 6:
      for place in stride(from: 0, to: 64, by: 4) {
        let word =
          codes[place] | codes[place + 1] << 6 | codes[place + 2] << 12 | codes[place + 3] << 18
        stored += [UInt8(word & 255), UInt8(word >> 8 & 255), UInt8(word >> 16)]
      }
    default: stored = codes.map { UInt8($0) }
    }
    let magnitudes = magnitudes(stored, .codes(source))
    let numbers = codes.map { source.decode($0) }
    for format in Self.formats where source != .e8m0fnu || format.name == "bfloat16" {
      try check(magnitudes, numbers, format)
    }
  }

  /// Numbers at, just above and just below what decides between two of the format's, and others.
  private func decisive(_ format: FloatFormat, _ generator: inout SeededGenerator) -> [Float] {
    var numbers: [Float] = [0, -0.0, .infinity, -.infinity, .nan, 0x1p-149, 0x1.8p-140]
    let magnitudes = format.magnitudeMask
    for _ in 0..<400 {
      let code = UInt64.random(in: 0..<magnitudes, using: &generator)
      let (low, high) = (format.decode(code), format.decode(code + 1))
      guard low.isFinite, low != 0 else { continue }
      let middle =
        high.isFinite ? (low + high) / 2 : low + format.decode(code) - format.decode(code - 1)
      for number in [Float(low), Float(middle)] where number.isFinite {
        numbers += [number, number.nextUp, -number.nextDown]
      }
    }
    for _ in 0..<4000 { numbers.append(Float(generator.double(exponents: -40...18))) }
    return numbers
  }

  @Test(arguments: RoundingTests.formats.indices)
  func numbersOf32Bits(place: Int) throws {
    let format = Self.formats[place]
    var generator = SeededGenerator(seed: UInt64(place) + 3)
    let numbers = decisive(format.format, &generator)
    let doubles = numbers.map { Double($0) }
    try check(magnitudes(bytes(numbers), .binary32), doubles, format)
    try check(magnitudes(bytes(doubles), .binary64), doubles, format)
    // What fits the format at some scale, so that the search ends within it.
    let small = (0..<2000).map { _ in Float(generator.double(exponents: -9 ... -1)) }
    try check(magnitudes(bytes(small), .binary32), small.map { Double($0) }, format)
  }

  @Test(arguments: RoundingTests.formats.indices)
  func numbersOf64Bits(place: Int) throws {
    let format = Self.formats[place]
    var generator = SeededGenerator(seed: UInt64(place) + 77)
    let numbers = (0..<5000).map { _ in generator.double(exponents: -30...20) } + [0]
    try check(magnitudes(bytes(numbers), .binary64), numbers, format)
  }

  /// Formats that cells do not serve, element by element, of every kind of element.
  @Test(arguments: ["binary32", "binary64", "e8m15", "e5m14", "tf32"])
  func numbersOneByOne(name: String) throws {
    let named = try FormatCatalogue.format(named: name)
    let format = JudgedFormat.plain(try #require(PlainFormat(named.format)))
    var generator = SeededGenerator(seed: 31)
    let wide =
      (0..<20_000).map { _ in generator.double(exponents: -160...140) } + [0, .nan, -.infinity]
    let single = wide.map { Float($0) }
    let codes = (UInt16.min...UInt16.max).map { $0 }
    let kinds: [([UInt8], ElementKind, [Double])] = [
      (bytes(wide), .binary64, wide), (bytes(single), .binary32, single.map { Double($0) }),
      (bytes(codes), .codes(.binary16), codes.map { Double(Float16(bitPattern: $0)) }),
      (bytes(codes), .signed(bits: 16), codes.map { Double(Int16(bitPattern: $0)) }),
      (
        bytes(codes), .unsigned(bits: 32),
        stride(from: 0, to: codes.count, by: 2).map {
          Double(UInt32(codes[$0]) | UInt32(codes[$0 + 1]) << 16)
        }
      ),
      ([0x21, 0x43], .codes(.e2m1fn), [0.5, 1, 1.5, 2]),
      ([0x81, 0x30, 0x10], .codes(.e2m3fn), [0.125, 0.25, 0.375, 0.5]),
    ]
    for (bytes, kind, numbers) in kinds {
      var counts = ArrayCounts([format])
      bytes.withUnsafeBytes { counts.add($0, NumberReader(kind), [format]) }
      counts.magnitudes = magnitudes(bytes, kind)
      let sums = TensorSums(ArrayLabel(name: name), counts, in: [format])
      #expect(sums.finding.formats[0].bestScaleExponent == nil)
      try compare(sums, numbers, named)
    }
  }

  @Test func wholeNumbers() throws {
    let words = (Int16.min...Int16.max).map { $0 }
    for format in Self.formats {
      try check(magnitudes(bytes(words), .signed(bits: 16)), words.map { Double($0) }, format)
      let unsigned = words.map { UInt16(bitPattern: $0) }
      try check(
        magnitudes(bytes(unsigned), .unsigned(bits: 16)), unsigned.map { Double($0) }, format)
    }
    var generator = SeededGenerator(seed: 5)
    func random<Word: FixedWidthInteger>(_: Word.Type) -> [Word] {
      (0..<2000).map { _ in
        Word.random(in: .min ... .max, using: &generator)
          >> Word.random(in: 0...20, using: &generator)
      }
    }
    let format = NamedFormat.binary16
    let (a, b, c, d) = (
      random(Int32.self), random(UInt32.self), random(Int64.self), random(UInt64.self)
    )
    try check(magnitudes(bytes(a), .signed(bits: 32)), a.map { Double($0) }, format)
    try check(magnitudes(bytes(b), .unsigned(bits: 32)), b.map { Double($0) }, format)
    try check(magnitudes(bytes(c), .signed(bits: 64)), c.map { Double($0) }, format)
    try check(magnitudes(bytes(d), .unsigned(bits: 64)), d.map { Double($0) }, format)
    let bytes = (UInt8.min...UInt8.max).map { $0 }
    try check(magnitudes(bytes, .unsigned(bits: 8)), bytes.map { Double($0) }, .e4m3fn)
    try check(
      magnitudes(bytes, .signed(bits: 8)), bytes.map { Double(Int8(bitPattern: $0)) }, .e4m3fn)
  }

  /// Runs are cut after 2^19 numbers, sums moved on.
  @Test func longRunsAddUp() throws {
    var generator = SeededGenerator(seed: 9)
    let some =
      (0..<1000).map { _ in Float(generator.double(exponents: -20...3)) } + [0, .nan, 0x1p-130]
    let numbers = (0..<1200).flatMap { _ in some }
    let (once, many) = (magnitudes(bytes(some), .binary32), magnitudes(bytes(numbers), .binary32))
    #expect(many.elements == 1200 * once.elements && many.nans == 1200 && many.zeros == 1200)
    for (a, b) in zip(once.binades, many.binades) {
      #expect(a.exponent == b.exponent)
      #expect(
        zip(a.cells, b.cells).allSatisfy {
          $0.count * 1200 == $1.count && $0.first * 1200 == $1.first
        })
    }
  }
}
