import FloatFormats
import FormatTesting
import Foundation
import TestVectors
import Testing

/// Implementations of every kind that a user may have.
@Suite struct ImplementationTests {
  /// The processor's own numbers keep the laws, as far as they have the operations.
  @Test func processorsOwnTypes() throws {
    let float = try Implementation(Float.self, of: .binary32).judged(.brief)
    #expect(float.holds, "\(float)")
    // glibc 2.36 gives a remainder of −0 for some positive dividends far above a tiny divisor.
    let laws = Law.all.filter { $0.name != "remainder" }
    let double = try Implementation(Double.self, of: .binary64).judged(.brief, by: laws)
    #expect(double.holds, "\(double)")
  }

  /// Float16's fused multiply-add rounds twice: through binary32 (numerics: 322.5 · −0.698 − 0.004387).
  @Test func float16FusesWithTwoRoundings() throws {
    let report = try Implementation(Float16.self, of: .binary16).judged()
    #expect(report.broken == ["fused multiply-add"], "\(report)")
  }

  @Test func simulatedTypes() throws {
    let reports = [
      try Implementation(Simulated<E4M3FN, ToNearestEven>.self).judged(.brief),
      try Implementation(Simulated<BFloat16, ToOdd>.self).judged(.brief),
      try Implementation(Simulated<E5M2FNUZ, TowardNegative>.self).judged(.brief),
    ]
    for report in reports { #expect(report.holds, "\(report)") }
    #expect(reports[1].notTested.contains("rounding to integers"))
    #expect(!reports[2].notTested.contains("rounding to integers"))
  }

  /// C functions as they are: libm's, of binary32. It has no operation besides.
  @Test func cFunctions() throws {
    let root: @convention(c) (Float) -> Float = sqrtf
    let fused: @convention(c) (Float, Float, Float) -> Float = fmaf
    func number(_ code: UInt32) -> Float { Float(bitPattern: code) }
    var library = Implementation("libm", of: .binary32)
    library.offer(.sqrt) { (a: UInt32) in root(number(a)).bitPattern }
    library.offer(.mulAdd) { (a: UInt32, b: UInt32, c: UInt32) in
      fused(number(a), number(b), number(c)).bitPattern
    }
    let report = try library.judged(.brief)
    #expect(report.holds, "\(report)")
    #expect(report.results.count { $0.cases > 0 } == 2)

    library.offer(.mulAdd) { (a: UInt32, b: UInt32, c: UInt32) in
      (number(a) * number(b) + number(c)).bitPattern
    }
    #expect(try library.judged(.brief).broken == ["fused multiply-add"])
  }

  /// A C function with the types of its codes needs no closure.
  @Test func cFunctionOfCodes() throws {
    let larger: @convention(c) (UInt8, UInt8) -> UInt8 = { max($0, $1) }
    var wrong = Implementation("larger code", of: .e5m2)
    wrong.offer(.add, larger)
    let report = try wrong.judged(.brief)
    #expect(report.broken == ["addition"], "\(report)")
  }

  /// What lacks an operation is not tested; what lacks flags is not judged by them.
  @Test func onlyWhatIsOfferedIsTested() throws {
    var encoder = Implementation("encoder", of: .e4m3fn)
    encoder.offerEncode { (x: Float) in UInt8(FloatFormat.e4m3fn.encode(x).code) }
    let report = try encoder.judged()
    #expect(report.holds, "\(report)")
    for law in ["decoding", "round trip", "addition", "flags of conversions", "stochastic: mean"] {
      #expect(report.notTested.contains(law), "\(law): \(report)")
    }
    for law in ["ties", "between neighbours", "overflow edge", "sign symmetry"] {
      #expect(!report.notTested.contains(law), "\(law): \(report)")
    }
  }

  @Test func nothingOfferedHoldsNothing() throws {
    let report = try Implementation("nothing", of: .e4m3fn).judged()
    #expect(!report.holds)
    #expect(report.notTested.count == Law.all.count)
  }

  /// A quantizer gives numbers; one that the format lacks is wrong, whatever code its bits might be.
  @Test func quantizers() throws {
    var sound = Implementation("sound", of: .e2m3fn)
    sound.offerQuantize { (x: Float) in
      Float(FloatFormat.e2m3fn.decode(FloatFormat.e2m3fn.encode(x).code))
    }
    let report = try sound.judged()
    // A quantizer of a format without NaN has some number for it; ours is that of the code.
    #expect(report.holds, "\(report)")
    var wide = Implementation("too wide", of: .e2m3fn)
    wide.offerQuantize { (x: Double) in Double(Float16(x)) }
    let other = try wide.judged()
    #expect(other.broken.contains("between neighbours"), "\(other)")
    #expect("\(other)".contains("not a value of the format"))
  }

  /// An implementation that answers too little is an error, not a result.
  @Test func missingAnswers() throws {
    var short = Implementation("short", of: .e4m3fn)
    short.offer(
      .encode, answeringAll: { questions, _ in questions.dropLast().map { _ in Answer(0) } })
    let error = #expect(throws: ImplementationError.self) { try short.judged() }
    #expect(error?.description.contains("binary64_to_e4m3fn") == true)
  }

  /// Every kind of format, other overflow policies and tininess: ours keeps the laws.
  @Test(arguments: [
    "e8m0fnu", "e2m1fn", "e3m2fn", "e4m3b11fnuz", "binary8p3se", "binary6p3sf", "binary8p1uf",
    "e4m3:no-subnormals", "e4m3:unsigned", "e2m4:bias=2,no-infinity,nan=none", "tf32", "e5m7",
    "e3m0:nan=none,no-infinity",
  ])
  func formatsOfEveryKind(name: String) throws {
    let format = try FormatCatalogue.format(named: name)
    var options = LawOptions.brief
    options.seed = 3
    for policy in OverflowPolicy.allCases {
      var implementation = Implementation(core: format, others: [])
      implementation.overflow = policy
      implementation.tininess = policy == .saturate ? .beforeRounding : .afterRounding
      let report = try implementation.judged(options)
      #expect(report.holds, "\(policy): \(report)")
    }
  }
}
