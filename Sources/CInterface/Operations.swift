import CGradual
import FloatFormats

/// As `gradual.h` declares it.
@c @implementation
public func gradual_encode(
  _ format: Int32, _ value: Double, _ context: Int32, _ random: UInt64,
  _ flags: UnsafeMutablePointer<UInt32>!
) -> UInt64 {
  operation(flags) { () throws(CallError) in
    try CInterface.format(format).encode(
      value, try CInterface.context(context), randomBits: random)
  }
}

/// As `gradual.h` declares it.
@c @implementation
public func gradual_decode(_ format: Int32, _ code: UInt64) -> Double {
  do throws(CallError) {
    let format = try CInterface.format(format)
    return format.decode(try checked(code, format, "code"))
  } catch {
    error.tell()
    return .nan
  }
}

/// As `gradual.h` declares it.
@c @implementation
public func gradual_round(
  _ format: Int32, _ value: Double, _ context: Int32, _ random: UInt64,
  _ flags: UnsafeMutablePointer<UInt32>!
) -> Double {
  var raised: UInt32 = 0
  let code = gradual_encode(format, value, context, random, &raised)
  flags?.pointee = raised
  return raised == UInt32(GRADUAL_ERROR) ? .nan : gradual_decode(format, code)
}

/// As `gradual.h` declares it.
@c @implementation
public func gradual_convert(
  _ from: Int32, _ code: UInt64, _ to: Int32, _ context: Int32, _ random: UInt64,
  _ flags: UnsafeMutablePointer<UInt32>!
) -> UInt64 {
  operation(flags) { () throws(CallError) in
    let source = try CInterface.format(from)
    return try CInterface.format(to).convert(
      try checked(code, source, "code"), from: source, try CInterface.context(context),
      randomBits: random)
  }
}

/// As `gradual.h` declares it.
@c @implementation
public func gradual_add(
  _ format: Int32, _ a: UInt64, _ b: UInt64, _ context: Int32, _ random: UInt64,
  _ flags: UnsafeMutablePointer<UInt32>!
) -> UInt64 {
  operation(flags, format, a, b, context) { $0.add($1, $2, $3, randomBits: random) }
}

/// As `gradual.h` declares it.
@c @implementation
public func gradual_sub(
  _ format: Int32, _ a: UInt64, _ b: UInt64, _ context: Int32, _ random: UInt64,
  _ flags: UnsafeMutablePointer<UInt32>!
) -> UInt64 {
  operation(flags, format, a, b, context) { $0.subtract($1, $2, $3, randomBits: random) }
}

/// As `gradual.h` declares it.
@c @implementation
public func gradual_mul(
  _ format: Int32, _ a: UInt64, _ b: UInt64, _ context: Int32, _ random: UInt64,
  _ flags: UnsafeMutablePointer<UInt32>!
) -> UInt64 {
  operation(flags, format, a, b, context) { $0.multiply($1, $2, $3, randomBits: random) }
}

/// As `gradual.h` declares it.
@c @implementation
public func gradual_div(
  _ format: Int32, _ a: UInt64, _ b: UInt64, _ context: Int32, _ random: UInt64,
  _ flags: UnsafeMutablePointer<UInt32>!
) -> UInt64 {
  operation(flags, format, a, b, context) { $0.divide($1, $2, $3, randomBits: random) }
}

/// As `gradual.h` declares it.
@c @implementation
public func gradual_sqrt(
  _ format: Int32, _ a: UInt64, _ context: Int32, _ random: UInt64,
  _ flags: UnsafeMutablePointer<UInt32>!
) -> UInt64 {
  operation(flags, format, a, 0, context) { $0.squareRoot($1, $3, randomBits: random) }
}

/// As `gradual.h` declares it.
@c @implementation
public func gradual_fma(
  _ format: Int32, _ a: UInt64, _ b: UInt64, _ c: UInt64, _ context: Int32, _ random: UInt64,
  _ flags: UnsafeMutablePointer<UInt32>!
) -> UInt64 {
  gradual_mixed_fma(format, a, format, b, format, c, context, random, flags)
}

/// As `gradual.h` declares it.
@c @implementation
public func gradual_mixed_fma(
  _ aFormat: Int32, _ a: UInt64, _ bFormat: Int32, _ b: UInt64, _ cFormat: Int32, _ c: UInt64,
  _ context: Int32, _ random: UInt64, _ flags: UnsafeMutablePointer<UInt32>!
) -> UInt64 {
  operation(flags) { () throws(CallError) in
    func operand(_ code: UInt64, _ format: FloatFormat, _ name: String) throws(CallError)
      -> ExactValue
    {
      format.unpack(try checked(code, format, name))
    }
    let target = try CInterface.format(cFormat)
    let sum = ExactArithmetic.fusedMultiplyAdd(
      try operand(a, try CInterface.format(aFormat), "a"),
      try operand(b, try CInterface.format(bFormat), "b"), try operand(c, target, "c"))
    return target.round(sum, try CInterface.context(context), randomBits: random)
  }
}

/// A call that computes a rounded number.
private func operation(
  _ flags: UnsafeMutablePointer<UInt32>?, _ compute: () throws(CallError) -> Rounded
) -> UInt64 {
  outcome(flags) { () throws(CallError) in
    let rounded = try compute()
    return (rounded.code, UInt32(rounded.flags.rawValue))
  }
}

/// A call with two operands of one format.
private func operation(
  _ flags: UnsafeMutablePointer<UInt32>?, _ format: Int32, _ a: UInt64, _ b: UInt64,
  _ context: Int32, _ compute: (FloatFormat, UInt64, UInt64, RoundingContext) -> Rounded
) -> UInt64 {
  operation(flags) { () throws(CallError) in
    let format = try CInterface.format(format)
    return compute(
      format, try checked(a, format, "a"), try checked(b, format, "b"),
      try CInterface.context(context))
  }
}
