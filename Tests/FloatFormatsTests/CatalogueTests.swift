import FloatFormats
import Foundation
import Testing

@Suite struct CatalogueTests {
  /// The limits of science.md's table of formats: name, largest, least normal, least subnormal.
  static let limits: [(String, Double, Double, Double)] = [
    ("binary16", 65504, 0x1p-14, 0x1p-24),
    ("bfloat16", 0x1.fep127, 0x1p-126, 0x1p-133),
    ("tf32", 0x1.ffcp127, 0x1p-126, 0x1p-136),
    ("binary32", 0x1.fffffep127, 0x1p-126, 0x1p-149),
    ("binary64", .greatestFiniteMagnitude, .leastNormalMagnitude, .leastNonzeroMagnitude),
    ("e4m3fn", 448, 0x1p-6, 0x1p-9),
    ("e5m2", 57344, 0x1p-14, 0x1p-16),
    ("e4m3", 240, 0x1p-6, 0x1p-9),
    ("e4m3fnuz", 240, 0x1p-7, 0x1p-10),
    ("e5m2fnuz", 57344, 0x1p-15, 0x1p-17),
    ("e4m3b11fnuz", 30, 0x1p-10, 0x1p-13),
    ("e3m4", 15.5, 0x1p-2, 0x1p-6),
    ("e3m2fn", 28, 0x1p-2, 0x1p-4),
    ("e2m3fn", 7.5, 1, 0x1p-3),
    ("e2m1fn", 6, 1, 0x1p-1),
    ("e8m0fnu", 0x1p127, 0x1p-127, 0x1p-127),
    ("binary8p3se", 49152, 0x1p-15, 0x1p-17),
    ("binary8p4se", 224, 0x1p-7, 0x1p-10),
    ("binary8p5se", 15, 0x1p-3, 0x1p-7),
  ]

  @Test(arguments: limits)
  func limitsOfFormats(name: String, largest: Double, leastNormal: Double, least: Double) throws {
    let format = try FormatCatalogue.format(named: name).format
    #expect(format.greatestFiniteMagnitude == largest)
    #expect(format.leastNormalMagnitude == leastNormal)
    #expect(format.leastNonzeroMagnitude == least)
  }

  /// Every code of every format of up to 16 bits, and samples of the others, survives a round trip.
  @Test func codesRoundTrip() throws {
    var names = FormatCatalogue.all.map(\.name)
    for bits in 3...9 { names += P3109Format.all(bitWidth: bits).map(\.name) }
    var failures: [String] = []
    for name in names {
      let format = try FormatCatalogue.format(named: name).format
      let stride = max(1, format.largestCode / 65536 | 1)
      for code in Swift.stride(from: 0, through: format.largestCode, by: Int(clamping: stride)) {
        let value = format.decode(code)
        let rounded = format.encode(value)
        let isRight =
          value.isNaN ? format.isNaN(rounded.code) : rounded.code == code && rounded.flags == []
        if !isRight && failures.count < 10 {
          failures.append("\(name) code \(code) value \(value): \(rounded)")
        }
      }
    }
    #expect(failures.isEmpty, "\(failures.joined(separator: "\n"))")
  }

  @Test(arguments: FormatAlias.all)
  func aliasesResolve(alias: FormatAlias) throws {
    #expect(try FormatCatalogue.format(named: alias.alias).name == alias.name)
  }

