/// Why a line is not a test of the function: one line, without the line's number.
public enum TestLineError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Another number of fields than operands, result and flags make.
  case wrongCount(needed: Int, isMore: Bool, hasRandom: Bool = false)
  /// A field that is not a hexadecimal number, or is too large for its type.
  case badField(name: String, text: String, largest: UInt64)

  /// What is wrong, and what would be valid.
  public var description: String {
    switch self {
    case .wrongCount(let needed, let isMore, let hasRandom):
      "too \(isMore ? "many" : "few") fields; valid: \(needed) (\(Self.names(needed, hasRandom)))"
    case .badField(let name, let text, let largest):
      "\(name) is \"\(text)\"; valid: a hexadecimal number up to "
        + String(largest, radix: 16, uppercase: true)
    }
  }
  /// What so many fields are: those of an answer are at most two.
  private static func names(_ needed: Int, _ hasRandom: Bool) -> String {
    switch needed {
    case 1: "result"
    case 2: "result, flags"
    default:
      operands(needed - (hasRandom ? 3 : 2)) + (hasRandom ? ", random bits" : "")
        + ", result, flags"
    }
  }

  private static func operands(_ count: Int) -> String {
    "\(count) operand\(count == 1 ? "" : "s")"
  }
}
