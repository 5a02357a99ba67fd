import FloatFormats

/// A format that work is measured in, with its name in the table.
struct TimedFormat: Sendable {
  let name: String
  let format: FloatFormat

  static let binary16 = TimedFormat(name: "binary16", format: .binary16)
  static let bfloat16 = TimedFormat(name: "bfloat16", format: .bfloat16)
  static let tf32 = TimedFormat(name: "tf32", format: .tf32)
  static let binary32 = TimedFormat(name: "binary32", format: .binary32)
  static let e4m3fn = TimedFormat(name: "e4m3fn", format: .e4m3fn)
  static let e5m2 = TimedFormat(name: "e5m2", format: .e5m2)
}
