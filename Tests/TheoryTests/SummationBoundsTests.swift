import Testing
import Theory

struct SummationBoundsTests {
  @Test func recursiveSums() {
    let bounds = SummationBounds(depth: 0x1p14, roundoff: 0x1p-24)
    #expect(bounds.worst == 0x1p-10)
    #expect(bounds.probable == 0x1p-17)
  }

  /// (b + n/b)·u of a sum in chunks, smallest near b = √n.
  @Test func chunksAddUp() {
    func bounds(chunk: Double) -> SummationBounds {
      SummationBounds(depth: chunk, roundoff: 0x1p-8)
        + SummationBounds(depth: 4096 / chunk, roundoff: 0x1p-8)
    }
    #expect(bounds(chunk: 64).worst == 0.5)
    #expect(bounds(chunk: 64).probable == 128.0.squareRoot() * 0x1p-8)
    #expect(bounds(chunk: 16).worst > 0.5 && bounds(chunk: 256).worst > 0.5)
  }

  /// Sums of positive terms in 8 bits, to nearest: never beyond n·u, and that bound is reached to
  /// within a factor of 4 by terms that are always rounded the same way.
  @Test func theWorstCaseHoldsAndIsNotVoid() {
    func step(_ x: Double) -> Double {
      let unit = Double(sign: .plus, exponent: Int(x.exponent) - 7, significand: 1)
      return (x / unit).rounded(.toNearestOrEven) * unit
    }
    var greatest = 0.0
    for n in [4, 16, 64] {
      // After a first 1, terms of just under half a last place: all are lost.
      let small = 0x1p-8 * (1 - 0x1p-20)
      var (sum, exact) = (1.0, 1.0)
      for _ in 1..<n {
        sum = step(sum + small)
        exact += small
      }
      let bound = SummationBounds(depth: Double(n), roundoff: 0x1p-8).worst
      let error = (sum - exact).magnitude / exact
      #expect(error <= bound, "\(n): \(error), bound \(bound)")
      greatest = max(greatest, error / bound)
    }
    #expect(greatest > 0.25, "\(greatest)")
  }
}
