import ArbitraryPrecision
import FloatFormats

/// What `show` says of a format.
enum FormatPage {
  /// Limits, special codes, rules, what is left open, and a code table of up to 8 bits.
  static func text(_ named: NamedFormat) -> String {
    let format = named.format
    var text = "\(named.name): \(named.summary)\n"
    let aliases = FormatAlias.all.filter { $0.name == named.name }
    if !aliases.isEmpty {
      text += Help.wrap(
        "also: " + aliases.map { "\($0.alias) (\($0.ecosystem))" }.joined(separator: ", "),
        indent: 0)
    }
    text += "\n" + fields(format)
    for (index, note) in named.unspecified.enumerated() {
      text += (index == 0 ? "\nunspecified\n" : "") + Help.wrap(note, indent: 2)
    }
    if P3109Format(name: named.name) != nil { text += "\n" + projection }
    if format.bitWidth <= 8 { text += "\n" + codeTable(format) }
    return text
  }

  /// What P3109's names are here.
  private static var projection: String {
    var table = TextTable([.left, .left])
    for mode in RoundingMode.allCases {
      if let name = Rounding.mode(mode).p3109Name { table.append([name, mode.rawValue]) }
    }
    for variant in StochasticVariant.allCases {
      let name = Rounding.stochastic(variant, bits: 1).p3109Name?.prefix { $0 != "(" } ?? ""
      table.append([String(name), "stochastic-\(variant.rawValue):BITS"])
    }
    for saturation in P3109Saturation.allCases {
      let policy: OverflowPolicy =
        switch saturation {
        case .satFinite: .saturate
        case .satPropagate: .saturateFinite
        case .satNone: .ieee
        }
      table.append([saturation.rawValue, "overflow \(policy.rawValue)"])
    }
    return "P3109's names\n" + table.text(indent: 2)
      + Help.wrap(
        "but for ToOdd of what is too large, numbers below an unsigned format's 0 and infinities that a format has "
          + "not: there P3109Projection has the draft's own rules",
        indent: 2)
  }

  private static func fields(_ format: FloatFormat) -> String {
    var table = TextTable([.left, .left, .left, .left])
    let sign = format.isSigned ? "1 sign, " : "no sign, "
    table.append([
      "bits",
      "\(format.bitWidth): \(sign)\(format.exponentWidth) exponent, "
        + "\(format.trailingWidth) trailing significand",
    ])
    table.append(["precision", "\(format.precision)"])
    table.append(["bias", "\(format.bias)"])
    table.append(["exponents", "\(format.minimumExponent) … \(format.maximumExponent)"])
    var text = table.text()

    table = TextTable([.left, .left, .left, .left])
    for (label, code) in limits(format) {
      let value = format.decode(code)
      table.append([
        label, hex(code, format), ShortNumber.text(value), ShortNumber.powerForm(value),
      ])
    }
    text += "\n" + table.text()

    table = TextTable([.left, .left])
    for (label, codes) in specials(format) { table.append([label, codes]) }
    table.append(["overflow", "\(format.overflow.rawValue): \(overflow(format))"])
    table.append([
      "ties", format.ties == .evenCode ? "to the even code" : "up, to the larger magnitude",
    ])
    if format.nan == .none { table.append(["NaN input", nanSubstitute(format)]) }
    return text + "\n" + table.text()
  }

  /// The names and codes of the least and largest values.
  private static func limits(_ format: FloatFormat) -> [(String, UInt64)] {
    var rows = [("largest", format.largestFiniteCode)]
    if let one = format.oneCode { rows.append(("one", one)) }
    rows.append(("least normal", format.leastNormalCode))
    if format.leastPositiveCode != format.leastNormalCode {
      rows.append(("least subnormal", format.leastPositiveCode))
    }
    return rows
  }

  private static func specials(_ format: FloatFormat) -> [(String, String)] {
    func hex(_ code: UInt64) -> String { Self.hex(code, format) }
    let zero =
      !format.hasZero
      ? "none"
      : format.hasNegativeZero ? "\(hex(0)), −0 at \(hex(format.signMask))" : "\(hex(0)), no −0"
    var infinity = "none"
    if let code = format.infinityCode {
      infinity = hex(code) + (format.isSigned ? ", −∞ at \(hex(code | format.signMask))" : "")
    }
    return [
      ("zero", zero), ("infinity", infinity), ("NaN", nan(format)),
      ("subnormals", format.hasSubnormals ? "yes" : "no"),
    ]
  }

  private static func nan(_ format: FloatFormat) -> String {
    guard let code = format.nanCode else { return "none" }
    let negative = format.isSigned && format.nan != .negativeZero
    let canonical =
      hex(code, format) + (negative ? ", with sign \(hex(code | format.signMask, format))" : "")
    guard format.nan == .ieee else { return canonical }
    let first = (format.infinityCode ?? format.largestFiniteCode) + 1
    let last = format.magnitudeMask
    return first == last
      ? canonical
      : canonical + "; \(hex(first, format)) … \(hex(last, format)) are all NaN"
        + (format.isSignaling(first) ? ", those below \(hex(code, format)) signalling" : "")
  }

  private static func overflow(_ format: FloatFormat) -> String {
    let noInfinity =
      format.hasInfinity ? "infinity" : format.nanCode == nil ? "the largest number" : "NaN"
    return switch format.overflow {
    case .ieee: "\(noInfinity), or the largest number where the mode points back to zero"
    case .saturate: "the largest number, also for an infinity"
    case .saturateFinite: "the largest number; infinities stay"
    case .nan: format.nanCode == nil ? "the largest number" : "NaN"
    }
  }

  private static func nanSubstitute(_ format: FloatFormat) -> String {
    switch format.nanSubstitute {
    case .zero: "becomes 0, and invalid is raised"
    case .zeroOfOppositeSign: "becomes the zero of opposite sign, and invalid is raised"
    case .largest: "becomes the largest number with its sign, and invalid is raised"
    }
  }

  /// The values of the codes, eight a line; of a signed format those without the sign.
  private static func codeTable(_ format: FloatFormat) -> String {
    let perLine: UInt64 = 8
    var table = TextTable([.left] + Array(repeating: .right, count: Int(perLine)))
    table.append(["code"] + (0..<perLine).map { "+\($0)" })
    for start in stride(from: 0, through: format.magnitudeMask, by: Int(perLine)) {
      let codes = start...min(start + perLine - 1, format.magnitudeMask)
      table.append([hex(start, format)] + codes.map { ShortNumber.text(format.decode($0)) })
    }
    var text = "codes and values\n" + table.text(indent: 2)
    if format.isSigned {
      let zero =
        format.nan == .negativeZero ? "NaN" : format.hasNegativeZero ? "−0" : "a number as others"
      text +=
        "  \(hex(format.signMask, format)) is \(zero); the codes above it are those above "
        + "\(hex(0, format)) with sign −\n"
    }
    return text
  }

  static func hex(_ code: UInt64, _ format: FloatFormat) -> String {
    let digits = String(code, radix: 16)
    return "0x" + String(repeating: "0", count: (format.bitWidth + 3) / 4 - digits.count) + digits
  }
}
