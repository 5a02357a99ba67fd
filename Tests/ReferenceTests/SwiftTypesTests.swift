import FloatFormats
import Reference
import TestSupport
import Testing

/// The judge against the standard library's own arithmetic, which the processor does.
@Suite struct SwiftTypesTests {
  @Test(arguments: [UInt64(41)])
  func theJudgeAgreesWithDouble(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let failures = disagreements(
      Judge(Formats.binary64), 40_000,
      draw: { Double(bitPattern: generator.rich(width: 64, trailing: 52)) },
      bits: { $0.bitPattern })
    #expect(failures == [], "seed \(seed)")
  }

  @Test(arguments: [UInt64(42)])
  func theJudgeAgreesWithFloat(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let failures = disagreements(
      Judge(Formats.binary32), 100_000,
      draw: { Float(bitPattern: UInt32(generator.rich(width: 32, trailing: 23))) },
      bits: { UInt64($0.bitPattern) })
    #expect(failures == [], "seed \(seed)")
  }

  #if !arch(x86_64) || os(Linux)
    @Test(arguments: [UInt64(43)])
    func theJudgeAgreesWithFloat16(seed: UInt64) {
      var generator = SeededGenerator(seed: seed)
      let failures = disagreements(
        Judge(Formats.binary16), 100_000,
        draw: { Float16(bitPattern: UInt16(generator.rich(width: 16, trailing: 10))) },
        bits: { UInt64($0.bitPattern) })
      #expect(failures == [], "seed \(seed)")
    }
  #endif

  /// numerics.md's trap: the standard library's fused multiply-add of Float16 rounds twice on Linux.
  @Test func fusedMultiplyAddOfBinary16RoundsOnce() {
    let judge = Judge(Formats.binary16)
    func code(_ value: Double) -> UInt64 {
      judge.examine(value)
      return judge.verdict(RoundingContext()).code
    }
    judge.examine(.multiplyAdd, code(322.5), code(-0.698), code(-0.004387))
    #expect(judge.verdict(RoundingContext()).code == code(-225.125))
  }

  /// Compares + − × ÷ √, the remainders and, except for Float16, fma, to nearest even.
  private func disagreements<T: BinaryFloatingPoint>(
    _ judge: Judge, _ count: Int, draw: () -> T, bits: (T) -> UInt64
  ) -> [String] {
    var failures: [String] = []
    for _ in 0..<count {
      let (a, b, c) = (draw(), draw(), draw())
      var results: [(ArithmeticOperation, T)] = [
        (.add, a + b), (.subtract, a - b), (.multiply, a * b), (.divide, a / b),
        (.squareRoot, a.squareRoot()), (.remainder, a.remainder(dividingBy: b)),
        (.truncatingRemainder, a.truncatingRemainder(dividingBy: b)),
      ]
      if T.significandBitCount > 10 { results.append((.multiplyAdd, c.addingProduct(a, b))) }
      for (operation, result) in results {
        judge.examine(operation, bits(a), bits(b), bits(operation == .multiplyAdd ? c : a))
        let verdict = judge.verdict(RoundingContext())
        // IEEE 754 gives a zero remainder the sign of a; glibc 2.36 gives the other one for some
        // subnormal b (8.955189265685829e-273 by 1e-323), so only its being zero is compared.
        if operation == .remainder && result.isZero {
          if verdict.code != bits(a.sign == .minus ? -0.0 : 0.0) { failures.append("zero of \(a)") }
          continue
        }
        if verdict.isNaN ? !result.isNaN : verdict.code != bits(result) {
          failures.append(
            "\(operation) of \(a), \(b), \(c): judge \(String(verdict.code, radix: 16)), "
              + "Swift \(String(bits(result), radix: 16)) = \(result)")
        }
      }
      if failures.count > 10 { break }
    }
    return failures
  }
}

extension SeededGenerator {
  /// A code of an IEEE-style format: one in four anywhere, the others near 1, near each other, tiny,
  /// huge, or with few bits set, so that ties, cancellation, subnormals and overflow are common.
  mutating func rich(width: Int, trailing: Int) -> UInt64 {
    let any = next() >> UInt64(64 - width)
    let sign = any & (1 << UInt64(width - 1))
    let exponents = UInt64(1) << UInt64(width - 1 - trailing)
    let fraction = any & ((1 << UInt64(trailing)) - 1)
    let short = fraction & ~((1 << UInt64(trailing * 2 / 3)) - 1)
    let field: UInt64
    switch next() % 8 {
    case 0, 1: return any
    case 2: field = next() % 3
    case 3: field = exponents - 1 - next() % 3
    case 4: return sign | (exponents / 2 << UInt64(trailing)) + next() % 4
    default: field = exponents / 2 - 4 + next() % 8
    }
    return sign | field << UInt64(trailing) | (next() % 2 == 0 ? short : fraction)
  }
}
