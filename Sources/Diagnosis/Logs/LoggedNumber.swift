/// Numbers as logs have them.
enum LoggedNumber {
  /// The number that some bytes stand for, with its text: a number as Python or JSON writes it, in quotes or
  /// not, NaN and the infinities in any capitals, alone or as the first argument of a call
  /// (`tensor(nan, device='cuda:0')`, `np.float64(0.5)`) or in brackets; nil for anything else.
  static func parse(_ bytes: ArraySlice<UInt8>) -> (value: Double, text: String)? {
    let whole = unquoted(bytes.trimmed)
    guard whole.count <= 200 else { return nil }
    var core = whole
    for _ in 0..<3 {
      guard let last = core.last, last == UInt8(ascii: ")") || last == UInt8(ascii: "]"),
        let open = core.firstIndex(where: { $0 == UInt8(ascii: "(") || $0 == UInt8(ascii: "[") })
      else { break }
      core = core[(open + 1)...].dropLast()
      if let comma = core.firstIndex(of: UInt8(ascii: ",")) { core = core[..<comma] }
      core = core.trimmed
    }
    return value(core).map { ($0, whole.text) }
  }

  private static func unquoted(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    guard bytes.count >= 2, let first = bytes.first, first == bytes.last,
      first == UInt8(ascii: "'") || first == UInt8(ascii: "\"")
    else { return bytes }
    return bytes.dropFirst().dropLast().trimmed
  }

  private static func value(_ bytes: ArraySlice<UInt8>) -> Double? {
    guard let first = bytes.first, bytes.count <= 40 else { return nil }
    let text = bytes.text
    if (0x30...0x39).contains(first) || bytes.contains(where: { (0x30...0x39).contains($0) }) {
      // Neither hexadecimal numbers nor NaNs with a payload.
      guard bytes.allSatisfy({ isDecimal($0) }) else { return nil }
      return Double(text)
    }
    switch text.lowercased() {
    case "nan", "+nan", "-nan": return .nan
    case "inf", "+inf", "infinity", "+infinity": return .infinity
    case "-inf", "-infinity": return -.infinity
    default: return nil
    }
  }

  private static func isDecimal(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, UInt8(ascii: "."), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "e"),
      UInt8(ascii: "E"):
      true
    default: false
    }
  }
}
