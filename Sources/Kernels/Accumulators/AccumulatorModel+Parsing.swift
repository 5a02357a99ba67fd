import FloatFormats
import NearestNames

extension AccumulatorModel {
  /// The model with this name, without regard to case (see the table of ``AccumulatorModel``).
  ///
  /// Formats and roundings have the names of ``FormatCatalogue`` and `Rounding`, in either spelling:
  /// `per-operation(e4m3(bias=8), stochastic(13))` is `per-operation(e4m3:bias=8, stochastic:13)`.
  ///
  /// - Throws: ``AccumulatorError`` for an unknown name (with the nearest known ones), a wrong
  ///   argument, an unbalanced parenthesis, or nesting deeper than ``deepestNesting``.
  public init(named name: String) throws(AccumulatorError) {
    self = try Self.parse(trimmed(name.lowercased()[...]), depth: 0)
  }

  /// How deep models may nest.
  public static let deepestNesting = 8

  private static func parse(
    _ text: Substring, depth: Int
  ) throws(AccumulatorError) -> AccumulatorModel {
    func refuse(_ reason: String) -> AccumulatorError {
      AccumulatorError(name: String(text), reason: reason)
    }
    guard depth < deepestNesting else {
      throw refuse("nested deeper than \(deepestNesting); valid: fewer models in one another")
    }
    let (head, arguments) = try split(text)
    guard let scheme = AccumulatorCatalogue.schemes.first(where: { $0.head == head }) else {
      guard arguments.isEmpty, let core = TensorCore.named(head) else { throw unknown(text, head) }
      return .tensorCore(core)
    }
    func target() throws(AccumulatorError) -> AccumulatorFormat {
      guard !arguments.isEmpty else { throw refuse("a format is missing; valid: \(scheme.usage)") }
      return try format(arguments, in: text)
    }
    func size(_ argument: Substring) throws(AccumulatorError) -> Int {
      guard let size = Int(argument), sizes.contains(size) else {
        throw refuse(
          "\"\(argument)\" is not a number of terms, \(sizes.lowerBound) … \(sizes.upperBound)")
      }
      return size
    }
    func model(_ argument: Substring) throws(AccumulatorError) -> AccumulatorModel {
      try parse(argument, depth: depth + 1)
    }
    func check(count: Int) throws(AccumulatorError) {
      guard arguments.count == count else {
        throw refuse("\(arguments.count) arguments; valid: \(scheme.usage)")
      }
    }
    switch scheme.kind {
    case .fp32:
      try check(count: 0)
      return .fp32
    case .perOperation: return .perOperation(try target())
    case .fused: return .fused(try target())
    case .pairwise: return .pairwise(try target())
    case .kahan: return .kahan(try target())
    case .exact: return .exact(arguments.isEmpty ? .binary64 : try target())
    case .chunked:
      try check(count: 3)
      let outer = try model(arguments[2])
      guard outer.tensorCores.isEmpty else {
        throw refuse(
          "the outer accumulator \(outer) takes a tensor core's input format, not sums; valid: "
            + "fp32, per-operation(F), fused(F), kahan(F), …")
      }
      return .chunked(size: try size(arguments[0]), inner: try model(arguments[1]), outer: outer)
    case .promoted:
      try check(count: 2)
      return .promoted(try model(arguments[0]), size: try size(arguments[1]))
    }
  }

  /// The sizes of chunks.
  static let sizes = 1...(1 << 40)

  private static func unknown(_ text: Substring, _ head: String) -> AccumulatorError {
    let known = AccumulatorCatalogue.schemes.map(\.head) + TensorCore.all.map(\.name)
    let error = UnknownNameError(kind: "accumulator", name: head, among: known)
    return AccumulatorError(
      name: String(text),
      reason:
        "unknown\(error.advice.isEmpty ? ";" : error.advice) valid: `gradual list accumulators`")
  }

  /// The format and the rounding that arguments say.
  private static func format(
    _ arguments: [Substring], in text: Substring
  ) throws(AccumulatorError) -> AccumulatorFormat {
    // A format's suffixes behind a colon have commas of their own: as many arguments as make a format
    // are its name.
    let most = arguments[0].contains(":") ? arguments.count : 1
    var failure = ""
    for count in (1...most).reversed() {
      do {
        let name = arguments[..<count].joined(separator: ",")
        let named = try FormatCatalogue.format(named: name)
        guard arguments.count - count <= 1 else {
          throw AccumulatorError(
            name: String(text),
            reason: "unexpected \"\(arguments[count + 1])\"; valid: a format and a rounding")
        }
        let rounding = try arguments[count...].first.map { try Rounding(named: String($0)) }
        return try AccumulatorFormat(named, rounding ?? .nearestEven)
      } catch let error as AccumulatorError {
        throw error
      } catch {
        failure = "\(error)"
      }
    }
    throw AccumulatorError(name: String(text), reason: failure)
  }

  /// `head(a, b(c, d))` as `head` and `a`, `b(c, d)`; a bare name has no arguments.
  private static func split(
    _ text: Substring
  ) throws(AccumulatorError) -> (head: String, arguments: [Substring]) {
    guard let open = text.firstIndex(of: "(") else { return (String(text), []) }
    var arguments: [Substring] = []
    var start = text.index(after: open)
    var depth = 1
    for index in text[start...].indices {
      switch text[index] {
      case "(": depth += 1
      case ")": depth -= 1
      default: break
      }
      let isEnd = depth == 0
      if isEnd || depth == 1 && text[index] == "," {
        arguments.append(trimmed(text[start..<index]))
        start = text.index(after: index)
      }
      guard !isEnd || start == text.endIndex else {
        throw AccumulatorError(
          name: String(text), reason: "something follows the closing parenthesis")
      }
    }
    guard depth == 0 else {
      throw AccumulatorError(name: String(text), reason: "a parenthesis is not closed")
    }
    return (String(trimmed(text[..<open])), arguments == [""] ? [] : arguments)
  }
}

/// The text without spaces around it.
private func trimmed(_ text: Substring) -> Substring {
  var text = text.drop { $0 == " " }
  while text.last == " " { text.removeLast() }
  return text
}
