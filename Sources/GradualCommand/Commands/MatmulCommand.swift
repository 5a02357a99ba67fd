import ArrayProducts
import Kernels
import SystemFiles
import TensorFiles

/// `gradual matmul A B OUT`.
enum MatmulCommand {
  static let add = Option.value(
    "add", "C", "the path of an .npy file, M×N, that the sums start from; 0 without it")
  static let transpose = Option.value(
    "transpose", "a|b", repeatable: true,
    "A's file has its transpose, K×M, or B's its own, N×K; may be given for both")
  static let threads = Option.value(
    "threads", "N", "how many; as many as the machine has by default, of no effect on results")

  static func run(_ arguments: Arguments) throws -> ExitCode {
    let options = try ProductOptions(arguments, command: "matmul")
    let transposed = arguments.values(transpose)
    for name in transposed where name != "a" && name != "b" {
      throw UsageError("--transpose '\(name)': valid: a, b")
    }
    let threads = try arguments.integer(threads, in: 1...1024) ?? Machine.processors
    let matrices = try MatrixFiles(
      NPYFile.read(arguments.positionals[0]), NPYFile.read(arguments.positionals[1]),
      transposesA: transposed.contains("a"), transposesB: transposed.contains("b"),
      from: arguments.value(add).map { try NPYFile.read($0) })
    var counts = options.isCounting ? AccumulatorCounts() : nil
    let results = try matrices.product(
      by: options.arithmetic, threads: threads, counts: &counts)
    try ProductFile.write(
      results, shape: [matrices.shape.rows, matrices.shape.columns], of: options.arithmetic,
      to: arguments.positionals[2])
    if let counts {
      try ProductPage(
        options: options, results: results.count, terms: matrices.shape.terms, counts: counts
      ).write(arguments)
    }
    return .done
  }
}
