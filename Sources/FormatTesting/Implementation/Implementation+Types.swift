import FloatFormats

extension Implementation {
  /// A Swift number type, by its operators and initializers.
  ///
  /// - Parameters:
  ///   - type: the type.
  ///   - format: the format that it should be.
  ///   - mode: the mode its operators round in.
  ///   - code: the code of a number.
  ///   - number: the number of a code.
  ///   - encoding: the number that a Double becomes.
  ///   - decoding: the value of a number.
  public init<Number: FloatingPoint>(
    _ type: Number.Type, of format: NamedFormat, rounding mode: RoundingMode = .nearestEven,
    code: @escaping (Number) -> UInt64, number: @escaping (UInt64) -> Number,
    encoding: @escaping (Double) -> Number, decoding: @escaping (Number) -> Double
  ) {
    self.init("\(type)", of: format)
    modes = [mode]
    offerEncode { code(encoding($0)) }
    offerDecode { decoding(number($0)) }
    offer(.add) { code(number($0) + number($1)) }
    offer(.sub) { code(number($0) - number($1)) }
    offer(.mul) { code(number($0) * number($1)) }
    offer(.div) { code(number($0) / number($1)) }
    offer(.sqrt) { code(number($0).squareRoot()) }
    offer(.rem) { code(number($0).remainder(dividingBy: number($1))) }
    offer(.mulAdd) { code(number($2).addingProduct(number($0), number($1))) }
    offer(.eq) { number($0) == number($1) }
    offer(.lt) { number($0) < number($1) }
    offer(.le) { number($0) <= number($1) }
    // The standard library rounds to integers in most modes, not in all.
    guard let rule = mode.rule else { return }
    offer(.roundToInteger) { question, _ in
      Answer(code(number(question.operands.a).rounded(rule)))
    }
  }

  /// A Swift type that is encoded as IEEE 754's formats are, such as Float16 or one's own.
  public init<Number: BinaryFloatingPoint>(_ type: Number.Type, of format: NamedFormat)
  where Number.RawSignificand: FixedWidthInteger {
    let layout = format.format
    let trailing = UInt64(layout.trailingWidth)
    let fraction: UInt64 = (1 << trailing) - 1
    self.init(
      type, of: format,
      code: { number in
        let sign = number.sign == .minus ? layout.signMask : 0
        return sign | UInt64(number.exponentBitPattern) << trailing
          | UInt64(number.significandBitPattern)
      },
      number: { code in
        Number(
          sign: code & layout.signMask == 0 ? .plus : .minus,
          exponentBitPattern: Number.RawExponent((code & layout.magnitudeMask) >> trailing),
          significandBitPattern: Number.RawSignificand(truncatingIfNeeded: code & fraction))
      },
      encoding: { Number($0) }, decoding: { Double($0) })
  }

  /// A simulated type, by its operators: what a user of it gets.
  public init<Tag: SignedFormatTag, Mode: RoundingTag>(
    _ type: Simulated<Tag, Mode>.Type, of format: NamedFormat? = nil
  ) {
    self.init(
      type, of: format ?? NamedFormat(name: "\(Tag.self)", format: Tag.format, summary: ""),
      rounding: Mode.mode, code: { UInt64($0.code) },
      number: { Simulated<Tag, Mode>(code: Tag.Code(truncatingIfNeeded: $0)) },
      encoding: { Simulated<Tag, Mode>($0) }, decoding: { Double($0) })
  }
}

extension RoundingMode {
  /// The standard library's rule of the same meaning, for integers.
  fileprivate var rule: FloatingPointRoundingRule? {
    switch self {
    case .nearestEven: .toNearestOrEven
    case .nearestAway: .toNearestOrAwayFromZero
    case .towardZero: .towardZero
    case .towardPositive: .up
    case .towardNegative: .down
    case .awayFromZero: .awayFromZero
    case .nearestZero, .odd: nil
    }
  }
}
