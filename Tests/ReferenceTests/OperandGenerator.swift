import FloatFormats
import TestSupport

/// Operands that meet the hard cases of a format far more often than chance would: ties, subnormal
/// results, the overflow edge, cancellation, special codes.
struct OperandGenerator {
  private let format: FloatFormat
  private var generator: SeededGenerator
  private let trailing: Int
  private let fields: Int

  init(_ format: FloatFormat, seed: UInt64) {
    self.format = format
    generator = SeededGenerator(seed: seed)
    trailing = format.precision - 1
    fields = 1 << format.exponentWidth
  }

  /// Two operands.
  mutating func pair() -> (UInt64, UInt64) {
    let a = code(field: uniformField(), isShort: false)
    switch generator.next() % 10 {
    case 0: return (uniformCode(), uniformCode())
    case 1:  // close to each other, or to each other's opposite
      return (a, flip(a &+ generator.next() % 7 &- 3))
    case 2:  // the smaller addend reaches just below the last place of the greater
      return (a, code(field: field(a) - format.precision + spread(3), isShort: true))
    case 3:
      return (a, code(field: format.bias - field(a) + spread(format.precision), isShort: true))
    case 4: return (a, code(field: format.bias - field(a) + fields - 2 + spread(2), isShort: true))
    case 5:
      return (a, code(field: field(a) + format.bias + spread(format.precision), isShort: true))
    case 6: return (a, code(field: field(a) + format.bias - fields + 2 + spread(2), isShort: false))
    case 7:  // both huge, or both tiny
      let edge = generator.next() % 2 == 0 ? fields - 2 : 1
      return (
        code(field: edge + spread(1), isShort: true), code(field: edge + spread(2), isShort: false)
      )
    case 8:  // few significant bits: products and quotients that are exact or ties
      return (
        code(field: uniformField(), isShort: true), code(field: uniformField(), isShort: true)
      )
    default: return (special(), uniformCode())
    }
  }

  /// A third operand for a · b + c, given the code of about a · b.
  mutating func addend(product: UInt64) -> UInt64 {
    switch generator.next() % 6 {
    case 0: uniformCode()
    case 1: flip(product &+ generator.next() % 5 &- 2)
    case 2: code(field: field(product) - format.precision + spread(3), isShort: true)
    case 3: code(field: field(product) + format.precision + spread(3), isShort: true)
    case 4: code(field: field(product) + spread(2), isShort: false)
    default: special()
    }
  }

  /// Any code.
  mutating func uniformCode() -> UInt64 { generator.next() & format.largestCode }

  private mutating func uniformField() -> Int { Int(generator.next() % UInt64(fields)) }

  private mutating func spread(_ width: Int) -> Int {
    Int(generator.next() % UInt64(2 * width + 1)) - width
  }

  private mutating func flip(_ code: UInt64) -> UInt64 {
    code & format.magnitudeMask | generator.next() & format.signMask
  }

  private func field(_ code: UInt64) -> Int {
    Int((code & format.magnitudeMask) >> UInt64(trailing))
  }

  /// A code with this exponent field, as far as there is such a field; a short one has at most three
  /// leading trailing bits and one low bit set.
  private mutating func code(field: Int, isShort: Bool) -> UInt64 {
    let clamped = UInt64(min(max(field, 0), fields - 1))
    var bits = generator.next() & ((1 << UInt64(trailing)) - 1)
    if isShort && trailing > 3 {
      bits &= 7 << UInt64(trailing - 3)
      if generator.next() % 2 == 0 { bits |= 1 << (generator.next() % UInt64(trailing)) }
    }
    return flip(clamped << UInt64(trailing) | bits)
  }

  /// Zeros, the limits and their neighbours, infinities, NaNs, one.
  private mutating func special() -> UInt64 {
    let near = [0, format.leastPositiveCode, format.leastNormalCode, format.largestFiniteCode]
    let magnitudes = near.flatMap { [$0, $0 &+ 1, $0 &- 1] } + [format.oneCode ?? 0]
    return flip(magnitudes[Int(generator.next() % UInt64(magnitudes.count))])
  }
}
