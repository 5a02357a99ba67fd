import JSON
import TestVectors

/// `gradual vectors FUNCTION`.
enum VectorsCommand {
  static let seed = Option.value("seed", "N", "of the random operands; 1 by default")
  static let count = Option.value(
    "count", "N",
    "how many lines; by default all operands where they are few (18 bits together), else all pairs of "
      + "boundary patterns, and at least 65536")
  static let level = Option.value(
    "level", "1|2", "how many boundary patterns are combined; 1 by default")

  static let command = Command(
    name: "vectors", group: .formats,
    summary: "test vectors for an implementation, in Berkeley TestFloat's line format",
    notes: [
      functionNote,
      "A line is operands, result and flags in hexadecimal. Results come from the judge, which "
        + "computes exactly with MPFR and shares nothing with the arithmetic that verify and calc use. "
        + "An invalid conversion to an integer gives x86's indefinite integer. Of a stochastic rounding "
        + "its random bits stand behind the operands.",
      DotVectors.note, VectorsOutput.note,
    ],
    positionals: [Positional(name: "FUNCTION", summary: "such as f16_add or e4m3fn_mulAdd")],
    options: [
      .rounding, .overflow, .tininess, TestOptions.denormals, seed, count, level,
      DotVectors.accumulator,
      VectorsOutput.memory, VectorsOutput.manifest, TestOptions.own,
    ],
    examples: [
      "gradual vectors e4m3fn_add --rounding toward-zero | head",
      "gradual vectors f32_to_e5m2 -rmax --count 1000",
      "gradual vectors 'e4m3fn*e5m2+f32_mulAdd' --level 2 --count 1000",
      "gradual vectors f32_to_e4m3fn --rounding stochastic:8 --denormals-are-zero --count 100",
      "gradual vectors e4m3fn_dot16 --accumulator h100-fp8 --count 100 --readmemh --manifest dot16.json",
    ],
    run: run)

  static func run(_ arguments: Arguments) throws -> ExitCode {
    var output = VectorsOutput(arguments)
    if let dots = try DotVectors(arguments) {
      try dots.write(to: &output)
      return .done
    }
    let options = try TestOptions(arguments)
    let function = options.function
    let level = try arguments.integer(level, in: 1...2).flatMap { TestLevel(rawValue: $0) } ?? .one
    let seed = try VerifyCommand.seed(arguments)
    let operands = OperandSequence(
      function, seed: seed, count: try arguments.integer(count, in: 1...1_000_000_000),
      level: level)
    let judge = options.evaluator(by: JudgeRounder())
    for operands in operands {
      let line = TestLine(operands, judge(operands))
      try output.write(line.text(of: function, separator: output.separator))
    }
    let members: [String: JSONValue] = [
      "function": .string(function.name), "level": .integer(level.rawValue),
      "exact": .bool(options.raisesInexactForIntegers),
      "denormals_are_zero": .bool(options.zeroesSubnormals),
    ]
    try output.finish(
      TestLine.layout(of: function), seed: seed,
      members.merging(options.context.members) { own, _ in own })
    return .done
  }
}
