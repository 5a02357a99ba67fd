import JSON

/// Reads a line's members, every one checked.
struct HookFields {
  private let members: [String: JSONValue]

  /// The most elements of a tensor.
  private static let mostElements = 1 << 40

  /// The longest name, in bytes.
  private static let longestName = 1 << 10

  /// Why a line is not one of a hook file.
  struct Invalid: Error {
    let reason: String
  }

  /// - Throws: ``Invalid`` for what is not a JSON object.
  init(_ text: ArraySlice<UInt8>) throws(Invalid) {
    let value: JSONValue
    do throws(JSONError) {
      value = try JSONValue(parsing: text)
    } catch {
      throw Invalid(reason: "not JSON: \(error)")
    }
    guard let members = value.object else { throw Invalid(reason: "not a JSON object") }
    self.members = members
  }

  /// The version that the first line tells; nil where it tells none.
  var formatVersion: Int? { members[HookFile.versionKey]?.integer }

  /// What torch called its version in the first line.
  var torch: String? { members["torch"]?.string }

  func line() throws(Invalid) -> HookLine {
    let step = try count("step", most: 1 << 53)
    guard members["module"] != nil else {
      return .step(
        HookStep(
          step: step, loss: try number("loss"), gradNorm: try number("grad_norm"),
          lossScale: try number("loss_scale")))
    }
    guard let pass = HookPass(rawValue: try text("pass")) else { throw invalid("pass") }
    return .tensor(
      HookTensor(
        step: step, pass: pass, module: try text("module"), type: try text("type"),
        call: try count("call", most: 1 << 53), output: try count("output", most: 1 << 53),
        dtype: try text("dtype"), counts: try counts()))
  }

  private func counts() throws(Invalid) -> BinadeCounts {
    func count(_ name: String) throws(Invalid) -> UInt64 {
      UInt64(try self.count(name, most: Self.mostElements))
    }
    var counts = BinadeCounts()
    counts.elements = try count("elements")
    counts.zeros = try count("zeros")
    counts.nans = try count("nan")
    counts.positiveInfinities = try count("positive_inf")
    counts.negativeInfinities = try count("negative_inf")
    guard let log2 = members["log2"]?.array, log2.count <= 2 + 1023 + 1074 else {
      throw invalid("log2")
    }
    // Some two thousand counts of at most 2^40: no sum overflows.
    var sum = counts.zeros + counts.notFinite
    if let first = log2.first?.integer {
      for value in log2.dropFirst() {
        guard let binade = value.integer, 0...Self.mostElements ~= binade else {
          throw invalid("log2")
        }
        counts.binades.append(UInt64(binade))
        sum += UInt64(binade)
      }
      counts.firstExponent = first
      guard let largest = try number("largest"), let least = try number("least"),
        counts.binades.first ?? 0 > 0, counts.binades.last ?? 0 > 0, -1074...1023 ~= first,
        least > 0, least <= largest, largest.isFinite, Int(least.exponent) == first,
        Int(largest.exponent) == first + counts.binades.count - 1
      else { throw invalid("log2") }
      (counts.largest, counts.least) = (largest, least)
    } else if !log2.isEmpty {
      throw invalid("log2")
    }
    guard sum == counts.elements else {
      throw Invalid(reason: "elements is \(counts.elements), and the counts add up to \(sum)")
    }
    return counts
  }

  private func text(_ name: String) throws(Invalid) -> String {
    guard let text = members[name]?.string, text.utf8.count <= Self.longestName else {
      throw invalid(name)
    }
    return text
  }

  private func count(_ name: String, most: Int) throws(Invalid) -> Int {
    guard let value = members[name]?.integer, 0...most ~= value else { throw invalid(name) }
    return value
  }

  /// The number of a name; nil without one.
  private func number(_ name: String) throws(Invalid) -> Double? {
    guard let value = members[name], value != .null else { return nil }
    guard let number = value.double else { throw invalid(name) }
    return number
  }

  private func invalid(_ name: String) -> Invalid {
    Invalid(reason: "\(name) is \(members[name]?.shown ?? "missing")")
  }
}
