/// Magnitudes of binary32 by cells of the finest level: what ``WideTally`` counts, as fast as memory gives them.
///
/// A number's own bits say which cell is its: exponent and first 11 bits behind the leading one. What is added
/// there are the 12 bits behind these and their squares, as whole numbers, so that no sum depends on its order.
struct SingleTally: Sendable {
  /// By the exponent field: cells of (count, at the edge, Σ rest, Σ rest²); empty where there is no number.
  private var fields: [[SIMD4<UInt64>]] = Array(repeating: [], count: 256)
  /// The subnormal ones, which have cells of their own width.
  private var subnormals = WideTally()
  private var zeros: UInt64 = 0
  private var largest: UInt32 = 0
  private var least: UInt32 = .max

  fileprivate static let cellCount = 1 << BinadeCells.finestLevel
  private static let restWidth: UInt32 = 12
  private static let infinity: UInt32 = 0x7F80_0000

  /// A run's sums fit their part of a word: Σ rest 32 bits below the count, Σ rest² 44 below the count of edges.
  private static let longestRun = 1 << 19

  init() {}

  /// Adds numbers, little-endian, at any alignment.
  mutating func add(_ bytes: UnsafeRawBufferPointer, _ scratch: CellScratch) {
    guard let base = bytes.baseAddress else { return }
    let count = bytes.count / 4
    for start in stride(from: 0, to: count, by: Self.longestRun) {
      let run = UnsafeRawBufferPointer(
        start: base + 4 * start, count: 4 * min(Self.longestRun, count - start))
      scatter(run, scratch)
      gather(run, scratch)
    }
  }

  private mutating func scatter(
    _ run: UnsafeRawBufferPointer, _ scratch: CellScratch
  ) {
    guard let base = run.baseAddress else { return }
    let (cells, isUsed) = (scratch.cells, scratch.isUsed)
    var (largest, least) = (largest, least)
    for offset in stride(from: 0, to: run.count, by: 4) {
      let bits = base.loadUnaligned(fromByteOffset: offset, as: UInt32.self) & 0x7FFF_FFFF
      let rest = UInt64(bits & (1 << Self.restWidth - 1))
      isUsed[Int(truncatingIfNeeded: bits >> 23)] = 1
      cells[Int(truncatingIfNeeded: bits >> Self.restWidth)] &+= SIMD2(
        1 << 32 | rest, rest &* rest | (rest == 0 ? 1 << 44 : 0))
      largest = max(largest, bits < Self.infinity ? bits : 0)
      // 0 less 1 is the greatest.
      least = min(least, bits &- 1)
    }
    (self.largest, self.least) = (largest, least)
  }

  /// Moves a run's sums to those of 64 bits.
  private mutating func gather(
    _ run: UnsafeRawBufferPointer, _ scratch: CellScratch
  ) {
    let (cells, isUsed) = (scratch.cells, scratch.isUsed)
    for field in 0..<256 where isUsed[field] != 0 {
      isUsed[field] = 0
      let part = UnsafeMutableBufferPointer(
        start: cells + field * Self.cellCount, count: Self.cellCount)
      if field == 0 {
        let zeros = part[0][1] >> 44
        self.zeros += zeros
        if part.reduce(0, { $0 &+ ($1[0] >> 32) }) > zeros { addSubnormals(of: run) }
      } else {
        if fields[field].isEmpty {
          fields[field] = Array(repeating: SIMD4(), count: Self.cellCount)
        }
        fields[field].withUnsafeMutableBufferPointer { sums in
          for index in sums.indices {
            let cell = part[index]
            sums[index] &+= SIMD4(
              cell[0] >> 32, cell[1] >> 44, cell[0] & 0xFFFF_FFFF, cell[1] & (1 << 44 - 1))
          }
        }
      }
      part.update(repeating: SIMD2())
    }
  }

  private mutating func addSubnormals(of run: UnsafeRawBufferPointer) {
    for offset in stride(from: 0, to: run.count, by: 4) {
      let value = Float(bitPattern: run.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
      if value.isSubnormal { subnormals.add(Double(value)) }
    }
  }

  mutating func add(_ other: SingleTally) {
    for (field, theirs) in other.fields.enumerated() where !theirs.isEmpty {
      if fields[field].isEmpty {
        fields[field] = theirs
      } else {
        for index in theirs.indices { fields[field][index] &+= theirs[index] }
      }
    }
    subnormals.add(other.subnormals)
    zeros += other.zeros
    largest = max(largest, other.largest)
    least = min(least, other.least)
  }

  var magnitudes: Magnitudes {
    var result = subnormals.magnitudes
    result.elements += zeros
    result.zeros = zeros
    let width = Double(sign: .plus, exponent: -Int(Self.restWidth), significand: 1)
    for (field, sums) in fields.enumerated() where !sums.isEmpty {
      let count = sums.reduce(0) { $0 + $1[0] }
      result.elements += count
      guard field < 255 else {
        result.infinities = sums[0][1]
        result.nans = count - sums[0][1]
        continue
      }
      result.binades.append(
        BinadeCells(
          exponent: field - 127, level: BinadeCells.finestLevel,
          cells: sums.map {
            MagnitudeCell(
              count: $0[0], atEdge: $0[1], first: Double($0[2]) * width,
              second: Double($0[3]) * width * width)
          }))
    }
    result.largest = Double(Float(bitPattern: largest))
    let least = least &+ 1
    result.least = least > 0 && least < Self.infinity ? Double(Float(bitPattern: least)) : .infinity
    return result
  }
}

/// Where ``SingleTally`` adds up a run, 8 MiB from the first use on; all 0 between runs. One for a thread.
final class CellScratch {
  private static let cellCount = 256 * SingleTally.cellCount

  /// Of every cell of every exponent field: the count above Σ rest, and that at the edge above Σ rest².
  fileprivate lazy var cells: UnsafeMutablePointer<SIMD2<UInt64>> = {
    let cells = UnsafeMutablePointer<SIMD2<UInt64>>.allocate(capacity: Self.cellCount)
    cells.initialize(repeating: SIMD2(), count: Self.cellCount)
    allocated = cells
    return cells
  }()

  /// Which exponent fields have numbers.
  fileprivate let isUsed: UnsafeMutablePointer<UInt8>

  private var allocated: UnsafeMutablePointer<SIMD2<UInt64>>?

  init() {
    isUsed = .allocate(capacity: 256)
    isUsed.initialize(repeating: 0, count: 256)
  }

  deinit {
    isUsed.deallocate()
    allocated?.deallocate()
  }
}
