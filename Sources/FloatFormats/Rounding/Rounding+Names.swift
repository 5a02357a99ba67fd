import NearestNames

/// The names of roundings, as the command line and reports have them.
extension Rounding: CustomStringConvertible {
  /// The name: a mode's (`nearest-even`), or `stochastic-a:13`, the variant and the number of random
  /// bits being part of it.
  public var description: String {
    switch self {
    case .mode(let mode): mode.rawValue
    case .stochastic(let variant, let bits): "stochastic-\(variant.rawValue):\(bits)"
    }
  }

  /// The number of random bits of a `stochastic` that does not say how many.
  public static let defaultRandomBits = 32

  /// Berkeley TestFloat's options for its modes, and which modes they are.
  public static let testFloatOptions: [(option: String, mode: RoundingMode)] = [
    ("-rnear_even", .nearestEven), ("-rminMag", .towardZero), ("-rmin", .towardNegative),
    ("-rmax", .towardPositive), ("-rnear_maxMag", .nearestAway), ("-rodd", .odd),
  ]

  /// The mode of one of TestFloat's options (`-rnear_even`, `-rminMag`, `-rmin`, `-rmax`,
  /// `-rnear_maxMag`, `-rodd`), or nil.
  public static func testFloat(option: String) -> Rounding? {
    testFloatOptions.first { $0.option == option }.map { .mode($0.mode) }
  }

  /// The rounding with this name: a mode's, or `stochastic[-a|-b|-c][:BITS]`; a bare `stochastic` is
  /// variant A with 32 bits. Parentheses may take the colon's place: `stochastic(13)`.
  ///
  /// - Throws: ``RoundingNameError`` with the nearest names, or the valid number of bits.
  public init(named name: String) throws(RoundingNameError) {
    if let mode = RoundingMode(rawValue: name) {
      self = .mode(mode)
      return
    }
    var text = name
    if text.hasSuffix(")"), let open = text.firstIndex(of: "(") {
      text.removeLast()
      text.replaceSubrange(open...open, with: ":")
    }
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    let variants: [String: StochasticVariant] = [
      "stochastic": .a, "stochastic-a": .a, "stochastic-b": .b, "stochastic-c": .c,
    ]
    guard let variant = variants[String(parts[0])] else {
      let known = RoundingMode.allCases.map(\.rawValue) + variants.keys.sorted()
      let error = UnknownNameError(kind: "rounding", name: name, among: known, valid: known)
      throw RoundingNameError(name: name, reason: "unknown\(error.advice)")
    }
    var bits = Self.defaultRandomBits
    if parts.count == 2 {
      guard let given = Int(parts[1]), (1...Self.maximumRandomBits).contains(given) else {
        throw RoundingNameError(
          name: name,
          reason: "\"\(parts[1])\" is not a number of random bits, 1 … \(Self.maximumRandomBits)")
      }
      bits = given
    }
    self = .stochastic(variant, bits: bits)
  }
}

/// Why a name is not a rounding's: one line that names it and what would be valid.
public struct RoundingNameError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The name that was asked for.
  public let name: String
  /// What is wrong with it.
  public let reason: String

  /// `rounding "NAME": reason`.
  public var description: String { "rounding \"\(name)\": \(reason)" }
}
