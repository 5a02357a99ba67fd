import ArbitraryPrecision
import FloatFormats
import Functions
import Testing

private let inf = Double.infinity
private let nan = Double.nan

/// Where a function has no ordinary value: IEEE 754-2019 §9.2.1, C23 annex F for erf, gamma and their
/// kin. In binary16.
@Suite struct SpecialCaseTests {
  struct Row {
    let operands: [Double]
    let expected: Double
    let flags: ExceptionFlags
    init(_ operands: Double..., is expected: Double, _ flags: ExceptionFlags = []) {
      (self.operands, self.expected, self.flags) = (operands, expected, flags)
    }
  }

  static let format = FloatFormat.binary16

  static func code(_ value: Double) -> UInt64 { format.encode(value).code }

  /// The failures of rows, one line each.
  static func failures(
    _ name: String, _ rows: [Row], _ evaluate: ([Double]) -> Rounded
  ) -> [String] {
    rows.compactMap { row in
      let observed = evaluate(row.operands)
      let value = format.decode(observed.code)
      let isSame =
        row.expected.isNaN
        ? value.isNaN : value == row.expected && value.sign == row.expected.sign
      guard !isSame || observed.flags != row.flags else { return nil }
      return "\(name)\(row.operands): expected \(row.expected) (\(row.flags)), "
        + "observed \(value) (\(observed.flags))"
    }
  }

  static let unary: [UnaryFunction: [Row]] = [
    .exp: [Row(inf, is: inf), Row(-inf, is: 0), Row(0, is: 1), Row(-0.0, is: 1)],
    .exp2: [Row(inf, is: inf), Row(-inf, is: 0), Row(-24, is: 0x1p-24), Row(15, is: 32768)],
    .exp10: [Row(inf, is: inf), Row(-inf, is: 0), Row(4, is: 10000), Row(0, is: 1)],
    .expMinusOne: [Row(inf, is: inf), Row(-inf, is: -1), Row(0, is: 0), Row(-0.0, is: -0.0)],
    .log: [
      Row(0, is: -inf, .divisionByZero), Row(-0.0, is: -inf, .divisionByZero), Row(1, is: 0),
      Row(inf, is: inf), Row(-1, is: nan, .invalid), Row(-inf, is: nan, .invalid),
    ],
    .log2: [
      Row(0, is: -inf, .divisionByZero), Row(-0.0, is: -inf, .divisionByZero), Row(1, is: 0),
      Row(0x1p-24, is: -24), Row(inf, is: inf), Row(-0x1p-24, is: nan, .invalid),
    ],
    .log10: [
      Row(0, is: -inf, .divisionByZero), Row(-0.0, is: -inf, .divisionByZero), Row(1, is: 0),
      Row(10000, is: 4), Row(inf, is: inf), Row(-inf, is: nan, .invalid),
    ],
    .logOnePlus: [
      Row(-1, is: -inf, .divisionByZero), Row(0, is: 0), Row(-0.0, is: -0.0), Row(inf, is: inf),
      Row(-1.0009765625, is: nan, .invalid), Row(-inf, is: nan, .invalid),
    ],
    .sin: [
      Row(0, is: 0), Row(-0.0, is: -0.0), Row(inf, is: nan, .invalid),
      Row(-inf, is: nan, .invalid),
    ],
    .cos: [
      Row(0, is: 1), Row(-0.0, is: 1), Row(inf, is: nan, .invalid), Row(-inf, is: nan, .invalid),
    ],
    .tan: [
      Row(0, is: 0), Row(-0.0, is: -0.0), Row(inf, is: nan, .invalid),
      Row(-inf, is: nan, .invalid),
    ],
    .asin: [
      Row(0, is: 0), Row(-0.0, is: -0.0), Row(1.0009765625, is: nan, .invalid),
      Row(-inf, is: nan, .invalid),
    ],
    .acos: [
      Row(1, is: 0), Row(1.0009765625, is: nan, .invalid), Row(-2, is: nan, .invalid),
      Row(inf, is: nan, .invalid),
    ],
    .atan: [
      Row(0, is: 0), Row(-0.0, is: -0.0), Row(inf, is: 1.5703125, .inexact),
      Row(-inf, is: -1.5703125, .inexact),
    ],
    .sinh: [Row(0, is: 0), Row(-0.0, is: -0.0), Row(inf, is: inf), Row(-inf, is: -inf)],
    .cosh: [Row(0, is: 1), Row(-0.0, is: 1), Row(inf, is: inf), Row(-inf, is: inf)],
    .tanh: [Row(0, is: 0), Row(-0.0, is: -0.0), Row(inf, is: 1), Row(-inf, is: -1)],
    .asinh: [Row(0, is: 0), Row(-0.0, is: -0.0), Row(inf, is: inf), Row(-inf, is: -inf)],
    .acosh: [
      Row(1, is: 0), Row(inf, is: inf), Row(0.99951171875, is: nan, .invalid),
      Row(-inf, is: nan, .invalid),
    ],
    .atanh: [
      Row(0, is: 0), Row(-0.0, is: -0.0), Row(1, is: inf, .divisionByZero),
      Row(-1, is: -inf, .divisionByZero), Row(1.0009765625, is: nan, .invalid),
      Row(inf, is: nan, .invalid),
    ],
    .sqrt: [
      Row(0, is: 0), Row(-0.0, is: -0.0), Row(inf, is: inf), Row(-0x1p-24, is: nan, .invalid),
      Row(-inf, is: nan, .invalid), Row(2.25, is: 1.5),
    ],
    .reciprocalSqrt: [
      Row(0, is: inf, .divisionByZero), Row(-0.0, is: -inf, .divisionByZero), Row(inf, is: 0),
      Row(-1, is: nan, .invalid), Row(-inf, is: nan, .invalid), Row(0x1p-24, is: 4096),
    ],
    .erf: [Row(0, is: 0), Row(-0.0, is: -0.0), Row(inf, is: 1), Row(-inf, is: -1)],
    .erfc: [Row(0, is: 1), Row(-0.0, is: 1), Row(inf, is: 0), Row(-inf, is: 2)],
    .gamma: [
      Row(0, is: inf, .divisionByZero), Row(-0.0, is: -inf, .divisionByZero), Row(inf, is: inf),
      Row(-inf, is: nan, .invalid), Row(-1, is: nan, .invalid), Row(-60000, is: nan, .invalid),
      Row(1, is: 1), Row(2, is: 1), Row(8, is: 5040), Row(9, is: 40320),
      Row(10, is: inf, [.overflow, .inexact]), Row(-1022.5, is: -0.0, [.underflow, .inexact]),
      Row(-1021.5, is: 0, [.underflow, .inexact]),
    ],
    .logGamma: [
      Row(0, is: inf, .divisionByZero), Row(-0.0, is: inf, .divisionByZero), Row(1, is: 0),
      Row(2, is: 0), Row(inf, is: inf), Row(-inf, is: inf), Row(-3, is: inf, .divisionByZero),
    ],
  ]

