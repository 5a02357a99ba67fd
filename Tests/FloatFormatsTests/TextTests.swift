import FloatFormats
import TestSupport
import Testing

@Suite struct TextTests {
  /// Every number of 16 bits reads its own description back.
  @Test func descriptionsReadBack() {
    func check<Format: FormatTag>(_: Format.Type) -> [String] where Format.Code == UInt16 {
      (UInt16.min...UInt16.max).compactMap { code in
        let number = Simulated<Format, TowardZero>(code: code)
        if number.isNaN { return nil }
        let back = Simulated<Format, TowardZero>(number.description)
        return back?.code == code ? nil : "\(Format.self) \(String(code, radix: 16)): \(number)"
      }
    }
    let failures = check(Binary16.self) + check(BFloat16.self)
    #expect(failures.isEmpty, "\(failures.prefix(10).joined(separator: "\n"))")
    #expect(
      "\(Simulated<E5M2, ToNearestEven>(57344.0)) \(Half(0.1)) \(-Half.infinity) \(Half.nan)"
        == "57344.0 0.0999755859375 -inf nan")
  }

  /// Text of random Doubles is read as the standard library reads it.
  @Test func decimalsAsDouble() {
    var operands = SeededGenerator(seed: 7)
    var failures: [String] = []
    for _ in 0..<20_000 {
      let number = Double(bitPattern: operands.next())
      guard number.isFinite else { continue }
      for text in ["\(number)", "\(number)".replacing("e", with: "1e")] {
        let observed = ExactValue(parsing: text).map {
          FloatFormat.binary64.round(Unrounded($0)).code
        }
        if observed != Double(text)?.bitPattern && failures.count < 10 {
          failures.append("\(text): \(observed.map { Double(bitPattern: $0) } as Any)")
        }
      }
    }
    #expect(failures.isEmpty, "\(failures.joined(separator: "\n"))")
  }
}
