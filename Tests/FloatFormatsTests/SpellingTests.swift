import FloatFormats
import Testing

/// A format's own spelling.
@Suite struct SpellingTests {
  static let formats: [FloatFormat] =
    FormatCatalogue.all.map(\.format)
    + (3...8).flatMap { bits in
      (1..<bits).flatMap { precision in
        ["se", "sf", "ue", "uf"].compactMap {
          try? FormatCatalogue.format(named: "binary\(bits)p\(precision)\($0)").format
        }
      }
    }
    + NaNEncoding.allCases.flatMap { nan in
      OverflowPolicy.allCases.flatMap { overflow in
        NaNSubstitute.allCases.flatMap { substitute in
          TieRule.allCases.flatMap { ties in
            [(true, true), (true, false), (false, false)].compactMap { zero, subnormals in
              try? FloatFormat.validated(
                exponentWidth: 4, precision: 5, bias: -3, signed: nan != .maximum, nan: nan,
                infinity: subnormals, zero: zero, subnormals: subnormals, overflow: overflow,
                ties: ties, nanSubstitute: substitute)
            }
          }
        }
      }
    }

  @Test func everySpellingReadsBack() {
    var wrong: [String] = []
    for format in Self.formats {
      let read = try? FormatCatalogue.format(named: format.spelling).format
      if read != format { wrong.append("\(format.spelling): \(String(describing: read))") }
    }
    #expect(wrong.isEmpty, "\(wrong)")
    #expect(Self.formats.count > 350)
  }

  @Test(arguments: [
    (FloatFormat.binary16, "e5m10"), (.e4m3, "e4m3"), (.e4m3fn, "e4m3(nan=maximum,no-infinity)"),
    (.e4m3fnuz, "e4m3(bias=8,nan=negative-zero,no-infinity)"),
    (.e8m0fnu, "e8m0(unsigned,nan=maximum,no-infinity,no-zero,ties=up)"),
  ])
  func spellings(format: FloatFormat, spelling: String) {
    #expect(format.spelling == spelling)
  }
}
