import Kernels

/// What became of a site's numbers under a policy, against those of a reference pass of the same draw:
/// x are the reference's, y the policy's, divided by what they were scaled by.
///
/// Other than ``/Kernels/CastCounts``, which sees one rounding, this sees all that came before: what was
/// flushed at an earlier site is lost here, too.
public struct SiteComparison: Equatable, Sendable {
  /// Pairs.
  public private(set) var elements: UInt64 = 0
  /// x ≠ 0.
  public private(set) var nonzero: UInt64 = 0
  /// x ≠ 0, y = 0.
  public private(set) var lost: UInt64 = 0
  /// y infinite or NaN, or x: such pairs are in none of the sums.
  public private(set) var notFinite: UInt64 = 0
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

  /// Of nothing.
  public init() {}

  /// The cosine of the angle between both; nil where a number is not finite, or where the reference is 0
  /// throughout; 0 where only the policy's numbers are.
  public var cosine: Double? {
    guard notFinite == 0, squaresOfReference.isNormal else { return nil }
    guard squares.isNormal else { return 0 }
    return min(1, max(-1, products / (squaresOfReference.squareRoot() * squares.squareRoot())))
  }

  /// The share of the reference's Σx² whose numbers became 0; nil as above.
  public var energyLost: Double? {
    squaresOfReference.isNormal ? squaresLost / squaresOfReference : nil
  }

  /// The share of the reference's numbers other than 0 that became 0; nil where there are none.
  public var lostShare: Double? { nonzero > 0 ? Double(lost) / Double(nonzero) : nil }

  /// √(Σ(y − x)²/Σx²); nil as the cosine.
  public var relativeError: Double? {
    guard notFinite == 0, squaresOfReference.isNormal else { return nil }
    return (squaresOfErrors / squaresOfReference).squareRoot()
  }

  /// Adds the pairs of two arrays of one length.
  ///
  /// - Parameter scale: what the policy's numbers were multiplied by.
  @specialized(where Number == Float, Reference == Float)
  @specialized(where Number == Float, Reference == Double)
  @specialized(where Number == Double, Reference == Float)
  @specialized(where Number == Double, Reference == Double)
  mutating func add<Number: Carrier, Reference: Carrier>(
    _ numbers: UnsafeBufferPointer<Number>, scale: Double,
    reference: UnsafeBufferPointer<Reference>
  ) {
    let count = min(numbers.count, reference.count)
    var sums = Lanes(scale: scale)
    var index = 0
    while index + 8 <= count {
      var (x, y) = (SIMD8<Double>(), SIMD8<Double>())
      for lane in 0..<8 {
        x[lane] = Double(reference[index + lane])
        y[lane] = Double(numbers[index + lane])
      }
      sums.add(x, y)
      index += 8
    }
    if index < count {
      // Zeros in the lanes that are left over add nothing.
      var (x, y) = (SIMD8<Double>(), SIMD8<Double>())
      for lane in 0..<count - index {
        x[lane] = Double(reference[index + lane])
        y[lane] = Double(numbers[index + lane])
      }
      sums.add(x, y)
    }
    elements += UInt64(count)
    nonzero += UInt64(sums.nonzero.wrappedSum())
    lost += UInt64(sums.lost.wrappedSum())
    notFinite += UInt64(sums.notFinite.wrappedSum())
    squaresOfReference += sums.squaresOfReference.sum()
    squares += sums.squares.sum()
    products += sums.products.sum()
    squaresOfErrors += sums.squaresOfErrors.sum()
    squaresLost += sums.squaresLost.sum()
  }

  /// Adds the pairs that follow.
  mutating func append(_ next: SiteComparison) {
    elements += next.elements
    nonzero += next.nonzero
    lost += next.lost
    notFinite += next.notFinite
    squaresOfReference += next.squaresOfReference
    squares += next.squares
    products += next.products
    squaresOfErrors += next.squaresOfErrors
    squaresLost += next.squaresLost
  }

  /// Sums in eight parts, so that an addition need not wait for the one before.
  private struct Lanes {
    let scale: Double
    /// Its reciprocal where that is exact and of the same effect, and faster; else nil.
    let inverse: Double?
    var nonzero = SIMD8<Int64>()
    var lost = SIMD8<Int64>()
    var notFinite = SIMD8<Int64>()
    var squaresOfReference = SIMD8<Double>()
    var squares = SIMD8<Double>()
    var products = SIMD8<Double>()
    var squaresOfErrors = SIMD8<Double>()
    var squaresLost = SIMD8<Double>()

    init(scale: Double) {
      self.scale = scale
      inverse = scale.significand == 1 ? 1 / scale : nil
    }

    mutating func add(_ reference: SIMD8<Double>, _ number: SIMD8<Double>) {
      var x = reference
      var y = inverse.map { number * $0 } ?? number / scale
      // What is not finite minus itself is NaN.
      let isFinite = (x - x .== 0) .& (y - y .== 0)
      notFinite &-= SIMD8<Int64>().replacing(with: -1, where: .!isFinite)
      x.replace(with: 0, where: .!isFinite)
      y.replace(with: 0, where: .!isFinite)
      let isNonzero = x .!= 0
      let isLost = isNonzero .& (y .== 0)
      nonzero &-= SIMD8<Int64>().replacing(with: -1, where: isNonzero)
      lost &-= SIMD8<Int64>().replacing(with: -1, where: isLost)
      let square = x * x
      squaresOfReference += square
      squaresLost += SIMD8<Double>().replacing(with: square, where: isLost)
      squares += y * y
      products += x * y
      squaresOfErrors += (y - x) * (y - x)
    }
  }
}
