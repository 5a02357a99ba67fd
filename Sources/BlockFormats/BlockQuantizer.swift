import FloatFormats
import Kernels
import RandomStreams

/// The cast of arrays of binary32 or binary64 numbers to a block format.
///
/// The result is what exact arithmetic gives, bit for bit, and does not depend on the number of threads: every
/// quotient is rounded once, and a stochastic rounding has the random bits of its number's place in the array.
///
///     let quantizer = BlockQuantizer(to: try BlockCatalogue.format(named: "mxfp4"))
///     let blocks = quantizer.quantize([1, 2, 3.3], shape: [3])
///     let values: [Float] = blocks.values()   // [1, 2, 3]
public struct BlockQuantizer: Sendable {
  /// The format.
  public let format: BlockFormat
  /// How elements are rounded; scales have their rule.
  public let rounding: Rounding
  let cast: ArrayCast<Double>
  /// Whether quotients of binary32 numbers may be rounded to binary64 before they are rounded to elements.
  let dividesInBinary64: Bool

  /// A cast to a format.
  ///
  /// - Precondition: stochastic rounding has 1 … `Rounding.maximumRandomBits` random bits.
  public init(to format: BlockFormat, _ rounding: Rounding = .nearestEven) {
    (self.format, self.rounding) = (format, rounding)
    do {
      cast = try ArrayCast(
        to: format.element.format, RoundingContext(rounding, overflow: .saturate))
    } catch {
      preconditionFailure("binary64 holds every format's numbers")
    }
    // Let x = X·2^a with X < 2^24 and d = D·2^b with D < 2^B. A quotient x/d that is no number m of n bits is away
    // from it by more than 2^−max(24, B + n) of itself: x − m·d is a multiple of 2^b times m's last place, or of
    // 2^a. So the nearest of binary64's numbers is on the same side of m, and is m only if the quotient is. What
    // rounding asks for is on which side of numbers of p + 1 bits a quotient is, or of p + N + 1 with N random bits.
    let bits = format.element.format.precision + rounding.randomBitCount + 1
    dividesInBinary64 = format.scaling.divisorBits + bits <= 52
  }

  /// The elements and scales of an array.
  ///
  /// - Parameters:
  ///   - shape: the array's axes, whose product is the source's count.
  ///   - random: where stochastic rounding takes its bits; without it they are 0.
  ///   - threads: how many may work; of no effect on results.
  @specialized(where Number == Float)
  @specialized(where Number == Double)
  public func quantize<Number: Carrier>(
    _ source: [Number], shape: [Int], random: RandomStream? = nil, threads: Int = 1
  ) -> QuantizedBlocks {
    let layout = BlockLayout(shape, format.scaling.shape)
    precondition(layout.count == source.count, "\(source.count) numbers of shape \(shape)")
    var blocks = QuantizedBlocks(format, shape: shape, layout)
    let scaler = scaler(source)
    blocks.tensorScale = Float(scaler.tensorScale)
    blocks.counts = source.withUnsafeBufferPointer { source in
      blocks.codes.withUnsafeMutableBufferPointer { codes in
        blocks.scales.withUnsafeMutableBufferPointer { scales in
          let (codes, scales) = (SharedMemory(codes), SharedMemory(scales))
          let sink = BlockSink(
            codes: { _ = codes.writing($0..<$0 + $1.count).update(fromContentsOf: $1) },
            scale: { scales.base?[$0] = $1 })
          return perform(source, layout, scaler, random, threads: threads, sink)
        }
      }
    }
    return blocks
  }

  /// The values that an array's numbers become, as numbers of the carrier, and what happened to them: those of
  /// ``QuantizedBlocks/values()``. Parameters as above.
  @specialized(where Number == Float)
  @specialized(where Number == Double)
  public func values<Number: Carrier>(
    _ source: [Number], shape: [Int], random: RandomStream? = nil, threads: Int = 1
  ) -> (values: [Number], counts: BlockCounts) {
    let layout = BlockLayout(shape, format.scaling.shape)
    precondition(layout.count == source.count, "\(source.count) numbers of shape \(shape)")
    var values = [Number](repeating: 0, count: source.count)
    let scaler = scaler(source)
    let counts = source.withUnsafeBufferPointer { source in
      values.withUnsafeMutableBufferPointer { values in
        let target = SharedMemory(values)
        let sink = BlockSink(values: { place, values in
          let part = target.writing(place..<place + values.count)
          for index in values.indices { part[index] = Number(values[index]) }
        })
        return perform(source, layout, scaler, random, threads: threads, sink)
      }
    }
    return (values, counts)
  }

  /// The scales of an array's blocks.
  func scaler<Number: Carrier>(_ source: [Number]) -> BlockScaler {
    guard format.scaling.hasTensorScale else {
      return BlockScaler(format.scaling, of: format.element.format)
    }
    var largest = 0.0
    for number in source {
      let magnitude = Double(number.magnitude)
      // False of NaN, too.
      if magnitude > largest && magnitude.isFinite { largest = magnitude }
    }
    return BlockScaler(format.scaling, of: format.element.format, largest: largest)
  }
}
