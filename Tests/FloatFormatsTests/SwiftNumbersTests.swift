import FloatFormats
import TestSupport
import Testing

/// The core against the machine's own arithmetic, which knows one mode.
@Suite struct SwiftNumbersTests {
  @Test func double() { compare(Double.self, .binary64, seed: 1, bits: { Double(bitPattern: $0) }) }

  @Test func float() {
    compare(
      Float.self, .binary32, seed: 2, bits: { Float(bitPattern: UInt32(truncatingIfNeeded: $0)) })
  }

  /// Float16's own fused multiply-add is left out: it rounds twice on Linux (`TrapTests`).
  @Test func float16() {
    compare(
      Float16.self, .binary16, seed: 3,
      bits: { Float16(bitPattern: UInt16(truncatingIfNeeded: $0)) }, hasMultiplyAdd: false)
  }

  /// How often Float16's own fused multiply-add is wrong: often enough to be seen, which a user of it
  /// should know.
  @Test func multiplyAddOfFloat16IsWrongOnLinux() {
    #if os(Linux)
      var operands = SeededGenerator(seed: 4)
      var wrong = 0
      let count = 1_000_000
      for _ in 0..<count {
        // Moderate exponents, so that the terms meet.
        func next() -> UInt16 {
          let bits = operands.next()
          return UInt16(truncatingIfNeeded: bits & 0x83ff) | UInt16(10 + bits >> 32 % 10) << 10
        }
        let (a, b, c) = (next(), next(), next())
        let native = Float16(bitPattern: c).addingProduct(
          Float16(bitPattern: a), Float16(bitPattern: b))
        let right = FloatFormat.binary16.multiplyAdd(UInt64(a), UInt64(b), UInt64(c)).code
        if UInt64(native.bitPattern) != right { wrong += 1 }
      }
      #expect(wrong > 0, "of \(count), none: Float16.addingProduct is right here; say so")
      #expect(
        wrong < count / 1000, "of \(count), \(wrong) differ: more than double rounding explains")
    #endif
  }

  private func compare<Number: BinaryFloatingPoint>(
    _: Number.Type, _ format: FloatFormat, seed: UInt64, bits: (UInt64) -> Number,
    hasMultiplyAdd: Bool = true
  ) where Number.RawSignificand: FixedWidthInteger {
    var operands = SeededGenerator(seed: seed)
    var failures: [String] = []
    // Half of the pairs have close exponents, so that sums cancel and bits meet.
    let closeMask = format.largestCode >> UInt64(format.exponentWidth / 2 + 1) | format.signMask
    for index in 0..<1_000_000 {
      let a = operands.next() & format.largestCode
      var b = operands.next() & format.largestCode
      if index % 2 == 0 { b = a & ~closeMask | b & closeMask }
      let (x, y) = (bits(a), bits(b))
      // A quarter of the addends all but cancel the product.
      var c = operands.next() & format.largestCode
      if index % 4 == 0 { c = format.encode(-(x * y)).code ^ c & 7 }
      let z = bits(c)
      var cases: [(String, UInt64, Number)] = [
        ("+", format.add(a, b).code, x + y), ("-", format.subtract(a, b).code, x - y),
        ("*", format.multiply(a, b).code, x * y), ("/", format.divide(a, b).code, x / y),
        ("root", format.squareRoot(a).code, x.squareRoot()),
      ]
      if hasMultiplyAdd {
        cases.append(("fma", format.multiplyAdd(a, b, c).code, z.addingProduct(x, y)))
      }
      if index % 16 == 0 {
        cases.append(("remainder", format.remainder(a, b).code, x.remainder(dividingBy: y)))
      }
      for (name, observed, expected) in cases where failures.count < 10 {
        let isEqual =
          expected.isNaN
          ? format.isNaN(observed)
          : Double(expected).bitPattern == format.decode(observed).bitPattern
        if !isEqual {
          failures.append(
            "\(name) of \(x) \(y) \(z): expected \(expected), observed \(format.decode(observed))")
        }
      }
    }
    #expect(failures.isEmpty, "seed \(seed): \(failures.joined(separator: "\n"))")
  }
}
