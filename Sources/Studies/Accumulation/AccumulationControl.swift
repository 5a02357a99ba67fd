import FloatFormats
import Kernels
import RandomStreams

/// Reference cases that this study's code must give: published ones, exact ones, and this project's own
/// acceptance values.
enum AccumulationControl: String, CaseIterable, Sendable {
  /// Terms of mean 1 and deviation 1 in a format of 6 exponent and 9 fraction bits: Wang et al.,
  /// "Training deep neural networks with 8-bit floating point numbers", NeurIPS 2018, figure 3. That the
  /// plain sum stops at 4096 follows from the format; the tolerances of the cures are this project's.
  case swamping
  /// Equal ones stall at 2^p.
  case ones
  /// Harmonic sums stall where terms fall below half a last place.
  case harmonic
  /// Dot products of FP8 operands by the model of H100's tensor cores at K = 4096. The values are this
  /// project's acceptance values, computed by the model: nobody measured them. DeepSeek-V3's technical
  /// report (2024), section 3.3.2, whose cure is promotion every 128 terms, gives another figure of other
  /// data: a largest error of nearly 2 % without it.
  case fp8 = "fp8-depth"

  /// Where the expected values are from, in one or two sentences for readers of the report.
  var source: String {
    switch self {
    case .swamping:
      "terms and format of Wang et al. (NeurIPS 2018, figure 3), where the plain sum stops at "
        + "4096; the tolerances of the cures are this project's."
    case .ones: "equal terms stop at 2^p, exactly."
    case .harmonic:
      "the sum of 1/k stops where terms fall below half a last place, exactly."
    case .fp8:
      "acceptance values of this project, computed by its model of H100's tensor cores and "
        + "measured by nobody. They are not DeepSeek-V3's, whose technical report (2024, section 3.3.2) gives a "
        + "largest error of nearly 2 % at K = 4096 without promotion, of other data."
    }
  }

  /// What must come out: a value, how far off it may be, and the row's places.
  struct Expectation: Hashable, Sendable {
    let quantity: String
    let format: String
    let accumulator: String
    let count: Int
    let value: Double
    let tolerance: Double
  }

  private static let terms: [(format: String, ones: Double, harmonic: Double, terms: Int)] = [
    ("bfloat16", 256, 5.0625, 65), ("binary16", 2048, 7.0859375, 513), ("e4m3fn", 16, 3, 9),
    ("e5m2", 8, 2, 5),
  ]

  /// Expected values, in the order of the rows.
  var expectations: [Expectation] {
    switch self {
    case .swamping:
      let format = "e6m9"
      let plain = "per-operation(\(format))"
      return [8192, 65_536].map {
        Expectation(
          quantity: "sum", format: "binary64", accumulator: plain, count: $0, value: 4096,
          tolerance: 0)
      } + [
        Expectation(
          quantity: "relative error", format: "binary64",
          accumulator: "chunked(64, \(plain), \(plain))", count: 65_536, value: 0,
          tolerance: 0.01),
        Expectation(
          quantity: "relative error", format: "binary64",
          accumulator: "per-operation(\(format), stochastic(13))", count: 65_536, value: 0,
          tolerance: 0.04),
      ]
    case .ones:
      return Self.terms.map {
        Expectation(
          quantity: "sum", format: $0.format, accumulator: "per-operation(\($0.format))",
          count: 4096, value: $0.ones, tolerance: 0)
      }
    case .harmonic:
      return Self.terms.map {
        Expectation(
          quantity: "sum", format: $0.format, accumulator: "per-operation(\($0.format))",
          count: $0.terms, value: $0.harmonic, tolerance: 0)
      }
    case .fp8:
      func row(_ quantity: String, _ accumulator: String, _ value: Double, _ tolerance: Double)
        -> Expectation
      {
        Expectation(
          quantity: quantity, format: "e4m3fn", accumulator: accumulator, count: 4096,
          value: value, tolerance: tolerance)
      }
      // A median of 800 has a standard error of some 6 %: three of them.
      return [
        row("median relative error, N(0,1)", "h100-fp8", 9.5e-4, 1.9e-4),
        row("median relative error, N(0,1)", "promoted(h100-fp8, 128)", 1.1e-4, 0.22e-4),
        row("mean relative error, U(0,1)", "h100-fp8", -6.6e-2, 0.3e-2),
        row("mean relative error, U(0,1)", "promoted(h100-fp8, 128)", -5.0e-4, 0.5e-4),
      ]
    }
  }

