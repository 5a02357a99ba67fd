import FloatFormats
import FormatTesting
import Foundation

/// Faults of decoding and of conversions; of some the peer that has it.
extension Mutant {
  static let conversions: [Mutant] = [
    Mutant("maximum 480 (cpfloat)", "decoding", .e4m3fn) {
      $0.decoding { code, right in code & 0x7F == 0x7F ? 480 : right }
    },
    Mutant("a quantizer with maximum 480", "overflow edge", .e4m3fn) {
      let wider = FloatFormat(exponentWidth: 4, precision: 4, nan: .none, infinity: false)
      $0.modes = [.nearestEven]
      $0.offerQuantize { (x: Double) in x.isNaN ? x : wider.decode(wider.encode(x).code) }
    },
    Mutant("ties away (QPyTorch, microxcaling)", "ties", .e5m2) {
      $0.encoding { _, mode in mode == .nearestEven ? .nearestAway : mode }
    },
    Mutant("ties to zero (unit-scaling)", "ties", .binary16) {
      $0.encoding { _, mode in mode == .nearestEven ? .nearestZero : mode }
    },
    Mutant("ties of subnormals away", "ties", .e4m3fn) { mutant in
      mutant.encoding { x, mode in
        x.magnitude < 0x1p-6 && mode == .nearestEven ? .nearestAway : mode
      }
    },
    Mutant("exponent by floor(log2(x))", "between neighbours", .e4m3fn) {
      $0.encoding { x, context, right in
        guard x.isFinite, x != 0, context.rounding == .towardZero else { return right }
        // One too much just below a power of two, so that the step is twice as long.
        let exponent = max(log2(x.magnitude).rounded(.down), -6)
        let step = exp2(exponent - 3)
        return FloatFormat.e4m3fn.encode((x / step).rounded(.towardZero) * step, context)
      }
    },
    Mutant("double rounding, binary64 to binary32 to the format", "between neighbours", .binary16) {
      $0.encoding { x in Double(Float(x)) }
    },
    Mutant("sticky bit dropped below the round bit", "between neighbours", .bfloat16) {
      // Seven bits of the fraction, the round bit, and nothing below it.
      $0.encoding { x in x.isNaN ? x : Double(bitPattern: x.bitPattern & ~(1 << 44 - 1)) }
    },
    Mutant("overflow wraps to zero (pychop: 70000 to 0)", "overflow edge", .binary16) {
      $0.encoding { x in x.magnitude >= 65536 && x.isFinite ? 0 : x }
    },
    Mutant("65520 stays finite (pychop)", "overflow edge", .binary16) {
      $0.encoding { x in x.magnitude == 65520 ? (x < 0 ? -65504 : 65504) : x }
    },
    Mutant("saturates instead of infinity", "overflow edge", .e5m2) {
      $0.encoding { x, context, _ in
        FloatFormat.e5m2.encode(x, RoundingContext(context.rounding, overflow: .saturateFinite))
      }
    },
    Mutant("the largest number overflows", "exact values", .bfloat16) {
      $0.encoding { x in x == 0x1.FEp127 ? .infinity : x }
    },
    Mutant("subnormals flushed", "subnormal edge", .e5m2) {
      $0.encoding { x in x.magnitude < 0x1p-14 ? (x.sign == .minus ? -0.0 : 0) : x }
    },
    Mutant(
      "half the least subnormal kept (sign tests instead of ties)", "subnormal edge", .binary16
    ) { mutant in
      mutant.encoding { x in x.magnitude == 0x1p-25 ? x * 2 : x }
    },
    Mutant("−0 lost", "special values", .binary16) { $0.encoding { x in x == 0 ? 0 : x } },
    Mutant("NaN of low payload to infinity", "special values", .binary16) {
      $0.encoding { x, _, right in
        let payload = x.bitPattern & 0xF_FFFF_FFFF_FFFF
        return x.isNaN && payload >> 42 == 0 ? Rounded(0x7C00, right.flags) : right
      }
    },
    Mutant("infinity to the largest number", "special values", .e4m3fn) {
      $0.encoding { x in x.isInfinite ? (x < 0 ? -448 : 448) : x }
    },
    Mutant("−0 of a FNUZ format reads as −0", "decoding", .e4m3fnuz) {
      $0.decoding { code, right in code == 0x80 ? -0.0 : right }
    },
    Mutant("−0 becomes a FNUZ format's NaN", "special values", .e5m2fnuz) {
      $0.encoding { x, _, right in x == 0 && x.sign == .minus ? Rounded(0x80, []) : right }
    },
    Mutant("two's complement for sign and magnitude", "order of codes", .e5m2) {
      $0.decoding { code, _ in
        FloatFormat.e5m2.decode(code < 0x80 ? code : 0x80 | (0x100 - code) & 0x7F)
      }
    },
    Mutant("one code read as its neighbour", "round trip", .e3m4) {
      $0.decoding { code, right in code == 0x35 ? FloatFormat.e3m4.decode(0x34) : right }
    },
    Mutant("binary32 truncated", "conversions from other formats", .bfloat16) {
      $0.offer(.conversionFrom(.binary32)) { question, _ in Answer(question.operands.a >> 16, []) }
    },
    Mutant("subnormals read as zero", "conversions to other formats", .binary16) {
      $0.offer(.conversionTo(.binary32)) { question, context in
        let code = question.operands.a
        let flushed = code & 0x7C00 == 0 ? code & 0x8000 : code
        let right = FloatFormat.binary32.convert(flushed, from: .binary16, context)
        return Answer(right.code, right.flags)
      }
    },
    Mutant("tininess before rounding instead of after", "flags of conversions", .binary16) {
      $0.encoding { x, context, _ in
        FloatFormat.binary16.encode(
          x, RoundingContext(context.rounding, tininess: .beforeRounding))
      }
    },
    Mutant("no inexact with overflow", "flags of conversions", .e4m3) {
      $0.encoding { _, _, right in
        Rounded(right.code, right.flags.contains(.overflow) ? .overflow : right.flags)
      }
    },
  ]
}
