import FloatFormats
import Kernels
import RandomStreams

/// How numbers are rounded at a site: large, and so shared.
final class SiteRounding<Number: Carrier>: Sendable {
  let binding: Binding
  /// From the carrier's numbers.
  let cast: ArrayCast<Number>
  /// From a formula's.
  let wide: ArrayCast<Double>
  /// Where this visit's random bits come from; nil where none are needed.
  let random: RandomStream?

  var format: FloatFormat { binding.format.format }

  /// - Throws: ``CarrierError`` where the carrier does not hold the format.
  init(_ binding: Binding, random: RandomStream?) throws(CarrierError) {
    self.binding = binding
    cast = try ArrayCast(to: binding.format.format, binding.context)
    wide = try ArrayCast(to: binding.format.format, binding.context)
    self.random = random
  }

  private init(_ other: SiteRounding, random: RandomStream?) {
    (binding, cast, wide) = (other.binding, other.cast, other.wide)
    self.random = random
  }

  /// The same on another visit.
  func visiting(_ random: RandomStream?) -> SiteRounding { SiteRounding(self, random: random) }

  /// Rounds a formula's numbers.
  /// - Parameters:
  ///   - counted: how many of them, from the first, are counted.
  ///   - position: of the first in the matrix.
  func round(
    _ numbers: UnsafeMutableBufferPointer<Double>, into target: UnsafeMutableBufferPointer<Number>,
    counted: Int, from position: Int
  ) -> CastCounts {
    let counts = round(numbers, 0..<counted, position) { source, target, position in
      wide.castCounting(source, into: &target, random: random, from: position)
    }
    if counted < numbers.count {
      _ = round(numbers, counted..<numbers.count, position) { source, target, position in
        wide.cast(source, into: &target, random: random, from: position)
        return CastCounts()
      }
    }
    for index in numbers.indices { target[index] = Number(numbers[index]) }
    return counts
  }

  /// Rounds a part in place.
  private func round(
    _ numbers: UnsafeMutableBufferPointer<Double>, _ range: Range<Int>, _ position: Int,
    _ body: (Span<Double>, inout MutableSpan<Double>, UInt64) -> CastCounts
  ) -> CastCounts {
    let part = UnsafeMutableBufferPointer(rebasing: numbers[range])
    return withUnsafeTemporaryAllocation(of: Double.self, capacity: part.count) { copy in
      _ = copy.initialize(from: part)
      var target = part.mutableSpan
      return body(
        UnsafeBufferPointer(copy).span, &target, UInt64(position + range.lowerBound))
    }
  }
}
