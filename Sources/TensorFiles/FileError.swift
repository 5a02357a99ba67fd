/// Why a file was not read or not written: the file, the field, its value, and what would be valid.
///
/// Every error of this module is one, and its description is a single printable line of bounded
/// length, whatever bytes the file held.
///
///     gradients.npy: fortran_order is True; valid: False (save numpy.ascontiguousarray(array))
public struct FileError: Error, Hashable, Sendable {
  /// The path as the caller gave it.
  public let file: String

  /// The part that is wrong: a header's key, the data, the folder.
  public let field: String

  /// What was found there.
  public let value: String

  /// What would have been accepted.
  public let valid: String

  /// An error about `field` of `file`, where `value` was found and `valid` describes what was
  /// needed.
  public init(file: String, field: String, value: String, valid: String) {
    self.file = file
    self.field = field
    self.value = value
    self.valid = valid
  }
}

extension FileError: CustomStringConvertible {
  /// `file: field is value; valid: valid`, with control characters escaped and what is long cut.
  public var description: String {
    "\(printable(file, limit: 1000)): \(printable(field, limit: 200)) is "
      + "\(printable(value, limit: 120)); valid: \(valid)"
  }
}

/// The text with every control character escaped, cut after `limit` characters.
private func printable(_ text: String, limit: Int) -> String {
  var line = ""
  var length = 0
  for scalar in text.unicodeScalars {
    guard length < limit else { return line + "…" }
    length += 1
    switch scalar.properties.generalCategory {
    case .control, .format, .surrogate, .unassigned, .lineSeparator, .paragraphSeparator:
      line += scalar.escaped(asASCII: true)
    default:
      line.unicodeScalars.append(scalar)
    }
  }
  return line
}
