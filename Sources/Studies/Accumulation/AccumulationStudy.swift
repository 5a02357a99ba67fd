/// How deep sums of gradients can be accumulated before the accumulator loses them.
///
/// Terms of a distribution, or gradients of a simulated network's weights, one term a micro-batch, are
/// cast to a format and accumulated by each accumulator; what comes out at 2, 4, 8, … terms is compared
/// with the exact sum of the same terms. Lanes (sums of other draws, or other weights) are taken as
/// one vector.
public struct AccumulationStudy: Study {
  /// `accumulation`.
  public let name = "accumulation"
  /// One line for people.
  public let summary =
    "How many micro-batches an accumulator can add up: every rounding simulated, beside bounds."
  /// Raised with every change that moves a result.
  public let numericsVersion = 1

  /// Terms drawn at a time, all lanes together; of no effect on results.
  let blockLength: Int

  /// The study.
  public init() { self.init(blockLength: 1 << 13) }

  init(blockLength: Int) { self.blockLength = blockLength }

  /// The accumulators of a run that names none: those of them that take its formats.
  static let defaultAccumulators = [
    "fp32", "per-operation(binary16)", "per-operation(bfloat16)", "per-operation(e5m2)",
    "per-operation(e4m3fn)", "per-operation(bfloat16, toward-zero)",
    "per-operation(binary16, stochastic(24))", "per-operation(bfloat16, stochastic(24))",
    "per-operation(bfloat16, stochastic(8))", "kahan(binary16)", "kahan(bfloat16)",
    "pairwise(bfloat16)", "chunked(64, per-operation(bfloat16), per-operation(bfloat16))",
    "chunked(16, per-operation(bfloat16), fp32)", "h100-fp16", "h100-bf16", "h100-fp8",
    "promoted(h100-fp8, 128)",
  ]

  /// What can be varied.
  public var axes: [Axis] {
    [
      Axis(
        name: "terms", kind: .text,
        defaults: [
          "constant", "uniform", "gaussian(0)", "gaussian(0.01)", "gaussian(0.1)", "gaussian(1)",
          "student(4, 0.1)",
        ] + NetworkKind.allCases.map(\.rawValue),
        help:
          "constant, uniform (1 +- sqrt 3), gaussian(R) and student(NU, R) of mean R and deviation "
          + "1, log-normal(S) of mean 1; network: gradients of simulated perceptrons; transformer: of a "
          + "small fresh transformer."),
      Axis(
        name: "format", kind: .text,
        defaults: ["binary16", "bfloat16", "e5m2", "e4m3fn"],
        help: "Signed formats that terms are cast to, to nearest even."),
      Axis(
        name: "accumulator", kind: .text,
        defaults: Self.defaultAccumulators,
        help:
          "Accumulators (`gradual list accumulators`); tensor cores serve only formats they take."),
      Axis(
        name: "n", kind: .integer(2...1 << 28), defaults: ["2^24"],
        help: "Most terms of a drawn sum, a power of two; one value."),
      Axis(
        name: "lanes", kind: .integer(1...4096), defaults: ["8"],
        help: "Sums side by side, of other draws; one value."),
      Axis(
        name: "scale", kind: .positive, defaults: ["1"],
        help: "What terms are multiplied by before they are cast."),
      Axis(
        name: "depth", kind: .integer(2...1024), defaults: ["2", "16", "64"],
        help: "Weight matrices of the perceptrons."),
      Axis(
        name: "width", kind: .integer(4...8192), defaults: ["64", "128", "256"],
        help: "Widths of the perceptrons, multiples of 4."),
      Axis(
        name: "network_format", kind: .text, defaults: ["binary16", "bfloat16"],
        help: "Formats that gradients of networks are cast to."),
      Axis(
        name: "micro_batch", kind: .integer(1...4096), defaults: ["1"],
        help: "Samples, of a transformer sequences, whose mean gradient is one term."),
      Axis(
        name: "micro_batches", kind: .integer(2...1 << 20), defaults: ["2^12"],
        help: "Most terms of a network's sum, a power of two; one value."),
      Axis(
        name: "weights", kind: .integer(1...4096), defaults: ["32"],
        help: "Weights of a matrix whose gradients are accumulated; one value."),
      Axis(
        name: "control",
        kind: .name(known: AccumulationControl.allCases.map(\.rawValue) + ["none"]),
        defaults: AccumulationControl.allCases.map(\.rawValue),
        help: "Reference cases that are computed beside."),
      Axis(
        name: "seed", kind: .integer(0...Int.max), defaults: ["1"],
        help: "The seed of draws and roundings; one value."),
    ]
  }

  /// The columns of results.csv.
  public var columns: [ResultColumn] { AccumulationRow.columns }
}
