import FloatFormats
import Kernels
import RandomStreams

/// Some numbers of an array, gathered block by block, and rounded together.
final class BlockPiece {
  /// Numbers that are rounded at once, so that they stay in the nearer caches.
  static let length = 4096

  /// Neighbours in the array that are of one block.
  private struct Run {
    let place: Int
    let block: Int
    let divisor: Double
    /// In the piece.
    let range: Range<Int>
  }

  private let quantizer: BlockQuantizer
  private let dividesInBinary64: Bool
  private let random: RandomStream?
  private let position: Int
  private var runs: [Run] = []
  /// Numbers in the piece.
  private(set) var count = 0
  /// What became of all numbers that were finished.
  private(set) var counts = BlockCounts()

  private let numbers, scaled, rounded: UnsafeMutableBufferPointer<Double>
  private let codes: UnsafeMutableBufferPointer<UInt16>

  /// An empty piece.
  /// - Parameters:
  ///   - dividesInBinary64: whether quotients may be rounded to binary64 first.
  ///   - position: of the random bits of the array's first number.
  init(
    _ quantizer: BlockQuantizer, dividesInBinary64: Bool, _ random: RandomStream?, _ position: Int
  ) {
    (self.quantizer, self.random, self.position) = (quantizer, random, position)
    self.dividesInBinary64 =
      dividesInBinary64 && (quantizer.rounding.randomBitCount == 0 || random != nil)
    func memory() -> UnsafeMutableBufferPointer<Double> {
      let memory = UnsafeMutableBufferPointer<Double>.allocate(capacity: Self.length)
      memory.initialize(repeating: 0)
      return memory
    }
    (numbers, scaled, rounded) = (memory(), memory(), memory())
    codes = .allocate(capacity: Self.length)
    codes.initialize(repeating: 0)
  }

  deinit {
    numbers.deallocate()
    scaled.deallocate()
    rounded.deallocate()
    codes.deallocate()
  }

  /// Adds neighbours of one block, for which there is room.
  func add<Number: Carrier>(
    _ source: UnsafeBufferPointer<Number>, at place: Int, block: Int, divisor: Double
  ) {
    let range = count..<count + source.count
    for index in source.indices {
      let number = Double(source[index])
      numbers[count + index] = number
      scaled[count + index] = number / divisor
    }
    runs.append(Run(place: place, block: block, divisor: divisor, range: range))
    count = range.upperBound
  }

  /// Rounds what was added, counts it, hands it on, and begins anew.
  func finish(_ blocks: inout [BlockSums], _ sink: BlockSink) {
    guard count > 0 else { return }
    var found = round()
    if let sink = sink.codes { encode(to: sink) }
    for run in runs {
      for index in run.range { rounded[index] *= run.divisor }
    }
    complete(&found, &blocks)
    counts.numbers.append(found)
    if let sink = sink.values {
      for run in runs { sink(run.place, part(rounded, run.range)) }
    }
    runs.removeAll(keepingCapacity: true)
    count = 0
  }

  private func part<Element>(
    _ memory: UnsafeMutableBufferPointer<Element>, _ range: Range<Int>
  ) -> UnsafeBufferPointer<Element> {
    UnsafeBufferPointer(rebasing: memory[range])
  }

  /// Rounds quotients to elements.
  private func round() -> CastCounts {
    guard dividesInBinary64 else { return roundExactly() }
    func cast(_ range: Range<Int>, from position: Int) -> CastCounts {
      var target = UnsafeMutableBufferPointer(rebasing: rounded[range]).mutableSpan
      return quantizer.cast.castCounting(
        part(scaled, range).span, into: &target, random: random, from: UInt64(position))
    }
    guard quantizer.rounding.randomBitCount > 0 else { return cast(0..<count, from: 0) }
    return runs.reduce(into: CastCounts()) {
      $0.append(cast($1.range, from: position + $1.place))
    }
  }

  /// The same of any quotients, which are not rounded before.
  private func roundExactly() -> CastCounts {
    let format = quantizer.format.element.format
    let context = quantizer.cast.context
    var counts = CastCounts()
    counts.elements = UInt64(count)
    for run in runs {
      var bits = RoundingBits(
        random, count: quantizer.rounding.randomBitCount, from: UInt64(position + run.place))
      let divisor = ExactValue(binary64: run.divisor)
      for index in run.range {
        let random = bits.next()
        guard !scaled[index].isNaN else {
          rounded[index] = .nan
          counts.nans += 1
          continue
        }
        let quotient = ExactArithmetic.quotient(
          ExactValue(binary64: numbers[index]), divisor)
        let result = format.round(quotient, context, randomBits: random)
        let value = format.decode(result.code)
        rounded[index] = value
        if numbers[index] == 0 {
          counts.zeros += 1
        } else if value == 0 {
          counts.flushed += 1
        } else if value.magnitude < format.leastNormalMagnitude {
          counts.subnormal += 1
        } else if result.flags.contains(.overflow) {
          counts.saturated += 1
        }
      }
    }
    return counts
  }

  /// Hands on the codes of elements; they are 0 in blocks that are NaN.
  private func encode(to sink: (_ place: Int, _ codes: UnsafeBufferPointer<UInt16>) -> Void) {
    var target = UnsafeMutableBufferPointer(rebasing: codes[..<count]).mutableSpan
    quantizer.cast.encode(part(rounded, 0..<count).span, into: &target)
    let element = quantizer.format.element
    for run in runs {
      if run.divisor.isNaN {
        for index in run.range { codes[index] = 0 }
      } else if element.isInteger {
        for index in run.range { codes[index] = element.stored(codes[index]) }
      }
      sink(run.place, part(codes, run.range))
    }
  }

  /// Puts magnitudes and sums of the numbers themselves in place of the quotients', and tells NaNs that a
  /// scale has made from those that there were.
  private func complete(_ found: inout CastCounts, _ blocks: inout [BlockSums]) {
    (found.squaresBefore, found.squaresAfter, found.products) = (0, 0, 0)
    (found.squaresFlushed, found.largestMagnitude, found.leastMagnitude) = (0, 0, .infinity)
    for index in 0..<count {
      let magnitude = numbers[index].magnitude
      guard magnitude.isFinite && magnitude > 0 else { continue }
      found.largestMagnitude = max(found.largestMagnitude, magnitude)
      found.leastMagnitude = min(found.leastMagnitude, magnitude)
    }
    for run in runs where run.divisor.isNaN {
      for index in run.range where !numbers[index].isNaN {
        let number = numbers[index]
        found.nans -= 1
        found.nansMade += 1
        found.infinities += number.isInfinite ? 1 : 0
        found.zeros += number == 0 ? 1 : 0
        guard number.isFinite else { continue }
        found.squaresBefore += number * number
        counts.squaresOfErrors += number * number
      }
    }
    let sums = PairSums(part(rounded, 0..<count), scale: 1, reference: part(numbers, 0..<count))
    found.squaresBefore += sums.squaresOfReference
    found.squaresAfter += sums.squares
    found.products += sums.products
    found.squaresFlushed += sums.squaresLost
    counts.squaresOfErrors += sums.squaresOfErrors
    for run in runs where !run.divisor.isNaN {
      var (squares, errors, isZero) = (0.0, 0.0, true)
      for index in run.range {
        let error = rounded[index] - numbers[index]
        squares += numbers[index] * numbers[index]
        errors += error * error
        isZero = isZero && rounded[index] == 0
      }
      blocks[run.block].squares += squares
      blocks[run.block].errors += errors
      blocks[run.block].isZero = blocks[run.block].isZero && isZero
    }
  }
}
