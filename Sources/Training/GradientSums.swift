import FloatFormats
import Kernels
import Networks
import RandomStreams

/// How the gradients of micro-batches become one.
public enum GradientAccumulation: Hashable, Sendable {
  /// As torch's `.grad`: each gradient is added when it arrives, and the sum rounded as the policy has it at
  /// the site. A tensor that serves twice, as a tied head does, is added twice.
  case stored
  /// By an accumulator, of which each micro-batch's gradient is a term.
  case accumulator(AccumulatorModel)
}

/// The sums of a step's gradients, parameter by parameter.
final class GradientSums<Number: Carrier> {
  /// How a parameter's sum is kept.
  private struct Sum {
    var elements: [Number]
    var lanes: LaneAccumulator?
    var additions = 0
  }

  private let roundings: [String: ElementRounding<Number>]
  private let bits: (_ path: String, _ visit: Int) -> RandomStream
  private var sums: [String: Sum] = [:]

  /// - Parameters:
  ///   - roundings: by path, how sums are stored.
  ///   - count: micro-batches.
  ///   - bits: where random bits come from, by tensor and addition.
  /// - Throws: `AccumulatorError` where the accumulator does not take terms of the format.
  init(
    _ accumulation: GradientAccumulation, _ parameters: [Parameter], count: Int,
    _ roundings: [String: ElementRounding<Number>],
    bits: @escaping (_ path: String, _ visit: Int) -> RandomStream
  ) throws(AccumulatorError) {
    self.roundings = roundings
    self.bits = bits
    for parameter in parameters {
      var lanes: LaneAccumulator?
      if case .accumulator(let model) = accumulation {
        lanes = try LaneAccumulator(
          model, terms: roundings[parameter.path]?.format ?? Number.carrierFormat,
          lanes: parameter.count, count: count, random: bits(parameter.path, -1))
      }
      sums[parameter.path] = Sum(
        elements: [Number](repeating: 0, count: parameter.count), lanes: lanes)
    }
  }

  /// Takes a gradient of some rows of a parameter.
  func add(_ parameter: Parameter, _ rows: [Int], _ part: Matrix<Number>) {
    let path = parameter.path
    guard var sum = sums.removeValue(forKey: path) else { return }
    for (place, row) in rows.enumerated() {
      for column in 0..<parameter.columns {
        sum.elements[row * parameter.columns + column] +=
          part.elements[place * parameter.columns + column]
      }
    }
    roundings[path]?.round(&sum.elements, bits(path, sum.additions))
    sum.additions += 1
    sums[path] = sum
  }

  /// Ends a micro-batch.
  func endMicroBatch() {
    for path in sums.keys.sorted() {
      guard var sum = sums[path], sum.lanes != nil else { continue }
      sums[path] = nil
      sum.lanes?.add(sum.elements.map { Double($0) })
      for index in sum.elements.indices { sum.elements[index] = 0 }
      sums[path] = sum
    }
  }

  /// The sums of a parameter.
  func elements(of parameter: Parameter) -> [Number] {
    guard let sum = sums[parameter.path] else { return [] }
    return sum.lanes.map { $0.sums.map { Number($0) } } ?? sum.elements
  }
}
