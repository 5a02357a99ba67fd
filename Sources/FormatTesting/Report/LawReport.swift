import FloatFormats

/// What laws found out about an implementation.
///
/// Prints itself as a table with the failures below; ``json`` is the same for programs. In a test:
/// `#expect(report.holds, "\(report)")`, or `XCTAssert(report.holds, "\(report)")`.
public struct LawReport: Sendable {
  /// The implementation's name.
  public let implementation: String
  /// The format.
  public let format: NamedFormat
  /// The seed.
  public let seed: UInt64
  /// One result a law, in the order of the laws.
  public let results: [LawResult]

  /// Whether no law is broken, and at least one was tested.
  public var holds: Bool {
    !results.contains { $0.outcome == .broken } && results.contains { $0.outcome == .holds }
  }

  /// The laws that are broken, by name.
  public var broken: [String] { results.filter { $0.outcome == .broken }.map(\.law.name) }

  /// The laws that could not be tested, by name.
  public var notTested: [String] {
    results.filter { if case .notTested = $0.outcome { true } else { false } }.map(\.law.name)
  }
}

extension Implementation {
  /// What laws find out about this implementation.
  ///
  /// - Parameters:
  ///   - options: seed, and how much is asked.
  ///   - laws: the laws; all unless said otherwise.
  /// - Throws: what the implementation throws: a program that dies or answers no line.
  public func judged(
    _ options: LawOptions = LawOptions(), by laws: [Law] = Law.all
  ) throws -> LawReport {
    let judge = LawJudge(format)
    return LawReport(
      implementation: name, format: format, seed: options.seed,
      results: try laws.map { try $0.judge(self, options, judge) })
  }
}
