import JSON
import Kernels
import TestVectors

/// The test vectors of dot products, `gradual vectors FORMAT_dotN`.
struct DotVectors {
  static let accumulator = Option.value(
    "accumulator", "MODEL", "what adds up a dot product (see gradual list accumulators)")

  static let note =
    "FORMAT_dotN, or FORMAT×FORMAT_dotN for factors of two formats, is a dot product of N terms in an "
    + "--accumulator: a line is N numbers a, N numbers b, the number c that accumulation starts from, the result, "
    + "both of the accumulator's format, and flags 00. Results are the model's, not the judge's."

  private let tests: DotTests
  private let model: String
  private let seed: UInt64
  private let count: Int

  /// Nil for the name of another function.
  init?(_ arguments: Arguments) throws {
    let name = arguments.positionals[0]
    let digits = String(name.reversed().prefix { $0.isASCII && $0.isNumber }.reversed())
    let rest = name.dropLast(digits.count)
    guard rest.hasSuffix("_dot"), !digits.isEmpty else {
      if arguments.has(Self.accumulator) {
        throw UsageError("--accumulator is of dot products; valid with FORMAT_dotN")
      }
      return nil
    }
    guard let terms = Int(digits), (1...DotTests.mostTerms).contains(terms) else {
      throw UsageError("function \"\(name)\": valid: 1 to \(DotTests.mostTerms) terms")
    }
    for option in Self.ofOthers where arguments.has(option) {
      throw UsageError(
        "--\(option.name) is not of dot products: their accumulator says how they round")
    }
    guard let model = arguments.value(Self.accumulator) else {
      throw UsageError(
        "function \"\(name)\": needs --accumulator MODEL (see gradual list accumulators)")
    }
    let names = rest.dropLast("_dot".count).split(
      maxSplits: 1, omittingEmptySubsequences: false, whereSeparator: { "×*".contains($0) })
    let a = try FormatArgument.format(String(names[0]))
    let b = names.count > 1 ? try FormatArgument.format(String(names[1])) : a
    seed = try VerifyCommand.seed(arguments)
    count = try arguments.integer(VectorsCommand.count, in: 1...1_000_000_000) ?? 4096
    let accumulator = try AccumulatorModel(named: model)
    tests = try DotTests(accumulator, a: a, b: b, terms: terms, seed: seed)
    self.model = accumulator.name
  }

  private static let ofOthers: [Option] = [
    .rounding, .overflow, .tininess, TestOptions.denormals, VectorsCommand.level, TestOptions.own,
  ]

  /// Judges lines from stdin; exit 1 when one is wrong.
  func verify(mostFailures: Int) throws -> ExitCode {
    var lines = LineReader(longest: LineReader.longestLine * (1 + tests.terms / 64))
    var (wrong, text) = (0, "")
    while let bytes = try lines.next() {
      let codes: [UInt64]
      do throws(TestLineError) { codes = try tests.codes(parsing: bytes) } catch {
        throw UsageError("stdin, line \(lines.number): \(error)")
      }
      let computed = tests.result(of: codes.dropLast(), lines.number - 1)
      guard let expected = codes.last, !tests.agree(expected, computed) else { continue }
      wrong += 1
      if wrong <= mostFailures {
        text +=
          "line \(lines.number): \(described(expected)) expected, \(described(computed)) computed\n"
      }
    }
    guard lines.number > 0 else {
      throw UsageError("stdin: no lines; valid: lines of gradual vectors \(tests.name)")
    }
    let title = "\(tests.name) in \(model): \(lines.number) lines, "
    try StandardOutput.write(title + (wrong == 0 ? "all right" : "\(wrong) wrong") + "\n" + text)
    return wrong == 0 ? .done : .failed
  }

  private func described(_ code: UInt64) -> String {
    "\(tests.types.c.hexadecimal(code)) (\(tests.types.c.description(of: code)))"
  }

  func write(to output: inout VectorsOutput) throws {
    for number in 0..<count {
      try output.write(tests.text(number, separator: output.separator))
    }
    try output.finish(
      tests.layout, seed: seed,
      [
        "function": .string(tests.name), "accumulator": .string(model),
      ])
  }
}
