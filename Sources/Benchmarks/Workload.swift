/// Work to measure: what it is called, how much it is, and how to do it.
public struct Workload: Sendable {
  /// What a figure counts.
  public enum Unit: String, Hashable, Sendable {
    /// Elements of the array that is read or, if none is, made.
    case elements
    /// Products that are added to a sum.
    case multiplyAccumulates = "multiply-accumulates"
  }

  /// The name: kind/format, and what is particular about it.
  public let name: String
  /// The shape in words, such as 2^20 or 512×512×512.
  public let size: String
  /// Units of one pass.
  public let count: Int
  /// The unit.
  public let unit: Unit
  /// How many threads work.
  public let threads: Int
  /// Bytes that one pass of the memcpy it is compared with copies; nil for what memory does not limit.
  public let copiedBytes: Int?
  /// What is to be reached.
  public let targets: [Target]
  /// The model's pass that it is; nil for other work.
  public var pass: ModelPass?
  /// Makes the work out of the run's inputs.
  let prepare: @Sendable (Inputs) throws -> Job

  /// The name of the same work without counters, for work that counts.
  var uncountedName: String {
    name.hasSuffix("/counts") ? String(name.dropLast("/counts".count)) : name
  }

  /// Whether a name that a user wrote stands for it: its own name, or the beginning up to a slash.
  func isNamed(_ text: String) -> Bool { name == text || name.hasPrefix(text + "/") }
}

/// A forward and backward pass of a model.
public struct ModelPass: Hashable, Sendable {
  /// The precision policy's name.
  public let policy: String
  /// The accumulator of all products, where it is not the policy's.
  public let accumulator: String?
  /// Tokens of its one sequence.
  public let tokens: Int
  /// Parameters of the model.
  public let parameters: Int
}

/// Work that is ready to be done, any number of times.
struct Job {
  /// Does it once.
  let run: () throws -> Void
  /// Of what the last run left: the same on any machine, with any number of threads. It also keeps the
  /// compiler from dropping work whose result nobody reads.
  let checksum: () -> UInt64
}
