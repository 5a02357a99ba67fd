import PortableMath
import Testing

@testable import Kernels

/// Functions of arrays: each is the portable one that its name says, in both carriers. (PortableMathTests
/// judge those by MPFR.)
@Suite struct ArrayFunctionTests {
  static let functions: [(function: ArrayFunction, single: @Sendable (Double) -> Double)] = [
    (.exp, Portable.exp), (.exp2, Portable.exp2), (.expMinusOne, Portable.expMinusOne),
    (.log, { Portable.log($0) }), (.logOnePlus, { Portable.log(onePlus: $0) }),
    (.log2, Portable.log2),
    (.sin, Portable.sin), (.cos, Portable.cos), (.tanh, Portable.tanh),
    (.sigmoid, Portable.sigmoid), (.logSigmoid, Portable.logSigmoid),
    (.silu, { $0 * Portable.sigmoid($0) }), (.erf, Portable.erf),
    (.gelu, { $0 * Portable.normalCDF($0) }),
  ]

  @Test func everyFunction() {
    #expect(Self.functions.map(\.function) == ArrayFunction.allCases)
    let operands = (-40...40).map { Double($0) / 8 } + [1e-9, 80, -0.0, .infinity, -.infinity]
    var failures: [String] = []
    for (function, single) in Self.functions {
      var wide = operands
      function.apply(to: &wide)
      var narrow = operands.map { Float($0) }
      function.apply(to: &narrow)
      for (index, x) in operands.enumerated() {
        let expected = single(x)
        if !Operands.isSame(wide[index], expected) {
          failures.append("\(function)(\(x)): expected \(expected), observed \(wide[index])")
        }
        let rounded = Double(Float(single(Double(Float(x)))))
        if !Operands.isSame(Double(narrow[index]), rounded) {
          failures.append(
            "\(function)(\(Float(x))): expected \(rounded), observed \(narrow[index])")
        }
      }
    }
    #expect(failures.isEmpty, "\(failures.prefix(5))")
  }

  @Test func valuesThatAreKnown() {
    var values: [Float] = [0, 1, -1]
    ArrayFunction.silu.apply(to: &values)
    #expect(values == [0, 0.731_058_6, -0.268_941_43])
    values = [0, 1, -1]
    ArrayFunction.gelu.apply(to: &values)
    #expect(values == [0, 0.841_344_76, -0.158_655_26])
  }
}
