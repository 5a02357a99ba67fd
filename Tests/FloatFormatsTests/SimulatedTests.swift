import FloatFormats
import TestSupport
import Testing

@Suite struct SimulatedTests {
  /// Every property that FloatingPoint asks for, against the standard library's Float16, all codes.
  @Test func propertiesOfHalf() {
    var failures: [String] = []
    func check<Value: Equatable>(
      _ name: String, _ code: UInt16, _ observed: Value, _ expected: Value
    ) {
      if observed != expected && failures.count < 10 {
        failures.append(
          "\(name) of \(String(code, radix: 16)): expected \(expected), observed \(observed)")
      }
    }
    for code in UInt16.min...UInt16.max {
      let (x, y) = (Half(code: code), Float16(bitPattern: code))
      check("class", code, x.floatingPointClass, y.floatingPointClass)
      check("sign", code, x.sign, y.sign)
      check("exponent", code, x.exponent, Int(y.exponent))
      check("exponent field", code, x.exponentBitPattern, y.exponentBitPattern)
      check("trailing field", code, x.significandBitPattern, UInt64(y.significandBitPattern))
      check("canonical", code, x.isCanonical, y.isCanonical)
      if y.isNaN { continue }
      check("significand", code, x.significand.code, y.significand.bitPattern)
      check("magnitude", code, x.magnitude.code, y.magnitude.bitPattern)
      check("negative", code, (-x).code, (-y).bitPattern)
      check("next up", code, x.nextUp.code, y.nextUp.bitPattern)
      check("next down", code, x.nextDown.code, y.nextDown.bitPattern)
      check("rounded", code, x.rounded().code, y.rounded().bitPattern)
      check("rounded down", code, x.rounded(.down).code, y.rounded(.down).bitPattern)
      check(
        "scaled", code,
        Half(sign: .minus, exponent: -5, significand: x).code,
        Float16(sign: .minus, exponent: -5, significand: y).bitPattern)
      if y.isInfinite { continue }
      check("ulp", code, x.ulp.code, y.ulp.bitPattern)
      check("binade", code, x.binade.code, y.binade.bitPattern)
      check("significand width", code, x.significandWidth, y.significandWidth)
    }
    #expect(failures.isEmpty, "\(failures.joined(separator: "\n"))")
  }

  /// The standard library's generic algorithms work on IEEE-style simulated numbers.
  @Test func genericAlgorithms() {
    func mean<Number: BinaryFloatingPoint>(_ numbers: [Number]) -> Number {
      numbers.reduce(0, +) / Number(numbers.count)
    }
    let halves: [Half] = [1, 2, 3, 4]
    #expect(mean(halves) == 2.5)
    #expect(halves.max() == 4 && halves.sorted(by: >).first == 4)
    #expect(Array(stride(from: Half(0), to: 1, by: 0.25)).count == 4)
    #expect(Half.maximum(1, .nan) == 1 && Half(2).squareRoot() == 1.4140625)
    #expect(Set([Half(0), Half(-0.0), Half(1)]).count == 2)
  }

  /// The type and the run-time format agree, bit for bit, in every mode.
  @Test func typesAreTheirFormats() {
    func failures<Format: FormatTag, Rounding: RoundingTag>(
      _: Simulated<Format, Rounding>.Type
    ) -> [String] {
      typealias Number = Simulated<Format, Rounding>
      let format = Format.format
      let context = RoundingContext(.mode(Rounding.mode))
      var failures: [String] = []
      var operands = SeededGenerator(seed: 11)
      for _ in 0..<20_000 {
        let (a, b, c) = (operands.next(), operands.next(), operands.next())
        let (x, y) = (
          Number(code: .init(truncatingIfNeeded: a)), Number(code: .init(truncatingIfNeeded: b))
        )
        let z = Number(code: .init(truncatingIfNeeded: c))
        let (p, q, r) = (UInt64(x.code), UInt64(y.code), UInt64(z.code))
        var (sum, root, remainder) = (z, x, x)
        sum.addProduct(x, y)
        root.formSquareRoot()
        remainder.formRemainder(dividingBy: y)
        let cases: [(String, Number, Rounded)] = [
          ("+", x + y, format.add(p, q, context)), ("-", x - y, format.subtract(p, q, context)),
          ("*", x * y, format.multiply(p, q, context)), ("/", x / y, format.divide(p, q, context)),
          ("fma", sum, format.multiplyAdd(p, q, r, context)),
          ("root", root, format.squareRoot(p, context)),
          ("remainder", remainder, format.remainder(p, q, context)),
        ]
        for (name, observed, expected) in cases where UInt64(observed.code) != expected.code {
          failures.append("\(Number.self) \(x) \(name) \(y): \(observed), code \(expected.code)")
        }
      }
      return failures
    }
    let all =
      failures(Simulated<Binary16, ToNearestEven>.self) + failures(Simulated<BFloat16, ToOdd>.self)
      + failures(Simulated<TF32, TowardPositive>.self)
      + failures(Simulated<E4M3FN, TowardNegative>.self)
      + failures(Simulated<E5M2FNUZ, AwayFromZero>.self)
      + failures(Simulated<E2M1FN, ToNearestAway>.self)
      + failures(Simulated<E8M0FNU, TowardZero>.self)
      + failures(Simulated<UE5M3, TowardPositive>.self)
      + failures(Simulated<Binary64, ToNearestZero>.self)
    #expect(all.isEmpty, "\(all.prefix(10).joined(separator: "\n"))")
  }

  /// A tag's promise is kept: signed, IEEE-style, and codes that fit.
  @Test func tagsDescribeTheirFormats() {
    func check<Format: FormatTag>(_: Format.Type) {
      #expect(Format.Code.bitWidth >= Format.format.bitWidth)
      let format = Format.format
      let isIEEE =
        format.isSigned && format.hasInfinity && format.nan == .ieee && format.hasSubnormals
        && format.bias == (1 << (format.exponentWidth - 1)) - 1
      #expect((Format.self is any IEEEFormatTag.Type) == isIEEE)
      #expect((Format.self is any SignedFormatTag.Type) == format.isSigned)
    }
    let tags: [any FormatTag.Type] = [
      Binary16.self, BFloat16.self, TF32.self, Binary32.self, Binary64.self, E4M3FN.self, E5M2.self,
      E4M3FNUZ.self, E5M2FNUZ.self, E4M3B11FNUZ.self, E4M3.self, E3M4.self, E3M2FN.self,
      E2M3FN.self,
      E2M1FN.self, E8M0FNU.self, UE5M3.self,
    ]
    #expect(Set(tags.map { $0.format }) == Set(FormatCatalogue.all.map(\.format)))
    for tag in tags { check(tag) }
    enum Unsigned: SignedFormatTag {
      static let format = FloatFormat(exponentWidth: 4, precision: 4, signed: false)
    }
    enum Wide: FormatTag {
      typealias Code = UInt8
      static let format = FloatFormat(exponentWidth: 5, precision: 5)
    }
    enum Biased: IEEEFormatTag {
      static let format = FloatFormat(exponentWidth: 5, precision: 5, bias: 16)
    }
    let lies: [any FormatTag.Type] = [Unsigned.self, Wide.self, Biased.self]
    #expect(tags.allSatisfy { $0.keepsItsPromises } && !lies.contains { $0.keepsItsPromises })
  }
}
