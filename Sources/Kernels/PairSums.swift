import CKernels
import FloatFormats

/// Sums over pairs of a reference's number x and another y; pairs with an infinity or a NaN are counted, and in
/// none of the sums. Every level gives the same bits: additions of pair i are in lane i mod 16, and lanes are
/// added up in their order.
public struct PairSums: Equatable, Sendable {
  /// x or y infinite or NaN.
  public private(set) var notFinite: UInt64 = 0
  /// x ≠ 0.
  public private(set) var nonzero: UInt64 = 0
  /// x ≠ 0, y = 0.
  public private(set) var lost: UInt64 = 0
  /// Σx².
  public private(set) var squaresOfReference = 0.0
  /// Σy².
  public private(set) var squares = 0.0
  /// Σxy.
  public private(set) var products = 0.0
  /// Σ(y − x)².
  public private(set) var squaresOfErrors = 0.0
  /// Σx² over the lost.
  public private(set) var squaresLost = 0.0

  private static let lanes = 16

  /// The sums of two arrays of one length.
  ///
  /// - Parameters:
  ///   - numbers: y times the scale.
  ///   - scale: finite, not 0.
  public init<Number: Carrier, Reference: Carrier>(
    _ numbers: UnsafeBufferPointer<Number>, scale: Double,
    reference: UnsafeBufferPointer<Reference>, level: VectorLevel = .best
  ) {
    precondition(numbers.count == reference.count, "\(numbers.count), \(reference.count) numbers")
    // A power of two has an exact reciprocal, unless that is subnormal.
    let inverse = scale.magnitude.significand == 1 && (1 / scale).isNormal ? 1 / scale : 0
    self.init()
    guard level > .scalar else {
      self = PairSums(plainly: numbers, scale: scale, inverse: inverse, reference: reference)
      return
    }
    guard let x = reference.baseAddress, let y = numbers.baseAddress else { return }
    var pairs = ck_pairs()
    ck_pairs(
      &pairs, level.rawValue, x, Reference.carrierFormat == .binary64 ? 1 : 0, y,
      Number.carrierFormat == .binary64 ? 1 : 0, numbers.count, scale, inverse)
    notFinite = Self.sum(pairs.not_finite)
    nonzero = Self.sum(pairs.nonzero)
    lost = Self.sum(pairs.lost)
    squaresOfReference = Self.sum(pairs.squares_of_reference)
    squares = Self.sum(pairs.squares)
    products = Self.sum(pairs.products)
    squaresOfErrors = Self.sum(pairs.squares_of_errors)
    squaresLost = Self.sum(pairs.squares_lost)
  }

  /// The reference for the vector loops.
  private init<Number: Carrier, Reference: Carrier>(
    plainly numbers: UnsafeBufferPointer<Number>, scale: Double, inverse: Double,
    reference: UnsafeBufferPointer<Reference>
  ) {
    var sums = [[Double]](repeating: [Double](repeating: 0, count: Self.lanes), count: 5)
    for index in numbers.indices {
      let x = Double(reference[index])
      let y = inverse != 0 ? Double(numbers[index]) * inverse : Double(numbers[index]) / scale
      guard x.isFinite, y.isFinite else {
        notFinite += 1
        continue
      }
      let lane = index % Self.lanes
      sums[0][lane] += x * x
      sums[1][lane] += y * y
      sums[2][lane] += x * y
      sums[3][lane] += (y - x) * (y - x)
      guard x != 0 else { continue }
      nonzero += 1
      guard y == 0 else { continue }
      lost += 1
      sums[4][lane] += x * x
    }
    squaresOfReference = sums[0].reduce(0, +)
    squares = sums[1].reduce(0, +)
    products = sums[2].reduce(0, +)
    squaresOfErrors = sums[3].reduce(0, +)
    squaresLost = sums[4].reduce(0, +)
  }

  /// Of nothing.
  public init() {}

  /// Adds the pairs that follow.
  public mutating func append(_ next: PairSums) {
    notFinite += next.notFinite
    nonzero += next.nonzero
    lost += next.lost
    squaresOfReference += next.squaresOfReference
    squares += next.squares
    products += next.products
    squaresOfErrors += next.squaresOfErrors
    squaresLost += next.squaresLost
  }

  /// The lanes of a C array, which Swift has as a tuple, in their order.
  private static func sum<Lanes, Value: Numeric>(_ lanes: Lanes, of: Value.Type = Value.self)
    -> Value
  {
    withUnsafeBytes(of: lanes) { $0.bindMemory(to: Value.self).reduce(0, +) }
  }
}
