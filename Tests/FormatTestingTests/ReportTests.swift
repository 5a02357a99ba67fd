import FloatFormats
import FormatTesting
import JSON
import TestVectors
import Testing

/// What a report says, and what it leaves open.
@Suite struct ReportTests {
  private func law(_ name: String) throws -> Law {
    try #require(Law.all.first { $0.name == name })
  }

  /// Ties away, nearest-even only: the failures of the 126 ties between numbers of e4m3fn of one sign that
  /// should go down are counted, and shown with operand, expected and observed.
  @Test func textOfAFailure() throws {
    var faulty = Implementation("faulty", of: .e4m3fn)
    faulty.offerEncode { (x: Double) in
      UInt8(FloatFormat.e4m3fn.encode(x, RoundingContext(.nearestAway)).code)
    }
    let report = try faulty.judged(by: [law("ties"), law("decoding")])
    #expect(
      report.description == """
        faulty, e4m3fn: 1 law is broken, 0 hold, 1 not tested

        law   cases  result
        ties    252  126 wrong

        ties: a number halfway between two neighbours becomes the one that the mode says
          (IEEE 754-2019, 4.3.1; OCP OFP8 1.0, conversions)
          126  one ulp, nearest-even
          binary64_to_e4m3fn, nearest-even: one ulp
            operand   C079000000000000  -400.0
            expected  FC                -384.0  inexact
            observed  FD                -416.0
          binary64_to_e4m3fn, nearest-even: one ulp
            operand   C075000000000000  -336.0
            expected  FA                -320.0  inexact
            observed  FB                -352.0
          binary64_to_e4m3fn, nearest-even: one ulp
            operand   C071000000000000  -272.0
            expected  F8                -256.0  inexact
            observed  F9                -288.0

        not tested: decoding: needs conversion to binary64 or conversion to binary32

        """)
  }

  @Test func json() throws {
    var faulty = Implementation("faulty", of: .e4m3fn)
    faulty.offerEncode { (_: Double) in UInt8(0x7F) }
    let report = try faulty.judged(by: [law("exact values"), law("decoding")])
    let json = try JSONValue(parsing: Array(report.json.canonicalText.utf8))
    #expect(json["holds"] == .bool(false))
    #expect(json["format"] == "e4m3fn")
    let laws = try #require(json["laws"]?.array)
    // 254 codes are finite numbers.
    #expect(laws[0]["result"] == "broken")
    #expect(laws[0]["cases"] == 254 && laws[0]["wrong"] == 254)
    #expect(laws[0]["classes"]?.array?.first?["class"] == "NaN in one only, nearest-even")
    let failure = try #require(laws[0]["failures"]?.array?.first)
    #expect(failure["function"] == "binary64_to_e4m3fn")
    #expect(failure["numbers"]?.array?.last?["value"] == "nan")
    #expect(laws[1]["result"] == "not tested")
    #expect(laws[1]["reason"] == "needs conversion to binary64 or conversion to binary32")
  }

  /// Each class of failures is shown before a second failure of any is.
  @Test func failuresOfDifferentClasses() throws {
    var faulty = Implementation("faulty", of: .e5m2)
    faulty.modes = [.nearestEven, .towardZero]
    faulty.offer(.encode) { question, context in
      let right = FloatFormat.e5m2.encode(Double(bitPattern: question.operands.a), context)
      let wrong = context.rounding == .towardZero && right.code == 0 ? 0x7F : right.code &+ 1
      return Answer(wrong & 0xFF)
    }
    let report = try faulty.judged(by: [law("exact values")])
    let classes = report.results[0].classes.map(\.class.text)
    let shown = Set(report.results[0].failures.map { "\($0.difference), \($0.rounding ?? .odd)" })
    #expect(classes.count >= 3, "\(classes)")
    #expect(shown.count == 3, "\(shown)")
  }

  /// Where the standard is silent, what others do is counted and breaks nothing; next to it, it does.
  @Test func unspecified() throws {
    // Hardware that saturates in every mode but nearest-even.
    var hardware = Implementation("hardware", of: .e4m3fn)
    hardware.modes = RoundingMode.allCases
    hardware.offer(.encode) { question, context in
      let policy: OverflowPolicy = context.rounding == .nearestEven ? .ieee : .saturateFinite
      let answer = FloatFormat.e4m3fn.encode(
        Double(bitPattern: question.operands.a), RoundingContext(context.rounding, overflow: policy)
      )
      return Answer(answer.code)
    }
    let report = try hardware.judged(by: [law("overflow edge"), law("between neighbours")])
    #expect(report.holds, "\(report)")
    #expect(report.results[0].unspecified > 100)
    #expect(report.description.contains("unspecified: only roundTiesToEven is defined"))
    #expect(report.results[1].unspecified == 0)

    // The same of a format whose standard says what happens.
    var other = Implementation("hardware", of: .e4m3)
    other.modes = RoundingMode.allCases
    other.offer(.encode) { question, context in
      let policy: OverflowPolicy = context.rounding == .nearestEven ? .ieee : .saturateFinite
      let answer = FloatFormat.e4m3.encode(
        Double(bitPattern: question.operands.a), RoundingContext(context.rounding, overflow: policy)
      )
      return Answer(answer.code)
    }
    #expect(try other.judged(by: [law("overflow edge")]).broken == ["overflow edge"])
  }

  /// Scales by floor(log2), as OCP's example makes them, instead of the nearer power.
  @Test func scalesRoundedDown() throws {
    var scales = Implementation("floor(log2)", of: .e8m0fnu)
    scales.offerEncode { (x: Double) in
      UInt8(FloatFormat.e8m0fnu.encode(x, RoundingContext(.towardZero)).code)
    }
    let report = try scales.judged()
    #expect(report.holds, "\(report)")
    let between = report.results.first { $0.law.name == "between neighbours" }
    #expect((between?.unspecified ?? 0) > 500)
  }

  /// The same seed, the same report; another seed asks other questions of a wide format.
  @Test func seeds() throws {
    let law = try law("addition")
    var options = LawOptions()
    options.sampledOperands = 20_000
    var asked: [[Question]] = []
    for seed: UInt64 in [1, 1, 2] {
      options.seed = seed
      var recorder = Implementation("recorder", of: .binary16)
      var questions: [Question] = []
      recorder.offer(.arithmetic(.add)) { question, context in
        questions.append(question)
        return Answer(
          FloatFormat.binary16.add(question.operands.a, question.operands.b, context).code)
      }
      #expect(try recorder.judged(options, by: [law]).holds)
      asked.append(questions)
    }
    #expect(asked[0].count == 20_000)
    #expect(asked[0] == asked[1])
    #expect(asked[0] != asked[2])
  }

  /// A law says what it is and where it stands.
  @Test func lawsAreDescribed() {
    for law in Law.all {
      #expect(!law.statement.isEmpty && !law.reference.isEmpty, "\(law.name)")
      #expect(law.name.count <= 34, "\(law.name)")
    }
    #expect(Set(Law.all.map(\.name)).count == Law.all.count)
  }
}
