import FloatFormats
import Reference
import Testing

/// Expects the judge's verdict on what it examined last to be this code with these flags.
func check(
  _ judge: Judge, _ what: String, _ context: RoundingContext, random: UInt64 = 0, _ code: UInt64,
  _ flags: ExceptionFlags, isNaN: Bool = false, at location: SourceLocation = #_sourceLocation
) {
  let verdict = judge.verdict(context, randomBits: random)
  let isRight = verdict.flags == flags && verdict.isNaN == isNaN && (isNaN || verdict.code == code)
  #expect(
    isRight,
    """
    \(what) \(context.rounding): expected \(isNaN ? "nan" : hex(code)) \(flags), \
    judged \(hex(verdict.code)) \(verdict.flags)
    """,
    sourceLocation: location)
}

/// The same to nearest even, with the format's own overflow policy and tininess after rounding.
func check(
  _ judge: Judge, _ what: String, _ code: UInt64, _ flags: ExceptionFlags, isNaN: Bool = false,
  at location: SourceLocation = #_sourceLocation
) {
  check(judge, what, RoundingContext(), code, flags, isNaN: isNaN, at: location)
}
