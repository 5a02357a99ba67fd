/// A name that is not in a catalogue, with the names that come nearest to it.
public struct UnknownNameError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What was looked for: "model", for instance.
  public var kind: String
  /// The name as given.
  public var name: String
  /// The nearest known names, best first; possibly none.
  public var nearest: [String]
  /// The names to tell where none comes near; none for a catalogue that is too long to tell.
  public var valid: [String]

  /// An error about a name.
  public init(kind: String, name: String, nearest: [String], valid: [String] = []) {
    self.kind = kind
    self.name = name
    self.nearest = nearest
    self.valid = valid
  }

  /// An error about a name that is not among `known`.
  /// - Parameter valid: what is told where none of these comes near.
  public init(kind: String, name: String, among known: [String], valid: [String] = []) {
    self.init(
      kind: kind, name: name, nearest: nearestNames(to: name, among: known), valid: valid)
  }

  /// One line: `unknown model 'qwen2.5-7': did you mean qwen2.5-7b, qwen2.5-3b or qwen2.5-72b?`, or
  /// `unknown study 'nosuch'; valid: underflow`.
  public var description: String { "unknown \(kind) '\(name)'\(advice)" }

  /// What follows the name: `: did you mean a or b?`, or where none comes near `; valid: a, b`, or nothing.
  public var advice: String {
    guard let last = nearest.last else {
      return valid.isEmpty ? "" : "; valid: \(valid.joined(separator: ", "))"
    }
    let others = nearest.dropLast().joined(separator: ", ")
    return ": did you mean " + (others.isEmpty ? last : "\(others) or \(last)") + "?"
  }
}

/// The candidates nearest to `name` by edit distance, best first, ties in the given order.
///
/// A candidate further away than a third of the longer name's length (at least 2) is not offered. To a
/// name of up to 4 characters, which is near to every other short one, only those at a distance of 1 are.
/// Names longer than 64 characters get no suggestion. O(candidates · length²).
public func nearestNames(to name: String, among candidates: [String], limit: Int = 3) -> [String] {
  guard name.utf8.count <= 64 else { return [] }
  return
    candidates.enumerated()
    .map { (index: $0.offset, name: $0.element, distance: editDistance(name, $0.element)) }
    .filter { $0.distance <= (name.count <= 4 ? 1 : max(2, max(name.count, $0.name.count) / 3)) }
    .sorted { ($0.distance, $0.index) < ($1.distance, $1.index) }
    .prefix(limit)
    .map(\.name)
}

/// The least number of single-character insertions, deletions and substitutions that turn `a` into
/// `b` (Levenshtein 1966). O(|a|·|b|) time, O(|b|) space.
public func editDistance(_ a: String, _ b: String) -> Int {
  let b = Array(b)
  var row = Array(0...b.count)
  for (i, x) in a.enumerated() {
    var diagonal = row[0]
    row[0] = i + 1
    for (j, y) in b.enumerated() {
      let substituted = diagonal + (x == y ? 0 : 1)
      diagonal = row[j + 1]
      row[j + 1] = min(substituted, diagonal + 1, row[j] + 1)
    }
  }
  return row[b.count]
}
