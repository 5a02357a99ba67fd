import TestSupport

/// Hook files that are put together by hand.
enum HookText {
  static let header = #"{"gradual_hook":1,"torch":"2.13.0","python":"3.11.7","rank":0}"#

  /// A tensor's line. Without `largest` and `least` these are the powers of two at the ends of `binades`.
  static func tensor(
    step: Int = 0, pass: String = "forward", module: String = "layer", zeros: Int = 0,
    nans: Int = 0,
    infinities: Int = 0, first: Int = 0, binades: [Int] = [], largest: Double? = nil
  ) -> String {
    let log2 =
      binades.isEmpty ? "[]" : "[\(([first] + binades).map(String.init).joined(separator: ","))]"
    let top = Double(sign: .plus, exponent: first + binades.count - 1, significand: 1)
    let least = Double(sign: .plus, exponent: first, significand: 1)
    let elements = zeros + nans + infinities + binades.reduce(0, +)
    return
      #"{"step":\#(step),"pass":"\#(pass)","module":"\#(module)","type":"Linear","call":0,"output":0,"#
      + #""dtype":"float16","shape":[\#(elements)],"elements":\#(elements),"zeros":\#(zeros),"nan":\#(nans),"#
      + #""positive_inf":\#(infinities),"negative_inf":0,"largest":"#
      + (binades.isEmpty ? "null" : "\(largest ?? top)") + #","least":"#
      + (binades.isEmpty ? "null" : "\(least)") + #","log2":\#(log2)}"#
  }

  /// A step's line.
  static func step(_ step: Int, _ members: String = "") -> String {
    #"{"step":\#(step)\#(members.isEmpty ? "" : "," + members)}"#
  }

  /// The path of a file of these lines behind the first.
  static func write(_ lines: [String], end: String = "\n", in folder: TemporaryFolder) throws
    -> String
  {
    try folder.write(([header] + lines).joined(separator: "\n") + end, to: "hook.jsonl")
    return folder["hook.jsonl"]
  }
}
