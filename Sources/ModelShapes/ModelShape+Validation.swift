/// A size of a shape, with the range it must lie in.
///
/// The upper limits are far above any model known.
public enum ShapeField: String, Hashable, Sendable, CaseIterable {
  case hiddenSize = "hidden size"
  case layers = "layers"
  case attentionHeads = "attention heads"
  case keyValueHeads = "key-value heads"
  case headDimension = "head dimension"
  case intermediateSize = "intermediate size"
  case vocabularySize = "vocabulary size"
  case contextLength = "context length"

  /// The values that are accepted.
  public var range: ClosedRange<Int> {
    switch self {
    case .hiddenSize: 1...(1 << 20)
    case .layers, .attentionHeads, .keyValueHeads, .headDimension: 1...(1 << 14)
    case .intermediateSize: 1...(1 << 22)
    case .vocabularySize: 1...(1 << 24)
    case .contextLength: 1...(1 << 30)
    }
  }

  /// What is valid, for an error message.
  var expectation: String { "an integer from \(range.lowerBound) to \(range.upperBound)" }
}

extension ModelShape {
  /// The most parameters a shape may have: 2^50, so that sums of them stay exact in `Int` and in
  /// binary64.
  public static let largestParameterCount = 1 << 50

  /// The largest `queryWidth`.
  public static let largestQueryWidth = 1 << 22

  /// Checks every size against its range and against the others.
  ///
  /// - Parameters:
  ///   - file: named in the error.
  ///   - label: what a field is called where it was written.
  /// - Throws: `ShapeError` for the first field that is wrong.
  func validate(
    file: String? = nil, label: (ShapeField) -> String = { $0.rawValue }
  ) throws(ShapeError) {
    func fail(_ field: String, _ value: String, _ expected: String) -> ShapeError {
      ShapeError(file: file, field: field, value: value, expected: expected)
    }
    for (field, value) in sizes where !field.range.contains(value) {
      throw fail(label(field), "\(value)", field.expectation)
    }
    guard attentionHeads % keyValueHeads == 0 else {
      throw fail(
        label(.keyValueHeads), "\(keyValueHeads)",
        "a divisor of \(label(.attentionHeads)), which is \(attentionHeads)")
    }
    guard normalisation.epsilon >= 0, normalisation.epsilon < 1 else {
      throw fail("normalisation epsilon", "\(normalisation.epsilon)", "a number in [0, 1)")
    }
    guard weightDeviation > 0, weightDeviation <= 10 else {
      throw fail("initialiser range", "\(weightDeviation)", "a number in (0, 10]")
    }
    if case .rotary(let theta, let fraction) = position {
      guard theta > 0, theta.isFinite else {
        throw fail("rotary theta", "\(theta)", "a positive number")
      }
      guard fraction > 0, fraction <= 1 else {
        throw fail("rotary fraction", "\(fraction)", "a number in (0, 1]")
      }
    }
    guard queryWidth <= Self.largestQueryWidth else {
      throw fail(
        label(.headDimension), "\(headDimension)",
        "at most \(Self.largestQueryWidth) (2^22) when multiplied by "
          + "\(label(.attentionHeads)), which is \(attentionHeads)")
    }
    // No sum overflows: the largest terms are layers · hidden · 4 queryWidth ≤ 2^(14+20+24) and
    // layers · 3 · hidden · intermediate < 2^(14+2+20+22), and the others are far smaller.
    let total = parameterCount.total
    guard total <= Self.largestParameterCount else {
      throw fail(
        "parameter count", "\(total)", "at most \(Self.largestParameterCount) (2^50)")
    }
  }

  /// The head dimension given, or else `hiddenSize / attentionHeads` if whole.
  static func headDimension(
    _ given: Int?, hiddenSize: Int, attentionHeads: Int, file: String? = nil,
    label: (ShapeField) -> String = { $0.rawValue }
  ) throws(ShapeError) -> Int {
    if let given { return given }
    for (field, value) in [(ShapeField.hiddenSize, hiddenSize), (.attentionHeads, attentionHeads)]
    where !field.range.contains(value) {
      throw ShapeError(
        file: file, field: label(field), value: "\(value)", expected: field.expectation)
    }
    guard hiddenSize % attentionHeads == 0 else {
      throw ShapeError(
        file: file, field: label(.attentionHeads), value: "\(attentionHeads)",
        expected: "a divisor of \(label(.hiddenSize)), which is \(hiddenSize)")
    }
    return hiddenSize / attentionHeads
  }

  private var sizes: [(ShapeField, Int)] {
    [
      (.hiddenSize, hiddenSize), (.layers, layers), (.attentionHeads, attentionHeads),
      (.keyValueHeads, keyValueHeads), (.headDimension, headDimension),
      (.intermediateSize, intermediateSize), (.vocabularySize, vocabularySize),
      (.contextLength, contextLength),
    ]
  }
}