  @Test func functionsOfOneNumber() {
    #expect(Set(Self.unary.keys) == Set(UnaryFunction.allCases))
    var failures: [String] = []
    let quiet = Self.format.nanCode ?? 0
    for (function, rows) in Self.unary {
      failures += Self.failures("\(function)", rows) {
        Self.format.evaluate(function, Self.code($0[0]))
      }
      // NaN goes through, its sign with it; a signalling one is invalid.
      let nans: [(UInt64, ExceptionFlags)] = [
        (quiet, []), (quiet ^ 0x8000, []), (0x7C01, .invalid),
      ]
      for (operand, flags) in nans {
        let observed = Self.format.evaluate(function, operand)
        if observed != Rounded(quiet | operand & 0x8000, flags) {
          failures.append("\(function)(NaN 0x\(String(operand, radix: 16))): \(observed)")
        }
      }
    }
    #expect(failures.isEmpty, "\(failures.joined(separator: "\n"))")
  }

  static let binary: [BinaryFunction: [Row]] = [
    .pow: [
      // x^±0 and 1^y, NaN included.
      Row(nan, 0, is: 1), Row(inf, -0.0, is: 1), Row(0, 0, is: 1), Row(-2, -0.0, is: 1),
      Row(1, nan, is: 1), Row(1, inf, is: 1), Row(1, -3, is: 1), Row(nan, 1, is: nan),
      Row(-1, nan, is: nan),
      // Zeros.
      Row(0, -3, is: inf, .divisionByZero), Row(-0.0, -3, is: -inf, .divisionByZero),
      Row(0, -2, is: inf, .divisionByZero), Row(-0.0, -2, is: inf, .divisionByZero),
      Row(-0.0, -2.5, is: inf, .divisionByZero), Row(0, -inf, is: inf), Row(-0.0, -inf, is: inf),
      Row(0, inf, is: 0), Row(-0.0, inf, is: 0), Row(-0.0, 3, is: -0.0), Row(-0.0, 2, is: 0),
      Row(-0.0, 0.5, is: 0), Row(0, 3, is: 0),
      // Infinities.
      Row(-1, inf, is: 1), Row(-1, -inf, is: 1), Row(0.5, inf, is: 0), Row(-0.5, -inf, is: inf),
      Row(2, inf, is: inf), Row(-2, -inf, is: 0), Row(inf, 0.5, is: inf), Row(inf, -0.5, is: 0),
      Row(-inf, 3, is: -inf), Row(-inf, 2.5, is: inf), Row(-inf, -3, is: -0.0),
      Row(-inf, -2, is: 0),
      // Negative bases.
      Row(-2, 3, is: -8), Row(-2, 4, is: 16), Row(-2, -1, is: -0.5),
      Row(-2, 0.5, is: nan, .invalid),
      Row(-0x1p-24, 2.5, is: nan, .invalid), Row(2, 0x1p-24, is: 1, .inexact),
      Row(-65504, 65504, is: inf, [.overflow, .inexact]),
      Row(-65504, -63, is: -0.0, [.underflow, .inexact]),
    ],
    .powr: [
      Row(2, 0, is: 1), Row(0x1p-24, -0.0, is: 1), Row(0, -3, is: inf, .divisionByZero),
      Row(-0.0, -3, is: inf, .divisionByZero), Row(-0.0, -inf, is: inf), Row(-0.0, 3, is: 0),
      Row(0, inf, is: 0), Row(1, 5, is: 1), Row(inf, 2, is: inf), Row(inf, -2, is: 0),
      Row(-1, 2, is: nan, .invalid), Row(-inf, 2, is: nan, .invalid), Row(0, 0, is: nan, .invalid),
      Row(-0.0, -0.0, is: nan, .invalid), Row(inf, 0, is: nan, .invalid),
      Row(1, inf, is: nan, .invalid), Row(1, -inf, is: nan, .invalid), Row(nan, 0, is: nan),
      Row(1, nan, is: nan), Row(0, nan, is: nan), Row(2, inf, is: inf), Row(0.5, inf, is: 0),
      Row(2, -inf, is: 0), Row(4, 1.5, is: 8),
    ],
    .hypot: [
      Row(0, 0, is: 0), Row(-0.0, -0.0, is: 0), Row(-3, 0, is: 3), Row(-0.0, -3, is: 3),
      Row(inf, nan, is: inf), Row(nan, -inf, is: inf), Row(-inf, 1, is: inf), Row(nan, 1, is: nan),
      Row(3, 4, is: 5), Row(65504, 65504, is: inf, [.overflow, .inexact]),
      Row(0x1p-24, 0x1p-24, is: 0x1p-24, [.underflow, .inexact]),
    ],
    .atan2: [
      Row(0, -0.0, is: 3.140625, .inexact), Row(-0.0, -0.0, is: -3.140625, .inexact),
      Row(0, 0, is: 0), Row(-0.0, 0, is: -0.0), Row(0, -1, is: 3.140625, .inexact),
      Row(-0.0, -1, is: -3.140625, .inexact), Row(0, 1, is: 0), Row(-0.0, 1, is: -0.0),
      Row(-1, 0, is: -1.5703125, .inexact), Row(1, -0.0, is: 1.5703125, .inexact),
      Row(1, -inf, is: 3.140625, .inexact), Row(-1, -inf, is: -3.140625, .inexact),
      Row(1, inf, is: 0), Row(-1, inf, is: -0.0), Row(inf, 1, is: 1.5703125, .inexact),
      Row(-inf, -65504, is: -1.5703125, .inexact), Row(inf, -inf, is: 2.35546875, .inexact),
      Row(-inf, -inf, is: -2.35546875, .inexact), Row(inf, inf, is: 0.78515625, .inexact),
      Row(-inf, inf, is: -0.78515625, .inexact), Row(nan, 1, is: nan), Row(1, nan, is: nan),
    ],
  ]

