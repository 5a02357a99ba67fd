import CGradual
import FloatFormats
import FormatFiles

/// Formats by their handles.
let formats = HandleTable<FloatFormat>()

/// Ways of rounding by their handles.
private let contexts = HandleTable<RoundingContext>()

/// The format of a handle.
func format(_ handle: Int32) throws(CallError) -> FloatFormat {
  try formats.value(handle, "format")
}

/// The way of rounding of a handle, 0 being the usual one.
func context(_ handle: Int32) throws(CallError) -> RoundingContext {
  handle == 0 ? RoundingContext() : try contexts.value(handle, "context")
}

/// A code that its format has.
func checked(_ code: UInt64, _ format: FloatFormat, _ name: String) throws(CallError) -> UInt64 {
  guard code <= format.largestCode else {
    throw CallError(
      "\(name) is 0x\(String(code, radix: 16)); valid: codes of \(format.bitWidth) bits")
  }
  return code
}

/// As `gradual.h` declares it.
@c @implementation
public func gradual_format(_ name: UnsafePointer<CChar>!) -> Int32 {
  handle { () throws(CallError) in
    let name = try text(name, "format")
    return try formats.handle(of: name) { () throws(CallError) in
      do { return try FormatFile.format(named: name).format } catch { throw CallError("\(error)") }
    }
  }
}

/// As `gradual.h` declares it.
@c @implementation
public func gradual_bits(_ format: Int32) -> Int32 {
  handle { () throws(CallError) in
    Int32(truncatingIfNeeded: try CInterface.format(format).bitWidth)
  }
}

/// As `gradual.h` declares it.
@c @implementation
public func gradual_context(
  _ rounding: UnsafePointer<CChar>!, _ overflow: UnsafePointer<CChar>!
) -> Int32 {
  handle { () throws(CallError) in
    let names = [rounding, overflow].map { $0.map { String(cString: $0) } }
    return try contexts.handle(of: "\(names)") { () throws(CallError) in
      var context = RoundingContext()
      if let name = names[0] {
        do { context.rounding = try Rounding(named: name) } catch { throw CallError("\(error)") }
      }
      if let name = names[1] {
        guard let policy = OverflowPolicy(rawValue: name) else {
          let valid = OverflowPolicy.allCases.map(\.rawValue).joined(separator: ", ")
          throw CallError("overflow \"\(name)\": valid: \(valid)")
        }
        context.overflow = policy
      }
      return context
    }
  }
}
