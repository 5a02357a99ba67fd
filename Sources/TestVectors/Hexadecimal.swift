/// Numbers as TestFloat writes them.
enum Hexadecimal {
  /// Upper-case digits, as many as so many bits take.
  static func text(_ number: UInt64, bits: Int) -> String {
    let text = String(number, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(0, (bits + 3) / 4 - text.count)) + text
  }
}
