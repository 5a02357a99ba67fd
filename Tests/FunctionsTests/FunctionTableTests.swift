import FloatFormats
import Functions
import Testing

@Suite struct FunctionTableTests {
  /// A table is what evaluation code by code gives, flags included.
  @Test func tablesEqualEvaluation() throws {
    var failures: [String] = []
    for format in [FloatFormat.e4m3fn, .e5m2fnuz, .e2m1fn, .e8m0fnu, .e3m4] {
      for mode in RoundingMode.allCases {
        let context = RoundingContext(.mode(mode), overflow: .saturate)
        let table = try FunctionTable(.gamma, format, context)
        #expect(table.results.count == 1 << format.bitWidth)
        for code in 0...format.largestCode {
          let expected = format.evaluate(.gamma, code, context)
          let observed = Rounded(UInt64(table[UInt16(code)]), table.flags[Int(code)])
          if observed != expected {
            failures.append("\(format) \(mode) \(code): \(expected), observed \(observed)")
          }
        }
      }
    }
    #expect(failures.isEmpty, "\(failures.prefix(5).joined(separator: "\n"))")
  }

  @Test func applyingToArrays() throws {
    let exp2 = try FunctionTable(.exp2, .e4m3fn)
    // 0, 1, −1, 448 (2^448 overflows: NaN), NaN; the bit above the format's is ignored.
    let codes: [UInt16] = [0x00, 0x38, 0xB8, 0x7E, 0x7F, 0x138]
    let expected: [UInt16] = [0x38, 0x40, 0x30, 0x7F, 0x7F, 0x40]
    #expect(exp2.results(of: codes) == expected)
    #expect(
      exp2.results(of: codes.map(UInt8.init(truncatingIfNeeded:))) == expected.map(UInt8.init))
    var none: [UInt8] = []
    exp2.apply(to: &none)
    #expect(none.isEmpty)
  }

  @Test func sharedTablesAreMadeOnce() throws {
    let first = try FunctionTable.shared(.tanh, .binary16)
    let second = try FunctionTable.shared(.tanh, .binary16)
    let isSame = first.results.withUnsafeBufferPointer { first in
      second.results.withUnsafeBufferPointer { first.baseAddress == $0.baseAddress }
    }
    #expect(isSame)
    #expect(first[0x3C00] == 0x3A18)  // tanh 1 = 0.76159…
    let up = try FunctionTable.shared(.tanh, .binary16, RoundingContext(.towardPositive))
    #expect(up[0x7BFF] == 0x3C00 && first[0x0001] == 1 && up.context.rounding == .towardPositive)
  }

  @Test func refusals() {
    #expect(throws: FunctionTableError.tooWide(bitWidth: 19)) {
      try FunctionTable(.exp, .tf32)
    }
    let stochastic = Rounding.stochastic(.a, bits: 8)
    #expect(throws: FunctionTableError.stochastic(stochastic)) {
      try FunctionTable.shared(.exp, .e5m2, RoundingContext(stochastic))
    }
    #expect(
      FunctionTableError.tooWide(bitWidth: 19).description
        == "function table: format of 19 bits; valid: up to 16")
  }
}