  @Test func functionsOfTwoNumbers() {
    var failures: [String] = []
    for function in BinaryFunction.allCases {
      failures += Self.failures("\(function)", Self.binary[function] ?? []) {
        Self.format.evaluate(function, Self.code($0[0]), Self.code($0[1]))
      }
      // A signalling NaN is invalid wherever it stands, beside whatever settles the result else.
      for (x, y) in [(0x7C01, 0), (0x3C00, 0x7C01), (0x7C00, 0x7C01)] as [(UInt64, UInt64)] {
        let observed = Self.format.evaluate(function, x, y)
        if !Self.format.isNaN(observed.code) || observed.flags != .invalid {
          failures.append("\(function)(\(x), \(y)): \(observed)")
        }
      }
    }
    #expect(Self.binary.count == BinaryFunction.allCases.count)
    #expect(failures.isEmpty, "\(failures.joined(separator: "\n"))")
  }

  static let integer: [IntegerFunction: [Row]] = [
    .pown: [
      Row(nan, 0, is: 1), Row(-inf, 0, is: 1), Row(0, 0, is: 1), Row(nan, 1, is: nan),
      Row(0, -3, is: inf, .divisionByZero), Row(-0.0, -3, is: -inf, .divisionByZero),
      Row(-0.0, -2, is: inf, .divisionByZero), Row(-0.0, 3, is: -0.0), Row(-0.0, 2, is: 0),
      Row(-inf, 3, is: -inf), Row(-inf, 2, is: inf), Row(-inf, -3, is: -0.0), Row(inf, -2, is: 0),
      Row(-2, 5, is: -32), Row(-2, -5, is: -0.03125), Row(3, 2, is: 9),
      Row(-1, 0x7FFF_FFFF_FFFF_FC00, is: 1), Row(-1, -0x1p63, is: 1),
      Row(2, 0x1p62, is: inf, [.overflow, .inexact]),
      Row(-2, -0x1p63, is: 0, [.underflow, .inexact]),
    ],
    .rootn: [
      Row(0, 3, is: 0), Row(-0.0, 3, is: -0.0), Row(-0.0, 2, is: 0), Row(0, 2, is: 0),
      Row(0, -3, is: inf, .divisionByZero), Row(-0.0, -3, is: -inf, .divisionByZero),
      Row(-0.0, -2, is: inf, .divisionByZero), Row(0, -2, is: inf, .divisionByZero),
      Row(inf, 3, is: inf), Row(-inf, 3, is: -inf), Row(inf, -3, is: 0), Row(-inf, -3, is: -0.0),
      Row(-inf, 2, is: nan, .invalid), Row(-1, 2, is: nan, .invalid),
      Row(-1, -4, is: nan, .invalid),
      Row(1, 0, is: nan, .invalid), Row(0, 0, is: nan, .invalid), Row(nan, 0, is: nan),
      Row(-27, 3, is: -3), Row(16, 4, is: 2), Row(-8, -3, is: -0.5), Row(5, 1, is: 5),
    ],
  ]

