import ArrayProducts
import BlockFormats
import FloatFormats
import Kernels

/// Options of commands that multiply arrays, and what they say together.
struct ProductOptions {
  static let inputs = Option.value(
    "inputs", "FORMAT[,FORMAT]",
    "what the operands are rounded to, block formats too; two formats for A and B apart (suffixes in "
      + "parentheses)"
  ).required("a format such as e4m3fn")
  static let accumulator = Option.value(
    "accumulator", "NAME", "how products are added up (see gradual list accumulators)"
  ).required("a name such as fp32")
  static let counts = Option.flag(
    "counts", "print how many terms were flushed and swamped, and how many sums overflowed")

  /// The formats of A and B.
  let formats: (a: ArrayFormat, b: ArrayFormat)
  let arithmetic: ProductArithmetic
  /// Whether what happens is to be counted, which takes longer.
  let isCounting: Bool

  /// Reads the options of a command.
  init(_ arguments: Arguments, command: String) throws {
    let inputs = try arguments.required(Self.inputs, command)
    let model = try AccumulatorModel(named: arguments.required(Self.accumulator, command))
    formats = try Self.formats(inputs)
    isCounting = arguments.has(Self.counts) || arguments.has(.json)
    let seed = try arguments.seed(ofStochastic: model.isStochastic, model.name)
    do {
      arithmetic = try ProductArithmetic(
        model, a: formats.a, b: formats.b, seed: seed ?? 1)
    } catch let error as AccumulatorError {
      throw UsageError("--inputs '\(inputs)': \(error)")
    }
  }

  /// The format or the two that a text says; one with a colon is one, whose suffixes have commas.
  private static func formats(_ text: String) throws -> (ArrayFormat, ArrayFormat) {
    let parts = text.contains(":") ? [text] : commaSeparated(text[...])
    guard (1...2).contains(parts.count) else {
      throw UsageError(
        "--inputs '\(text)': \(parts.count) formats; valid: one, or two for A and B, such as e4m3fn,e5m2"
      )
    }
    let formats = try parts.map { try FormatArgument.arrayFormat($0) }
    return (formats[0], formats[formats.count - 1])
  }
}
