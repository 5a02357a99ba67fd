import PortableMath
import Testing

/// Zeros and their signs, infinities, NaN, subnormal numbers, the edges of overflow and underflow.
@Suite struct EdgeCaseTests {
  private func check(
    _ name: String, _ function: (Double) -> Double, _ cases: [(argument: Double, result: Double)]
  ) {
    for (argument, expected) in cases + [(.nan, .nan)] {
      let observed = function(argument)
      // Bit patterns tell −0 from 0; one NaN is as good as another.
      let agrees =
        expected.isNaN ? observed.isNaN : observed.bitPattern == expected.bitPattern
      #expect(
        agrees,
        "\(name)(\(argument)): \(observed) = 0x\(String(observed.bitPattern, radix: 16)), not \(expected)"
      )
    }
  }

  private let least = Double.leastNonzeroMagnitude
  private let greatest = Double.greatestFiniteMagnitude
  private let inf = Double.infinity

  @Test func exponentials() {
    check(
      "exp", { Portable.exp($0) },
      [
        (0, 1), (-0.0, 1), (inf, inf), (-inf, 0), (least, 1), (-least, 1), (greatest, inf),
        (-greatest, 0), (709.782712893384, 0x1.fffffffffff2ap1023), (709.7827128933841, inf),
        (-745.1332191019411, least), (-745.1332191019412, 0),
      ])
    check(
      "exp2", { Portable.exp2($0) },
      [
        (0, 1), (inf, inf), (-inf, 0), (1023, 0x1p1023), (1024, inf), (-1074, least),
        (-1022, 0x1p-1022), (-1075, 0), ((-1075.0).nextUp, least), (10, 1024), (-3, 0.125),
      ])
    check(
      "expMinusOne", { Portable.expMinusOne($0) },
      [
        (0, 0), (-0.0, -0.0), (inf, inf), (-inf, -1), (least, least), (-least, -least),
        (greatest, inf), (-100, -1), (709.7827128933841, inf),
      ])
  }

  @Test func logarithms() {
    let special: [(argument: Double, result: Double)] = [
      (0, -inf), (-0.0, -inf), (1, 0), (inf, inf), (-inf, .nan), (-1, .nan), (-least, .nan),
    ]
    check(
      "log", { Portable.log($0) },
      special + [
        (least, -744.4400719213812), (greatest, 709.782712893384),
      ])
    check(
      "log2", { Portable.log2($0) },
      special + [
        (least, -1074), (0x1p1023, 1023), (8, 3), (0x1p-1030, -1030),
      ])
    let tens = (0...22).map { exponent in
      (argument: (0..<exponent).reduce(1.0) { power, _ in power * 10 }, result: Double(exponent))
    }
    check("log10", { Portable.log10($0) }, special + tens)
    check(
      "log(onePlus:)", { Portable.log(onePlus: $0) },
      [
        (0, 0), (-0.0, -0.0), (-1, -inf), (inf, inf), (-inf, .nan), ((-1.0).nextDown, .nan),
        (least, least), (-least, -least),
      ])
  }

  @Test func trigonometry() {
    check(
      "sinPi", { Portable.sinPi($0) },
      [
        (0, 0), (-0.0, -0.0), (1, 0), (-1, -0.0), (2, 0), (0.5, 1), (-0.5, -1), (1.5, -1),
        (inf, .nan), (-inf, .nan), (0x1p51 + 0.5, 1), (0x1p52 + 1, 0), (-greatest, -0.0),
        (0x1p49 + 1.5, -1), (least, 3 * least),
      ])
    check(
      "cosPi", { Portable.cosPi($0) },
      [
        (0, 1), (-0.0, 1), (1, -1), (-1, -1), (2, 1), (0.5, 0), (-0.5, 0), (1.5, 0), (inf, .nan),
        (0x1p51 + 0.5, 0), (0x1p52 + 1, -1), (0x1p53, 1), (greatest, 1), (0x1p49 + 1.5, 0),
      ])
    check(
      "sin", { Portable.sin($0) },
      [
        (0, 0), (-0.0, -0.0), (inf, .nan), (-inf, .nan), (least, least), (-least, -least),
      ])
    check("cos", { Portable.cos($0) }, [(0, 1), (-0.0, 1), (inf, .nan), (-inf, .nan), (least, 1)])
  }

  @Test func errorFunctions() {
    check(
      "erf", { Portable.erf($0) },
      [
        (0, 0), (-0.0, -0.0), (inf, 1), (-inf, -1), (6, 1), (-6, -1), (greatest, 1), (least, least),
      ])
    check(
      "erfc", { Portable.erfc($0) },
      [
        (0, 1), (-0.0, 1), (inf, 0), (-inf, 2), (27.3, 0), (-7, 2), (least, 1), (greatest, 0),
      ])
    check(
      "normalCDF", { Portable.normalCDF($0) },
      [
        (0, 0.5), (-0.0, 0.5), (inf, 1), (-inf, 0), (9, 1), (-39, 0), (least, 0.5), (-greatest, 0),
      ])
    check("normalDensity", { Portable.normalDensity($0) }, [(inf, 0), (-inf, 0), (40, 0)])
    check(
      "normalQuantile", { Portable.normalQuantile($0) },
      [
        (0, -inf), (-0.0, -inf), (1, inf), (0.5, 0), (-least, .nan), (1.5, .nan), (inf, .nan),
      ])
  }

  @Test func logistic() {
    check(
      "tanh", { Portable.tanh($0) },
      [
        (0, 0), (-0.0, -0.0), (inf, 1), (-inf, -1), (20, 1), (least, least), (-least, -least),
      ])
    check(
      "sigmoid", { Portable.sigmoid($0) },
      [
        (0, 0.5), (-0.0, 0.5), (inf, 1), (-inf, 0), (40, 1), (-746, 0), (least, 0.5),
      ])
    check(
      "logSigmoid", { Portable.logSigmoid($0) },
      [
        (inf, -0.0), (-inf, -inf), (-1000, -1000), (746, -0.0), (-greatest, -greatest),
      ])
  }

  /// Where results become 0, subnormal or constant, as documented: from a threshold on, away from 0,
  /// and not yet a little before.
  @Test func thresholds() {
    func isSubnormal(_ x: Double) -> Bool { x < .leastNormalMagnitude }
    let cases:
      [(
        name: String, function: (Double) -> Double, holds: (Double) -> Bool, threshold: Double,
        little: Double
      )] = [
        ("exp is infinite", { Portable.exp($0) }, { $0 == inf }, 709.7827128933841, 1e-12),
        ("exp is subnormal", { Portable.exp($0) }, isSubnormal, -708.3964185322642, 1e-12),
        ("exp is 0", { Portable.exp($0) }, { $0 == 0 }, -745.1332191019412, 1e-12),
        ("erf is 1", { Portable.erf($0) }, { $0 == 1 }, 5.93, 0.01),
        ("erfc is subnormal", { Portable.erfc($0) }, isSubnormal, 26.5433, 1e-4),
        ("erfc is 0", { Portable.erfc($0) }, { $0 == 0 }, 27.226, 0.01),
        ("erfc is 2", { Portable.erfc($0) }, { $0 == 2 }, -5.87, 0.01),
        ("tanh is 1", { Portable.tanh($0) }, { $0 == 1 }, 19.07, 0.01),
        ("sigmoid is subnormal", { Portable.sigmoid($0) }, isSubnormal, -708.3964185322642, 1e-12),
        ("sigmoid is 0", { Portable.sigmoid($0) }, { $0 == 0 }, -745.1332191019412, 1e-12),
        ("normalDensity is 0", { Portable.normalDensity($0) }, { $0 == 0 }, 38.6, 0.1),
        ("normalCDF is subnormal", { Portable.normalCDF($0) }, isSubnormal, -37.5194, 1e-4),
        ("normalCDF is 0", { Portable.normalCDF($0) }, { $0 == 0 }, -38.486, 1e-3),
        ("normalCDF is 1", { Portable.normalCDF($0) }, { $0 == 1 }, 8.3, 0.1),
      ]
    for (name, function, holds, threshold, little) in cases {
      let before = threshold - (threshold < 0 ? -little : little)
      #expect(holds(function(threshold)), "\(name): \(function(threshold)) at \(threshold)")
      #expect(!holds(function(before)), "\(name): already \(function(before)) at \(before)")
    }
  }

  /// The table of IEEE 754-2019, 9.2.1.
  @Test func power() {
    let cases: [(Double, Double, Double)] = [
      (.nan, 0, 1), (1, .nan, 1), (1, inf, 1), (.nan, 1, .nan), (2, .nan, .nan),
      (0, -3, inf), (-0.0, -3, -inf), (-0.0, -2, inf), (-0.0, -inf, inf), (-0.0, 3, -0.0),
      (-0.0, 2, 0), (0, 2.5, 0), (-1, inf, 1), (-1, -inf, 1), (0.5, inf, 0), (0.5, -inf, inf),
      (2, inf, inf), (-2, -inf, 0), (inf, 2, inf), (inf, -2, 0), (-inf, 3, -inf), (-inf, 2, inf),
      (-inf, -3, -0.0), (-inf, -2, 0), (-inf, 0.5, inf), (-8, 3, -512), (-2, -1, -0.5),
      (-8, 1 / 3, .nan), (-2, 0x1p53 + 2, inf), (2, 10, 1024), (10, 22, 1e22), (2, -1074, least),
      (2, 1024, inf), (2, -1076, 0), (-2, 1025, -inf), (least, 0.5, 0x1p-537),
      (3, 33, 5_559_060_566_555_523),
      (1.5, greatest, inf), (0.5, greatest, 0), (2, least, 1),
    ]
    for (x, y, expected) in cases {
      let observed = Portable.pow(x, y)
      let agrees =
        expected.isNaN ? observed.isNaN : observed.bitPattern == expected.bitPattern
      #expect(agrees, "\(x) to the power \(y): \(observed), not \(expected)")
    }
  }
}
