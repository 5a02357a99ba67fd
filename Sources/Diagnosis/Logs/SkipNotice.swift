/// A line that says that an update was skipped, since gradients were not finite.
///
///     [deepspeed] OVERFLOW! Rank 0 Skipping step. Attempted loss scale: 65536, reducing to 32768
///     … Attempted loss scale: 65536, but hysteresis is 2. Reducing hysteresis to 1
///     [deepspeed] fp16 dynamic loss scale overflow! Skipping step. Attempted loss scale: 65536.0, …
///     Gradient overflow.  Skipping step, loss scaler 0 reducing loss scale to 32768.0
struct SkipNotice {
  /// Whose words these are.
  let sort: EntrySort
  /// The loss scale from now on.
  let scale: (value: Double, text: String)?
  /// DeepSpeed's notices name no step.
  let step: Int? = nil

  /// The notice in a line, if it is one.
  init?(_ line: ArraySlice<UInt8>) {
    guard line.firstIndex(of: "kipping step") != nil else { return nil }
    if let rest = line.after("ttempted loss scale:") {
      sort = .deepSpeed
      scale = rest.after("reducing to").flatMap(Self.number) ?? Self.number(rest)
    } else if let rest = line.after("reducing loss scale to") {
      sort = .apex
      scale = Self.number(rest)
    } else if line.firstIndex(of: "OVERFLOW") != nil || line.firstIndex(of: "overflow") != nil {
      sort = .deepSpeed
      scale = nil
    } else {
      return nil
    }
  }

  /// The number that a text begins with.
  private static func number(_ bytes: ArraySlice<UInt8>) -> (value: Double, text: String)? {
    let word = bytes.trimmed.prefix { $0 != 0x20 && $0 != UInt8(ascii: ",") }
    return LoggedNumber.parse(word)
  }
}