  /// The rows, one for each expectation.
  func rows(seed: Int) throws(StudyError) -> [AccumulationRow] {
    var rows: [AccumulationRow] = []
    for expectation in expectations {
      var row = AccumulationRow()
      row.terms = rawValue
      row.format = expectation.format
      row.accumulator = expectation.accumulator
      row.count = expectation.count
      row.quantity = expectation.quantity
      do {
        row.value =
          self == .fp8
          ? try fp8Error(expectation, seed: seed) : try sum(expectation, seed: seed)
      } catch {
        throw .badValue(axis: "control", value: rawValue, reason: error.reason)
      }
      rows.append(row)
    }
    return rows
  }

  /// The sum, or its relative error, of this control's terms.
  private func sum(_ expectation: Expectation, seed: Int) throws(AccumulatorError) -> Double {
    let model = try AccumulatorModel(named: expectation.accumulator)
    let format =
      (try? FormatCatalogue.format(named: expectation.format).format) ?? .binary64
    let terms = (1...expectation.count).map { term(UInt64($0), seed: seed, format) }
    let ones = [Double](repeating: 1, count: terms.count)
    let random = RandomStream(
      StreamKey(seed: UInt64(seed), domain: .rounding, name: "accumulation.control.\(rawValue)"))
    let sum = try Accumulator(model, inputs: format).dot(terms, ones, random: random)
    guard expectation.quantity != "sum" else { return sum }
    let exact = try Accumulator(AccumulatorModel.exact(.binary64), inputs: format).dot(terms, ones)
    return sum / exact - 1
  }

  /// Term `index`, counted from 1, in a format.
  private func term(_ index: UInt64, seed: Int, _ format: FloatFormat) -> Double {
    switch self {
    case .ones, .fp8: return 1
    case .harmonic:
      let quotient = ExactArithmetic.quotient(ExactValue(1.0), ExactValue(integer: Int(index)))
      return format.decode(format.round(quotient).code)
    case .swamping:
      let stream = RandomStream(
        StreamKey(seed: UInt64(seed), domain: .data, name: "accumulation.control.swamping"))
      return 1 + (2 * stream.uniform(at: index) - 1) * 3.0.squareRoot()
    }
  }

  private func fp8Error(_ expectation: Expectation, seed: Int) throws(AccumulatorError) -> Double {
    let isNormal = expectation.quantity.hasPrefix("median")
    let core = try Accumulator(
      AccumulatorModel(named: expectation.accumulator), inputs: .e4m3fn)
    let exact = try Accumulator(AccumulatorModel.exact(.binary64), inputs: .e4m3fn)
    guard let cast = try? ArrayCast<Double>(to: .e4m3fn) else { return .nan }
    func operand(_ row: Int) -> [Double] {
      let stream = RandomStream(
        StreamKey(
          seed: UInt64(seed), domain: .data, name: "accumulation.control.fp8.\(isNormal).\(row)"))
      let draws =
        isNormal
        ? stream.normals(count: expectation.count)
        : (0..<expectation.count).map { stream.uniform(at: UInt64($0)) }
      return cast.values(draws)
    }
    let errors = (0..<(isNormal ? 800 : 100)).map { row in
      let (a, b) = (operand(2 * row), operand(2 * row + 1))
      return core.dot(a, b) / exact.dot(a, b) - 1
    }
    guard isNormal else { return errors.reduce(0, +) / Double(errors.count) }
    let sorted = errors.map(\.magnitude).sorted()
    return (sorted[sorted.count / 2 - 1] + sorted[sorted.count / 2]) / 2
  }
}
