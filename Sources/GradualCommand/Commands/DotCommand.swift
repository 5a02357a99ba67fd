import ArrayProducts
import Kernels
import TensorFiles

/// `gradual dot A B OUT`.
enum DotCommand {
  static let add = Option.value(
    "add", "C", "the path of an .npy file of N numbers that the sums start from; 0 without it")

  static func run(_ arguments: Arguments) throws -> ExitCode {
    let options = try ProductOptions(arguments, command: "dot")
    let dots = try RowDots(
      NPYFile.read(arguments.positionals[0]), NPYFile.read(arguments.positionals[1]),
      from: arguments.value(add).map { try NPYFile.read($0) })
    var counts = options.isCounting ? AccumulatorCounts() : nil
    let sums = try dots.results(by: options.arithmetic, counts: &counts)
    try ProductFile.write(
      sums, shape: [dots.rows], of: options.arithmetic, to: arguments.positionals[2])
    if let counts {
      try ProductPage(options: options, results: sums.count, terms: dots.terms, counts: counts)
        .write(arguments)
    }
    return .done
  }
}