  @Test func customSpellings() throws {
    let fnuz = try FormatCatalogue.format(named: "e4m3:bias=8,nan=negative-zero,no-infinity")
    #expect(fnuz.format == .e4m3fnuz)
    #expect(
      try FormatCatalogue.format(named: "E4M3(bias=8, nan=negative-zero, no-infinity)").format
        == .e4m3fnuz)
    #expect(try FormatCatalogue.format(named: "e5m10").format == .binary16)
    // Bases that are no formats without their suffixes.
    let narrow = try FormatCatalogue.format(named: "e1m3:nan=none,no-infinity").format
    #expect(narrow.greatestFiniteMagnitude == 3.75 && narrow.leastNonzeroMagnitude == 0.25)
    let powers = try FormatCatalogue.format(named: "e2m0:no-infinity").format
    #expect(powers.greatestFiniteMagnitude == 2)
    let zeroless = try FormatCatalogue.format(named: "e4m3fn:no-zero").format
    #expect(!zeroless.hasZero && !zeroless.hasSubnormals)
    #expect(try FormatCatalogue.format(named: fnuz.name).format == fnuz.format)
  }

  /// Names that are refused, and what the one line must say.
  static let refused: [(String, String)] = [
    ("bfloat61", "did you mean bfloat16"), ("e8m0", "no room for infinity and NaN"),
    ("e12m3", "exponentWidth: 12 is not in 1 … 11"), ("e5m60", "precision: 61"),
    ("binary8p9se", "P: 9 is not in 1 … 7"),
    ("e4m3:bais=8", "unknown; valid: bias=N"),
    ("e5m2:bias=3,bias=4", "suffix \"bias=4\": bias is given twice"),
    ("e5m2(bias=3, bias=3)", "bias is given twice"),
    ("e5m2:no-infinity,infinity", "infinity is given twice"),
    ("e5m2:unsigned,signed", "signed is given twice"),
    ("e4m3(bias=8", "parenthesis"), ("e1m0:nan=none,infinity,unsigned", "no room"), ("", "unknown"),
    ("e4m3:overflow=clip", "valid: ieee, saturate"),
    ("e4m3:nan=negative-zero,unsigned", "needs a sign bit"),
  ]

  @Test(arguments: refused)
  func refusedNames(name: String, line: String) {
    do throws(FormatNameError) {
      let format = try FormatCatalogue.format(named: name)
      Issue.record("\(name) is \(format)")
    } catch {
      #expect(error.description.contains(line))
      #expect(!error.description.contains("\n"))
    }
  }

  @Test func beyondBinary64() {
    #expect(throws: FormatNameError.self) { try FormatCatalogue.format(named: "e11m52:bias=1022") }
    #expect(throws: FormatNameError.self) { try FormatCatalogue.format(named: "e11m52:bias=1024") }
    #expect(throws: FormatNameError.self) { try FormatCatalogue.format(named: "binary64p2se") }
  }

  @Test func json() throws {
    for row in FormatCatalogue.all {
      let data = try JSONEncoder().encode(row.format)
      #expect(try JSONDecoder().decode(FloatFormat.self, from: data) == row.format)
    }
    let short =
      #"{"exponentWidth": 3, "precision": 5, "bias": 5, "nan": "none", "infinity": false}"#
    let format = try JSONDecoder().decode(FloatFormat.self, from: Data(short.utf8))
    #expect(
      format == FloatFormat(exponentWidth: 3, precision: 5, bias: 5, nan: .none, infinity: false))
    for bad in [
      #"{"exponentWidth": 3, "precision": 5, "bais": 5}"#, #"{"precision": 5}"#,
      #"{"exponentWidth": 3, "precision": 99}"#,
    ] {
      #expect(throws: DecodingError.self) {
        try JSONDecoder().decode(FloatFormat.self, from: Data(bad.utf8))
      }
    }
  }

  @Test func roundingNames() throws {
    for mode in RoundingMode.allCases {
      #expect(try Rounding(named: mode.rawValue) == .mode(mode))
    }
    #expect(try Rounding(named: "stochastic") == .stochastic(.a, bits: 32))
    #expect(try Rounding(named: "stochastic-b:7") == .stochastic(.b, bits: 7))
    #expect(try Rounding(named: "stochastic(13)") == .stochastic(.a, bits: 13))
    #expect(throws: RoundingNameError.self) { try Rounding(named: "stochastic:61") }
    #expect(throws: RoundingNameError.self) { try Rounding(named: "stochastic:0") }
    #expect(throws: RoundingNameError.self) { try Rounding(named: "nearest-odd") }
  }
}
