import Foundation
import Kernels
import PortableMath
import RandomStreams
import Synchronization
import Testing

/// As many numbers as a model of 7·10⁹ weights has; `make exhaustive` counts them.
@Suite(
  .enabled(if: ProcessInfo.processInfo.environment["GRADUAL_EXHAUSTIVE"] == "1", "make exhaustive"))
struct NormalTailTests {
  /// Numbers beyond thresholds against the normal distribution, by standard deviations of Poisson's law,
  /// and the largest magnitude: beyond 6.0 but once in 10^6, and never beyond 6.764.
  @Test func tailsOfAModel() {
    let (rows, columns, tasks) = (1024, 16_384, 420)
    let thresholds: [Float] = [4, 4.5, 5, 5.5]
    let stream = RandomStream(StreamKey(seed: 31, domain: .weight, name: "tails of a model"))
    let found = Mutex((above: [0, 0, 0, 0], below: [0, 0, 0, 0], largest: Float(0)))
    Tasks.perform(tasks, threads: ProcessInfo.processInfo.activeProcessorCount) { task, _ in
      let first = task * rows
      let matrix = NormalRows(stream, rows: first..<first + rows)
      var numbers = [Float](repeating: 0, count: columns)
      var counts = (above: [0, 0, 0, 0], below: [0, 0, 0, 0], largest: Float(0))
      for row in first..<first + rows {
        numbers.withUnsafeMutableBufferPointer {
          matrix.fill(
            rows: row..<row + 1, columns: 0..<columns, scale: 1, into: $0, stride: columns)
        }
        for number in numbers where number.magnitude > 4 {
          counts.largest = max(counts.largest, number.magnitude)
          for (index, threshold) in thresholds.enumerated() {
            if number > threshold { counts.above[index] += 1 }
            if number < -threshold { counts.below[index] += 1 }
          }
        }
      }
      found.withLock { found in
        found.largest = max(found.largest, counts.largest)
        for index in thresholds.indices {
          found.above[index] += counts.above[index]
          found.below[index] += counts.below[index]
        }
      }
    }
    let (above, below, largest) = found.withLock { $0 }
    for (index, threshold) in thresholds.enumerated() {
      let mean = Double(tasks * rows * columns) * Portable.normalCDF(-Double(threshold))
      for (side, count) in [("above", above[index]), ("below −", below[index])] {
        let z = (Double(count) - mean) / mean.squareRoot()
        #expect(z.magnitude < 6, "\(side)\(threshold): \(count), expected \(mean); seed 31")
      }
    }
    #expect(largest > 6 && largest < 6.764, "largest \(largest); seed 31")
  }
}
