import JSON
import Networks
import SystemFiles

/// A precision policy in a JSON file: an object of which only `rules` must be there.
///
///     {"base": "bf16-mixed", "rules": [{"roles": ["scores", "softmax"], "format": "bfloat16"}]}
///
/// `base` names a preset whose rules come first; without it the first rule holds everywhere and sets
/// `format` and `accumulator`. A rule holds at the paths that match `sites`, in which `*` stands for any
/// characters, in `roles` and in `passes`, and sets `format`, `rounding`, `overflow`, `accumulator` and
/// `scaling` (of `OperandScaling`); what it leaves out, or has as null, it does not restrict or set. `name`
/// is the file's unless it is given.
///
/// The configuration of a training program (``TrainingPrecision``) is a policy's file too.
public enum PolicyFile {
  /// The most bytes that are read: a rule is a few hundred.
  public static let largestSize = 1 << 20

  /// The preset of a name, or the policy in the file at a path (`isPath`).
  /// - Throws: `UnknownNameError`, or ``PolicyFileError``.
  public static func policy(named text: String) throws -> PrecisionPolicy {
    try isPath(text) ? read(text) : PolicyCatalogue.policy(named: text)
  }

  /// The policy in the file at a path.
  public static func read(_ path: String) throws(PolicyFileError) -> PrecisionPolicy {
    let json = try json(at: path)
    if let training = try TrainingPrecision(json, file: path) { return training.policy }
    return try PolicyFields(file: path, json: json).policy()
  }

  /// The value in the file at a path.
  static func json(at path: String) throws(PolicyFileError) -> JSONValue {
    let bytes: [UInt8]
    do throws(SmallFileError) {
      bytes = try SmallFile.contents(of: path, limit: largestSize)
    } catch {
      throw PolicyFileError(path, "file is \(error); valid: a JSON file with a policy's rules")
    }
    do throws(JSONError) {
      return try JSONValue(parsing: bytes)
    } catch {
      throw PolicyFileError(path, "not JSON: \(error)")
    }
  }
}

/// Why a file is not a policy's: one line that names the file, the field, its value, and what would be
/// valid.
public struct PolicyFileError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The path as it was given.
  public let file: String
  /// What is wrong in it.
  public let reason: String

  init(_ file: String, _ reason: String) {
    self.file = file
    self.reason = reason
  }

  /// `my.json: rules[0].roles is "norm"; valid: an array of names`.
  public var description: String { "\(file): \(reason)" }
}
