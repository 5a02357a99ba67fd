import CGradual

/// A call that is of no use: one line.
struct CallError: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }

  /// Tells the calling thread.
  func tell() { gradual_set_error(description) }
}

/// A C string's text.
func text(_ pointer: UnsafePointer<CChar>?, _ name: String) throws(CallError) -> String {
  guard let pointer else { throw CallError("\(name): NULL") }
  return String(cString: pointer)
}

/// A call that gives a code and flags.
func outcome(
  _ flags: UnsafeMutablePointer<UInt32>?, _ compute: () throws(CallError) -> (UInt64, UInt32)
) -> UInt64 {
  do throws(CallError) {
    let (code, raised) = try compute()
    flags?.pointee = raised
    return code
  } catch {
    error.tell()
    flags?.pointee = UInt32(GRADUAL_ERROR)
    return .max
  }
}

/// A call that gives a handle or a width: 0 where it is of no use.
func handle(_ find: () throws(CallError) -> Int32) -> Int32 {
  do throws(CallError) {
    return try find()
  } catch {
    error.tell()
    return 0
  }
}
