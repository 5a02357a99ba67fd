import FloatFormats
import FormatTesting
import TestVectors

/// Faults of operations.
extension Mutant {
  static let arithmetic: [Mutant] = [
    Mutant("subnormal operands read as zero", "addition", .e5m2) {
      let flush = { (code: UInt64) in code & 0x7C == 0 ? code & 0x80 : code }
      $0.computing(.add) { a, b, context, _ in
        FloatFormat.e5m2.add(flush(a), flush(b), context)
      }
    },
    Mutant("x − x is +0 toward −∞", "subtraction", .binary16) {
      $0.computing(.sub) { a, b, _, right in
        a == b && right.code == 0x8000 ? Rounded(0, right.flags) : right
      }
    },
    Mutant("products are cut", "multiplication", .bfloat16) {
      $0.computing(.mul) { a, b, context, right in
        context.rounding == .nearestEven
          ? FloatFormat.bfloat16.multiply(a, b, RoundingContext(.towardZero)) : right
      }
    },
    Mutant("division by the reciprocal", "division", .binary16) {
      $0.computing(.div) { a, b, context, right in
        guard context.rounding == .nearestEven else { return right }
        let format = FloatFormat.binary16
        return format.multiply(a, format.divide(0x3C00, b).code)
      }
    },
    Mutant("the root of −0 is NaN", "square root", .e5m2) {
      $0.computing(.sqrt) { a, _, _, right in a == 0x80 ? Rounded(0x7E, .invalid) : right }
    },
    Mutant("the remainder is C's fmod", "remainder", .e4m3fn) {
      $0.computing(.rem) { a, b, context, _ in
        FloatFormat.e4m3fn.truncatingRemainder(a, b, context)
      }
    },
    Mutant("the product of a multiply-add is rounded", "fused multiply-add", .e4m3fn) {
      $0.fusing { a, b, c, context in
        let format = FloatFormat.e4m3fn
        return format.add(format.multiply(a, b, context).code, c, context)
      }
    },
    Mutant("a multiply-add through binary64", "fused multiply-add", .bfloat16) {
      $0.fusing { a, b, c, context in
        let format = FloatFormat.bfloat16
        return format.encode(format.decode(a) * format.decode(b) + format.decode(c), context)
      }
    },
    Mutant("the second operand's NaN is overlooked", "commutativity", .binary16) {
      $0.computing(.add) { a, b, _, right in
        let isOverlooked = FloatFormat.binary16.isNaN(b) && !FloatFormat.binary16.isNaN(a)
        return isOverlooked ? Rounded(a, []) : right
      }
    },
    Mutant("differences are flushed", "Sterbenz differences", .binary16) {
      $0.computing(.sub) { _, _, _, right in
        right.code & 0x7C00 == 0 ? Rounded(right.code & 0x8000, right.flags) : right
      }
    },
    Mutant("NaN is less than everything", "comparisons", .e4m3fn) {
      $0.offer(.comparison(.lt)) { question, _ in
        let (a, b) = (question.operands.a, question.operands.b)
        let format = FloatFormat.e4m3fn
        return Answer(format.isNaN(a) || format.decode(a) < format.decode(b) ? 1 : 0)
      }
    },
    Mutant("comparison of codes as integers", "comparisons", .e5m2) {
      $0.offer(.le) { (a: UInt8, b: UInt8) in Int8(bitPattern: a) <= Int8(bitPattern: b) }
    },
    Mutant("integers by adding a half", "rounding to integers", .binary16) {
      $0.offer(.roundToInteger) { question, context in
        guard case .mode(let mode) = context.rounding else { return Answer(0) }
        let wrong = mode == .nearestEven ? RoundingMode.nearestAway : mode
        return Answer(FloatFormat.binary16.integral(question.operands.a, wrong).code)
      }
    },
    Mutant("division by zero is not signalled", "flags of arithmetic", .e4m3fn) {
      $0.computing(.div) { _, _, _, right in
        Rounded(right.code, right.flags.subtracting(.divisionByZero))
      }
    },
    Mutant("0 · ∞ is not invalid", "flags of arithmetic", .bfloat16) {
      $0.computing(.mul) { _, _, _, right in
        Rounded(right.code, right.flags.subtracting(.invalid))
      }
    },
  ]
}
