import PortableMath
import RandomStreams

/// Where the terms of a synthetic sum come from: independent draws of one distribution, or one number.
///
/// All but `constant` and `log-normal` have deviation 1, so that R, the mean, is the ratio of mean to
/// deviation: the signal in a micro-batch's gradient.
enum TermDistribution: Hashable, Sendable {
  /// 1.
  case constant
  /// Uniform on 1 ± √3: mean 1, deviation 1 (Wang et al. 2018).
  case uniform
  /// Normal with mean R and deviation 1.
  case gaussian(mean: Double)
  /// Student's t with ν > 2 degrees of freedom, scaled to deviation 1, plus R: tails as |x|^-(ν+1).
  case student(freedom: Double, mean: Double)
  /// e^(Sz − S²/2), z standard normal: positive, mean 1.
  case logNormal(deviation: Double)

  /// `constant`, `uniform`, `gaussian(R)`, `student(ν, R)`, `log-normal(S)`.
  init(named text: String) throws(StudyError) {
    func refuse(_ reason: String) -> StudyError {
      .badValue(
        axis: "terms", value: text,
        reason: reason + "; valid: constant, uniform, gaussian(R), student(NU, R), log-normal(S), "
          + "network")
    }
    let parts = text.split(separator: "(", maxSplits: 1, omittingEmptySubsequences: false)
    var numbers: [Double] = []
    if parts.count == 2 {
      guard parts[1].hasSuffix(")") else { throw refuse("a parenthesis is not closed") }
      for item in parts[1].dropLast().split(separator: ",", omittingEmptySubsequences: false) {
        let item = item.filter { $0 != " " }
        guard let number = Double(item), number.isFinite, number.magnitude <= 1e6 else {
          throw refuse("\"\(item)\" is not a number up to 1e6")
        }
        numbers.append(number)
      }
    }
    switch (parts[0], numbers.count) {
    case ("constant", 0) where parts.count == 1: self = .constant
    case ("uniform", 0) where parts.count == 1: self = .uniform
    case ("gaussian", 1): self = .gaussian(mean: numbers[0])
    case ("student", 2) where numbers[0] > 2:
      self = .student(freedom: numbers[0], mean: numbers[1])
    case ("student", 2): throw refuse("a finite deviation needs more than 2 degrees of freedom")
    case ("log-normal", 1) where numbers[0] > 0 && numbers[0] <= 5:
      self = .logNormal(deviation: numbers[0])
    default: throw refuse("unknown, or with other numbers than it takes")
    }
  }

  /// The name that reads back as the same distribution.
  var name: String {
    func text(_ value: Double) -> String {
      Int(exactly: value).map { "\($0)" } ?? value.description
    }
    return switch self {
    case .constant: "constant"
    case .uniform: "uniform"
    case .gaussian(let mean): "gaussian(\(text(mean)))"
    case .student(let freedom, let mean): "student(\(text(freedom)), \(text(mean)))"
    case .logNormal(let deviation): "log-normal(\(text(deviation)))"
    }
  }

  /// Fills `target` with the terms of one lane from place `first` on: a function of the row's key and
  /// the place, however a lane is cut into calls.
  func fill(_ target: UnsafeMutableBufferPointer<Double>, _ row: RowStream, from first: UInt32) {
    switch self {
    case .constant: target.update(repeating: 1)
    case .uniform:
      let width = 2 * 3.0.squareRoot()
      for index in target.indices {
        target[index] = 1 + width * (row.uniform(at: first + UInt32(index)) - 0.5)
      }
    case .gaussian(let mean):
      row.fillNormal(into: target, from: first)
      for index in target.indices { target[index] += mean }
    case .student(let freedom, let mean):
      let scale = ((freedom - 2) / freedom).squareRoot()
      for index in target.indices {
        target[index] = mean + scale * Self.student(freedom, row, at: first + UInt32(index))
      }
    case .logNormal(let deviation):
      row.fillNormal(into: target, from: first)
      for index in target.indices {
        target[index] = Portable.exp(deviation * target[index] - deviation * deviation / 2)
      }
    }
  }

  /// Student's t of the draws at 2·place and 2·place + 1: √(ν(u^(−2/ν) − 1))·cos(2πv) (Bailey, "Polar
  /// generation of random variates with the t-distribution", Mathematics of Computation 62, 1994).
  private static func student(_ freedom: Double, _ row: RowStream, at place: UInt32) -> Double {
    let u = row.uniform(at: 2 * place)
    let power =
      freedom == 4 ? 1 / u.squareRoot() : Portable.exp(-2 / freedom * Portable.log(u))
    // u < 1, so that the power is above 1; its rounding error is not.
    let radius = (freedom * max(0, power - 1)).squareRoot()
    return radius * Portable.cosPi(2 * row.uniform(at: 2 * place + 1))
  }
}
