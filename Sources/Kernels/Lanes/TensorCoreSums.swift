import CKernels
import FloatFormats

/// A tensor core's sums: whole blocks by vector loops, or by the reference where these are not wanted.
struct TensorCoreSums: LaneSums {
  private let kernel: TensorCoreKernel
  private let block: Int
  /// Nil where the loops do not serve.
  private let constants: ck_tensor_core?
  private let lanes: Int
  private var sum: [Double]
  /// Rows of a block that is not complete: their a, and their b, row-major.
  private var pendingA: [Double] = []
  private var pendingB: [Double] = []

  init(_ kernel: TensorCoreKernel, lanes: Int) {
    self.kernel = kernel
    self.lanes = lanes
    constants = kernel.constants
    block = kernel.core.block
    sum = [Double](repeating: 0, count: lanes)
  }

  mutating func begin(at c: [Double], count: Int, restarts: Bool) {
    sum = (0..<lanes).map { c.isEmpty ? 0 : kernel.start(c[$0]) }
    pendingA = []
    pendingB = []
  }

  mutating func add(_ terms: LaneTerms, _ state: inout LaneState) {
    var start = 0
    if !pendingA.isEmpty {
      start = min(terms.rows, block - pendingA.count)
      hold(terms.rows(from: 0, upTo: start))
      if pendingA.count == block { closeBlock(&state) }
    }
    let whole = start + (terms.rows - start) / block * block
    fold(terms.rows(from: start, upTo: whole), &state)
    hold(terms.rows(from: whole, upTo: terms.rows))
  }

  mutating func close(_ state: inout LaneState) -> [Double] {
    closeBlock(&state)
    return sum
  }

  private mutating func hold(_ terms: LaneTerms) {
    for k in 0..<terms.rows {
      pendingA.append(terms.a[k])
      pendingB.append(
        contentsOf: UnsafeBufferPointer(start: terms.b + k * terms.stride, count: lanes))
    }
  }

  private mutating func closeBlock(_ state: inout LaneState) {
    let (heldA, heldB) = (pendingA, pendingB)
    heldA.withUnsafeBufferPointer { a in
      heldB.withUnsafeBufferPointer { b in
        guard let a = a.baseAddress, let b = b.baseAddress, !heldA.isEmpty else { return }
        fold(LaneTerms(a: a, b: b, stride: lanes, rows: heldA.count), &state)
      }
    }
    pendingA = []
    pendingB = []
  }

  /// Adds whole blocks, of which the last may be shorter.
  private mutating func fold(_ terms: LaneTerms, _ state: inout LaneState) {
    guard terms.rows > 0, lanes > 0 else { return }
    guard let constants, state.level > .scalar else {
      for lane in 0..<lanes {
        let a = Array(UnsafeBufferPointer(start: terms.a, count: terms.rows))
        let b = (0..<terms.rows).map { terms.b[$0 * terms.stride + lane] }
        var counts = AccumulatorCounts()
        sum[lane] = kernel.dot(a.span, b.span, from: sum[lane], &counts)
        state.counts?.append(counts)
      }
      return
    }
    let level = state.level.rawValue
    counting(&state) { counts in
      withUnsafePointer(to: constants) { constants in
        sum.withUnsafeMutableBufferPointer {
          guard let sum = $0.baseAddress else { return }
          ck_tensor_core_fold(
            constants, level, terms.a, terms.b, terms.stride, terms.rows, sum, lanes, counts)
        }
      }
    }
  }
}

extension TensorCoreKernel {
  /// The core for the vector loops.
  fileprivate var constants: ck_tensor_core? {
    guard
      var converted = CastConstants<Double>(conversion, conversionContext)?.values,
      let joined = CastConstants<Double>(core.output.format, RoundingContext())?.values
    else { return nil }
    // Also where it truncates.
    converted.overflow.0 = Double.infinity.bitPattern
    converted.overflow.1 = (-Double.infinity).bitPattern
    var constants = ck_tensor_core()
    constants.conversion = converted
    constants.joining = joined
    constants.alignment_bits = Int32(core.alignmentBits)
    constants.block = core.block
    let order =
      switch core.joining {
      case .aligned: ck_aligned_with_block
      case .added: ck_added_after_block
      case .addedAfterHalves: ck_added_after_halves
      }
    constants.order = Int32(order.rawValue)
    constants.least_normal_a = a.leastNormal
    constants.least_normal_b = b.leastNormal
    constants.least_normal_c = c.leastNormal
    return constants
  }
}
