import FloatFormats
import Kernels
import RandomStreams

extension Workloads {
  /// Casts: values, codes, both ways, with and without counters.
  var casts: [Workload] {
    Self.formats.flatMap { format in
      nearestEven(format) + others(format) + binary64(format) + codes(format) + counted(format)
    }
  }

  private func nearestEven(_ format: TimedFormat) -> [Workload] {
    [12, 16, 20, 24].flatMap { log2 in
      let target =
        log2 <= 16
        ? Target(.castInCache, .copy, atLeast: 0.6) : Target(.castInMemory, .copy, atLeast: 0.9)
      return [cast("cast/\(format.name)", format, .nearestEven, log2, target)]
        + byMoreThreads(log2) {
          cast("cast/\(format.name)", format, .nearestEven, log2, $1, threads: $0)
        }
    }
  }

  /// Toward zero, and stochastically by 13 random bits.
  private func others(_ format: TimedFormat) -> [Workload] {
    let truncated = "cast/\(format.name)/toward-zero"
    let stochastic = "cast/\(format.name)/stochastic"
    let figure =
      format.format == .bfloat16
      ? Target(.castStochasticBrain, billions: 12) : Target(.castStochastic, billions: 6)
    return [20, 24].flatMap { log2 in
      [
        cast(
          truncated, format, .towardZero, log2, Target(.castInMemory, .copy, atLeast: 0.9))
      ] + byMoreThreads(log2) { cast(truncated, format, .towardZero, log2, $1, threads: $0) }
    } + [
      cast(stochastic, format, .stochastic(.a, bits: 13), 16, figure),
      cast(
        stochastic, format, .stochastic(.a, bits: 13), 24,
        Target(.castStochasticInMemory, .copy, atLeast: 0.9)),
    ]
  }

  /// The same by more threads than one, where an array is long enough to be shared.
  private func byMoreThreads(
    _ log2: Int, _ make: (_ threads: Int, Target?) -> Workload
  ) -> [Workload] {
    guard log2 >= 20, threads > 1 else { return [] }
    let isTarget = log2 == 20 && threads == 2
    return [make(threads, isTarget ? Target(.castByTwo, .oneThread, atLeast: 1.6) : nil)]
  }

  private func cast(
    _ name: String, _ format: TimedFormat, _ rounding: Rounding, _ log2: Int, _ target: Target?,
    threads: Int = 1
  ) -> Workload {
    cast(Float.self, name, format, rounding, log2, target, threads: threads)
  }

  private func binary64(_ format: TimedFormat) -> [Workload] {
    [
      cast(
        Double.self, "cast64/\(format.name)", format, .nearestEven, 20,
        Target(.castBinary64, .copy, atLeast: 0.85))
    ]
  }

  private func cast<Number: Carrier & BitwiseCopyable>(
    _: Number.Type, _ name: String, _ format: TimedFormat, _ rounding: Rounding, _ log2: Int,
    _ target: Target?, threads: Int = 1
  ) -> Workload {
    let count = 1 << log2
    return array(Number.self, name, log2, [target], threads: threads) { inputs in
      let cast = try ArrayCast<Number>(to: format.format, RoundingContext(rounding))
      let random = rounding.randomBitCount > 0 ? Self.roundingBits : nil
      let source = try inputs.wide(Number.self, count: count)
      let result = inputs.scratch(Number.self, count: count)
      return Job {
        var target = result.elements.mutableSpan
        cast.cast(source.reading.span, into: &target, random: random, threads: threads)
      } checksum: {
        result.checksum
      }
    }
  }

  private func counted(_ format: TimedFormat) -> [Workload] {
    let targets: [(log2: Int, target: Target)] = [
      (16, Target(.countInCache, billions: 6.5)),
      (20, Target(.countInLargeCache, .copy, atLeast: 0.5)),
      (24, Target(.countInMemory, .copy, atLeast: 0.9)),
    ]
    return targets.map { log2, target in
      let count = 1 << log2
      return array(Float.self, "cast/\(format.name)/counts", log2, [target]) { inputs in
        let cast = try ArrayCast<Float>(to: format.format)
        let source = try inputs.wide(Float.self, count: count)
        let result = inputs.scratch(Float.self, count: count)
        var counts = CastCounts?.none
        return Job {
          var target = result.elements.mutableSpan
          counts = cast.castCounting(source.reading.span, into: &target)
        } checksum: {
          Checksum.next(result.checksum, counts.map { UInt64($0.flushed) } ?? 0)
        }
      }
    }
  }

  private func codes(_ format: TimedFormat) -> [Workload] {
    format.format.bitWidth <= 8 ? codes(format, UInt8.self) : codes(format, UInt16.self)
  }

  private func codes<
    Code: FixedWidthInteger & UnsignedInteger & BitwiseCopyable & SendableMetatype
  >(
    _ format: TimedFormat, _: Code.Type
  ) -> [Workload] {
    let log2 = 20
    let count = 1 << log2
    let encode = array(
      Float.self, "encode/\(format.name)", log2, [Target(.encode, billions: 12)]
    ) { inputs in
      let cast = try ArrayCast<Float>(to: format.format)
      let source = try inputs.wide(Float.self, count: count)
      let result = inputs.scratch(Code.self, count: count)
      return Job {
        var target = result.elements.mutableSpan
        cast.encode(source.reading.span, into: &target)
      } checksum: {
        result.checksum
      }
    }
    let decode = array(Float.self, "decode/\(format.name)", log2, []) { inputs in
      let cast = try ArrayCast<Float>(to: format.format)
      let source = inputs.scratch(Code.self, count: count, "codes of \(format.name)")
      var codes = source.elements.mutableSpan
      try cast.encode(
        inputs.wide(Float.self, count: count).reading.span, into: &codes)
      let result = inputs.scratch(Float.self, count: count)
      return Job {
        var target = result.elements.mutableSpan
        cast.decode(source.reading.span, into: &target)
      } checksum: {
        result.checksum
      }
    }
    return [encode, decode]
  }
}
