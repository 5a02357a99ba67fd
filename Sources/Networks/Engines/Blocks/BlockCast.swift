import Kernels

/// Rounds numbers in blocks, each divided by a scale of its own.
///
/// Numbers lie in lines: line k has the k-th terms of `width` sums, and blocks go from line to line.
///
/// What is counted is what becomes of the divided numbers, their magnitudes included; the sums are of
/// the numbers themselves, before and after.
struct BlockCast<Number: Carrier>: Sendable {
  private let rounding: SiteRounding<Number>
  let scale: BlockScale

  /// Whether numbers stay divided, for the product to multiply sums by the scales.
  let isPromoted: Bool

  /// Nil for a site whose numbers are not scaled in blocks.
  /// - Parameters:
  ///   - largest: the tensor's largest finite magnitude, for its scale.
  ///   - isPromoted: whether the other operand is in tiles as well, if this is.
  init?(_ rounding: SiteRounding<Number>, largest: Double = 0, isPromoted: Bool = true) {
    guard let scale = BlockScale(rounding.binding.scaling, rounding.format, largest: largest)
    else { return nil }
    (self.rounding, self.scale) = (rounding, scale)
    self.isPromoted = isPromoted && scale.isTile
  }

  /// Numbers that are cast at once, so that they stay in the nearer caches.
  static var pieceLength: Int { 4096 }

  /// Sums that are served at once where lines are wide.
  var widthAtOnce: Int { Self.pieceLength / scale.length }

  /// Rounds lines that begin with a block.
  ///
  /// - Parameters:
  ///   - source: the first number.
  ///   - target: gets the rounded numbers, times their scales unless these are promoted, but not the tensor's,
  ///     with the lines' stride.
  ///   - divisors: of a lane's block, where they are known before.
  ///   - found: is told every other divisor.
  ///   - position: of a number's random bits.
  func cast(
    _ source: UnsafePointer<Number>, into target: UnsafeMutablePointer<Number>, _ lines: BlockLines,
    divisors known: ((_ block: Int, _ lane: Int) -> Double)? = nil,
    found: (_ block: Int, _ lane: Int, _ divisor: Double) -> Void = { _, _, _ in },
    isCounting: Bool, position: (_ line: Int, _ lane: Int) -> Int
  ) -> CastCounts {
    let width = lines.width
    let atOnce = max(Self.pieceLength / max(width, 1) / scale.length, 1) * scale.length
    let capacity = min(atOnce, lines.count) * width
    return withUnsafeTemporaryAllocation(of: Double.self, capacity: 4 * capacity) { scratch in
      func part(_ index: Int, _ count: Int) -> UnsafeMutableBufferPointer<Double> {
        UnsafeMutableBufferPointer(rebasing: scratch[index * capacity..<index * capacity + count])
      }
      var counts = CastCounts()
      for first in stride(from: 0, to: lines.count, by: atOnce) {
        let piece = BlockLines(
          count: min(atOnce, lines.count - first), width: width, stride: lines.stride)
        let count = piece.count * width
        let (numbers, scaled) = (part(0, count), part(1, count))
        let (rounded, divisors) = (part(2, count), part(3, count))
        let isFinite = copy(source + first * lines.stride, piece, to: numbers)
        let block = first / scale.length
        findDivisors(
          numbers, isFinite: isFinite, width, into: divisors,
          known: known.map { known in { known(block + $0, $1) } },
          found: { found(block + $0, $1, $2) })
        for index in numbers.indices { scaled[index] = numbers[index] / divisors[index] }
        var done = round(scaled, into: rounded, width, isCounting: isCounting) {
          position(first + $0, $1)
        }
        if isPromoted { store(rounded, piece, to: target + first * lines.stride) }
        for index in numbers.indices { rounded[index] *= divisors[index] }
        if isCounting { complete(&done, numbers, rounded, divisors) }
        if !isPromoted {
          if scale.isTile {
            for index in numbers.indices { rounded[index] = Double(Float(rounded[index])) }
          } else if scale.tensorScale != 1 {
            // Exact: an element times its scale has few bits.
            for index in numbers.indices { rounded[index] /= scale.tensorScale }
          }
          store(rounded, piece, to: target + first * lines.stride)
        }
        counts.append(done)
      }
      return counts
    }
  }

  /// Copies lines, and tells whether all numbers are finite.
  private func copy(
    _ source: UnsafePointer<Number>, _ lines: BlockLines,
    to numbers: UnsafeMutableBufferPointer<Double>
  ) -> Bool {
    let infinity = Number.infinity.carrierBits
    var others: Number.Bits = 0
    for line in 0..<lines.count {
      let (from, to) = (source + line * lines.stride, line * lines.width)
      for lane in 0..<lines.width {
        numbers[to + lane] = Double(from[lane])
        others |= from[lane].carrierBits & infinity == infinity ? 1 : 0
      }
    }
    return others == 0
  }

