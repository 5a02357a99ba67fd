import TestVectors

/// `gradual vectors FUNCTION`.
enum VectorsCommand {
  static let seed = Option.value("seed", "N", "of the random operands; 1 by default")
  static let count = Option.value(
    "count", "N",
    "how many lines; by default all operands where they are few (18 bits together), else 65536")

  static func run(_ arguments: Arguments) throws -> ExitCode {
    let options = try TestOptions(arguments)
    let operands = OperandSequence(
      options.function, seed: try arguments.integer(seed, in: UInt64(0)...UInt64.max) ?? 1,
      count: try arguments.integer(count, in: 1...1_000_000_000))
    let judge = options.evaluator(by: JudgeRounder())
    for operands in operands {
      let line = TestLine(operands, judge(operands))
      try StandardOutput.write(line.text(of: options.function) + "\n")
    }
    return .done
  }
}
