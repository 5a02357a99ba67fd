import FloatFormats

extension ExactValue {
  /// The exact value of a binary64 number, by its fields.
  @inline(__always)
  package init(binary64 value: Double) {
    let bits = value.bitPattern
    let isNegative = bits >> 63 == 1
    let field = Int(bits >> 52 & 0x7ff)
    let trailing = bits & 0xf_ffff_ffff_ffff
    switch field {
    case 0x7ff:
      self =
        trailing == 0
        ? .infinity(isNegative: isNegative)
        : .nan(isNegative: isNegative, isSignaling: trailing >> 51 == 0)
    case 0 where trailing == 0: self = .zero(isNegative: isNegative)
    default:
      let significand = field == 0 ? trailing : trailing | 0x10_0000_0000_0000
      self = .finite(
        BinaryValue(
          isNegative: isNegative, exponent: max(field, 1) - 1075,
          significand: UInt128(significand)))
    }
  }

  /// Whether this is a finite number other than 0.
  var isNonzeroNumber: Bool {
    if case .finite = self { true } else { false }
  }
}
