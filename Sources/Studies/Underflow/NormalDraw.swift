import FloatFormats
import Kernels
import PortableMath
import RandomStreams
import Synchronization
import Theory

/// A draw of standard normal numbers, the same for every cell of a seed: formats and scales are
/// compared on the same numbers.
final class NormalDraw: Sendable {
  /// Parts whose sums are kept apart, for standard errors.
  static let batchCount = 64

  /// The numbers, n of them.
  let values: [Double]
  /// What was measured before, by format and bits of the deviation: many cells share a deviation.
  private let measured = Mutex<[Key: StoredSample]>([:])

  private struct Key: Hashable {
    let format: FloatFormat
    let deviation: UInt64
  }

  /// A draw of `count` numbers; row 0 of the stream that this study's name and the seed make.
  init(seed: Int, count: Int) {
    let key = StreamKey(seed: UInt64(seed), domain: .data, name: "underflow.normal")
    let row = RandomStream(key).row(0)
    values = [Double](unsafeUninitializedCapacity: count) { buffer, initialized in
      row.fillNormal(into: UnsafeMutableBufferPointer(rebasing: buffer[..<count]))
      initialized = count
    }
  }

  /// The draws made so far in this process; a draw is a pure function of its seed and size.
  private static let draws = Mutex<[[Int]: NormalDraw]>([:])

  /// The draw of that seed and size, made once a process.
  static func shared(seed: Int, count: Int) -> NormalDraw {
    draws.withLock { draws in
      if let draw = draws[[seed, count]] { return draw }
      let draw = NormalDraw(seed: seed, count: count)
      draws[[seed, count]] = draw
      return draw
    }
  }

  /// What storing N(0, deviation²) in a format does.
  func stored(deviation: Double, in format: FloatFormat) throws(StudyError) -> StoredSample {
    let key = Key(format: format, deviation: deviation.bitPattern)
    if let known = measured.withLock({ $0[key] }) { return known }
    let cast = try Self.cast(to: format)
    let sample = StoredSample(
      batches: batches.map { StoredSums(cast.counts(values[$0].span, scaledBy: deviation)) })
    measured.withLock { $0[key] = sample }
    return sample
  }

  /// What storing dL/dlogits does: the non-targets p/T with p log-normal, and the whole tensor with
  /// its targets.
  func storedLogits(
    _ head: FreshHead, tokens: Double, lossScale: Double, in format: FloatFormat
  ) throws(StudyError) -> (nonTarget: StoredSample, cosine: Estimate) {
    let cast = try Self.cast(to: format)
    let deviation = head.logitVariance.squareRoot()
    let half = head.logitVariance / 2
    // V·p of each draw; the gradients are that over VT.
    let spread = values.map { Portable.exp(deviation * $0 - half) }
    let scale = lossScale / (tokens * Double(head.vocabularySize))
    let sums = batches.map { StoredSums(cast.counts(spread[$0].span, scaledBy: scale)) }
    // A token has one target for V − 1 others; the draw has n others in place of V − 1.
    let others = Double(head.vocabularySize - 1)
    let targets = [head.targetGradient(tokens: tokens, lossScale: lossScale)]
    let target = StoredSums(cast.counts(targets.span))
    let cosine = Estimate(batches: sums) { sums in
      (sums.weighted(others / Double(sums.count)) + target).cosine
    }
    return (StoredSample(batches: sums), cosine)
  }

  /// To nearest even; what overflows becomes the largest number, as the closed forms count it.
  private static func cast(to format: FloatFormat) throws(StudyError) -> ArrayCast<Double> {
    do {
      return try ArrayCast(to: format, RoundingContext(.nearestEven, overflow: .saturate))
    } catch {
      throw .badValue(axis: "format", value: "\(format)", reason: "\(error)")
    }
  }

  /// The places of the draw in `batchCount` parts of nearly equal size.
  private var batches: [Range<Int>] {
    (0..<Self.batchCount).map { batch in
      values.count * batch / Self.batchCount..<values.count * (batch + 1) / Self.batchCount
    }
  }
}