  @Test func functionsOfANumberAndAnInteger() {
    var failures: [String] = []
    for function in IntegerFunction.allCases {
      failures += Self.failures("\(function)", Self.integer[function] ?? []) {
        Self.format.evaluate(function, Self.code($0[0]), Int($0[1]))
      }
      let signaling = Self.format.evaluate(function, 0x7C01, 0)
      if !Self.format.isNaN(signaling.code) || signaling.flags != .invalid {
        failures.append("\(function)(signalling NaN, 0): \(signaling)")
      }
    }
    #expect(failures.isEmpty, "\(failures.joined(separator: "\n"))")
  }

  @Test func operandsFromOutside() {
    var evaluator = FunctionEvaluator(for: Self.format)
    func value(_ name: String, _ operands: Double...) -> Double? {
      ElementaryFunction(named: name)
        .flatMap { evaluator.value(of: $0, operands: operands.map { ExactValue($0) }) }
        .map { Self.format.decode(Self.format.round($0).code) }
    }
    #expect(value("exp2", 3) == 8)
    #expect(value("hypot", 3, 4) == 5)
    #expect(value("pown", -2, 3) == -8)
    #expect(value("pown", -2, -3) == -0.125)
    #expect(value("pown", 2, 0) == 1)
    #expect(value("rootn", 1, -0x1p63) == 1)
    for n in [0x1p63, -0x1.0000000000001p63, 2.5, 0x1p-1074, inf, nan, 0x1.8p200] {
      #expect(value("pown", 2, n) == nil, "n = \(n)")
    }
    #expect(value("exp2", 3, 4) == nil && value("pow", 3) == nil && value("rootn") == nil)
  }

  @Test func names() {
    for function in ElementaryFunction.allCases {
      #expect(ElementaryFunction(named: function.name) == function)
      #expect(function.name.allSatisfy { $0.isLetter || $0.isNumber })
    }
    #expect(ElementaryFunction(named: "log1p") == .unary(.logOnePlus))
    #expect(ElementaryFunction(named: "lgamma") == .unary(.logGamma))
    #expect(ElementaryFunction(named: "atan2")?.operandCount == 2)
    #expect(ElementaryFunction(named: "expo") == nil)
  }
}
