import FloatFormats
import Testing

/// A seeded linear congruential generator: operands only, never a result.
struct Operands {
  var state: UInt64
  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    var x = state
    x ^= x >> 32
    x = x &* 0xd6e8_feb8_6659_fd93
    return x ^ x >> 29
  }
}

@Suite struct SwiftNumbersTests {
  /// The core at binary64 equals the machine's own arithmetic.
  @Test func binary64() {
    let format = FloatFormat(exponentWidth: 11, precision: 53)
    var operands = Operands(state: 1)
    var failures: [String] = []
    for index in 0..<1_000_000 {
      let a = operands.next()
      var b = operands.next()
      // Half of the pairs lie close together, so that sums cancel.
      if index % 2 == 0 { b = a & 0xfff0_0000_0000_0000 ^ b & 0x801f_ffff_ffff_ffff }
      let (x, y) = (Double(bitPattern: a), Double(bitPattern: b))
      let c = operands.next()
      let z =
        index % 4 == 0
        ? -(x * y) * (1 + Double(bitPattern: c & 0xfffff | 0x3ff0_0000_0000_0000) * 0x1p-30)
        : Double(bitPattern: c)
      let cases: [(String, UInt64, Double)] = [
        ("add", format.add(a, b).code, x + y), ("subtract", format.subtract(a, b).code, x - y),
        ("multiply", format.multiply(a, b).code, x * y),
        ("divide", format.divide(a, b).code, x / y),
        ("squareRoot", format.squareRoot(a).code, x.squareRoot()),
        ("multiplyAdd", format.multiplyAdd(a, b, z.bitPattern).code, z.addingProduct(x, y)),
        (
          "remainder", index % 64 == 0 ? format.remainder(a, b).code : 0,
          index % 64 == 0 ? x.remainder(dividingBy: y) : 0
        ),
      ]
      for (name, observed, expected) in cases where failures.count < 10 {
        let isEqual = expected.isNaN ? format.isNaN(observed) : observed == expected.bitPattern
        if !isEqual {
          failures.append(
            "\(name) \(x) \(y) \(z): expected \(expected), observed \(format.decode(observed))")
        }
      }
    }
    #expect(failures.isEmpty, "\(failures.joined(separator: "\n"))")
  }
}
