import FloatFormats
import FormatTesting

/// Faults that show when several roundings are compared.
extension Mutant {
  static let relations: [Mutant] = [
    Mutant("directed modes swapped for negatives", "directed modes enclose", .e4m3fn) {
      $0.encoding { x, mode in
        guard x < 0 else { return mode }
        switch mode {
        case .towardPositive: return .towardNegative
        case .towardNegative: return .towardPositive
        default: return mode
        }
      }
    },
    Mutant("ties up: floor(x + 1/2)", "sign symmetry", .e5m2) {
      $0.encoding { x, mode in
        guard mode == .nearestAway else { return mode }
        return x > 0 ? .nearestAway : .nearestZero
      }
    },
    Mutant("to odd moves exact values", "exact values", .bfloat16) {
      $0.encoding { x, context, right in
        guard context.rounding == .odd, x.isFinite, x != 0, right.code & 1 == 0 else {
          return right
        }
        return Rounded(right.code | 1, right.flags)
      }
    },
    Mutant("away from zero adds a step to everything", "idempotence", .e4m3) {
      $0.encoding { x, context, right in
        guard context.rounding == .awayFromZero, right.flags == [], x.isFinite, x != 0,
          right.code & 0x7F < 0x77
        else { return right }
        return Rounded(right.code + 1, [])
      }
    },
    Mutant("the carry into the exponent is lost", "monotonicity", .binary16) {
      $0.encoding { x, _, right in
        let isCarried =
          x.isFinite && x.magnitude < FloatFormat.binary16.decode(right.code).magnitude
        let isPower = right.code & 0x3FF == 0 && right.code & 0x7C00 != 0
        guard isCarried, isPower else { return right }
        return Rounded(right.code - 0x400, right.flags)
      }
    },
  ]

  static let stochastic: [Mutant] = [
    Mutant("stochastic rounding moves exact values", "stochastic: one of two neighbours", .e4m3fn) {
      $0.encoding { x, context, right in
        let isMoved =
          context.rounding.randomBitCount > 0 && right.flags == [] && x > 0 && x.magnitude < 1
        return isMoved ? Rounded(right.code + 1, right.flags) : right
      }
    },
    Mutant("stochastic rounding goes up too often", "stochastic: mean", .e4m3fn) {
      $0.offer(.encode) { question, context in
        let bits = context.rounding.randomBitCount
        let random = bits > 0 ? question.randomBits | 1 << UInt64(bits - 1) : 0
        let right = FloatFormat.e4m3fn.convert(
          question.operands.a, from: .binary64, context, randomBits: random)
        return Answer(right.code, right.flags)
      }
    },
    Mutant("the same random number for every rounding", "stochastic: rule", .e5m2) {
      $0.offer(.encode) { question, context in
        let right = FloatFormat.e5m2.convert(
          question.operands.a, from: .binary64, context, randomBits: 77)
        return Answer(right.code, right.flags)
      }
    },
  ]
}