  private func store(
    _ rounded: UnsafeMutableBufferPointer<Double>, _ lines: BlockLines,
    to target: UnsafeMutablePointer<Number>
  ) {
    for line in 0..<lines.count {
      let (from, to) = (line * lines.width, target + line * lines.stride)
      for lane in 0..<lines.width { to[lane] = Number(rounded[from + lane]) }
    }
  }

  /// Gives every number its block's divisor.
  private func findDivisors(
    _ numbers: UnsafeMutableBufferPointer<Double>, isFinite: Bool, _ width: Int,
    into divisors: UnsafeMutableBufferPointer<Double>,
    known: ((_ block: Int, _ lane: Int) -> Double)?,
    found: (_ block: Int, _ lane: Int, _ divisor: Double) -> Void
  ) {
    let length = scale.length * width
    for (block, first) in stride(from: 0, to: numbers.count, by: length).enumerated() {
      let end = min(first + length, numbers.count)
      if let known {
        for lane in 0..<width { divisors[first + lane] = known(block, lane) }
      } else {
        for lane in first..<first + width { divisors[lane] = numbers[lane].magnitude }
        for start in stride(from: first + width, to: end, by: width) {
          for lane in 0..<width {
            let (magnitude, largest) = (numbers[start + lane].magnitude, divisors[first + lane])
            if isFinite {
              divisors[first + lane] = magnitude > largest ? magnitude : largest
            } else {
              // As `BlockScaler.largest(of:and:)`.
              divisors[first + lane] = Double(
                bitPattern: max(magnitude.bitPattern, largest.bitPattern))
            }
          }
        }
        for lane in 0..<width {
          let divisor = scale.divisor(divisors[first + lane])
          divisors[first + lane] = divisor
          found(block, lane, divisor)
        }
      }
      for start in stride(from: first + width, to: end, by: width) {
        for lane in 0..<width { divisors[start + lane] = divisors[first + lane] }
      }
    }
  }

  private func round(
    _ scaled: UnsafeMutableBufferPointer<Double>,
    into rounded: UnsafeMutableBufferPointer<Double>, _ width: Int, isCounting: Bool,
    position: (_ line: Int, _ lane: Int) -> Int
  ) -> CastCounts {
    let source = UnsafeBufferPointer(scaled)
    guard let random = rounding.random else {
      var target = rounded.mutableSpan
      if isCounting { return rounding.wide.castCounting(source.span, into: &target) }
      rounding.wide.cast(source.span, into: &target)
      return CastCounts()
    }
    var counts = CastCounts()
    for index in source.indices {
      let part = index..<index + 1
      var target = UnsafeMutableBufferPointer(rebasing: rounded[part]).mutableSpan
      counts.append(
        rounding.wide.castCounting(
          UnsafeBufferPointer(rebasing: source[part]).span, into: &target, random: random,
          from: UInt64(position(index / width, index % width))))
    }
    return counts
  }

  /// Puts the sums of the numbers themselves in place of the divided numbers', as ``CastCounts`` defines them,
  /// and tells NaNs that the scale has made from those that there were.
  private func complete(
    _ counts: inout CastCounts, _ before: UnsafeMutableBufferPointer<Double>,
    _ after: UnsafeMutableBufferPointer<Double>, _ divisors: UnsafeMutableBufferPointer<Double>
  ) {
    let sums = PairSums(
      UnsafeBufferPointer(after), scale: 1, reference: UnsafeBufferPointer(before))
    counts.squaresBefore = sums.squaresOfReference
    counts.squaresAfter = sums.squares
    counts.products = sums.products
    counts.squaresFlushed = sums.squaresLost
    guard sums.notFinite > 0 else { return }
    let greatest = rounding.format.greatestFiniteMagnitude
    for index in before.indices where before[index].isFinite && !after[index].isFinite {
      let (number, divisor) = (before[index], divisors[index])
      counts.squaresBefore += number * number
      // In NaN blocks nothing is beyond the largest number.
      guard (number / divisor).magnitude > greatest else { continue }
      let largest = greatest * divisor
      counts.squaresAfter += largest * largest
      counts.products += number.magnitude * largest
    }
    for (number, divisor) in zip(before, divisors) where divisor.isNaN && !number.isNaN {
      counts.nans -= 1
      counts.nansMade += 1
      counts.infinities += number.isInfinite ? 1 : 0
      counts.zeros += number == 0 ? 1 : 0
    }
  }
}

/// Where the lines of a ``BlockCast`` lie.
struct BlockLines {
  let count: Int
  /// Numbers of a line.
  let width: Int
  /// From a line to the next.
  let stride: Int
}
