import FloatFormats
import Kernels
import RandomStreams
import Testing

@testable import Networks

/// What binades tell of a scale, against casts at that scale.
@Suite struct BinadeEnergyTests {
  static let seed: UInt64 = 9

  /// Normal numbers, some of them a thousand times as large, and zeros.
  static let numbers: [Float] = {
    let stream = RandomStream(StreamKey(seed: seed, domain: .data, id: 0))
    return stream.normals(count: 20_000).enumerated().map { index, normal in
      Float(normal) * (index % 100 == 0 ? 1000 : index % 100 == 1 ? 0 : 1)
    }
  }()

  private func cosine(_ format: FloatFormat, _ exponent: Int) throws -> CastCounts {
    try ArrayCast<Float>(to: format).counts(
      Self.numbers.span, scaledBy: Float(sign: .plus, exponent: exponent, significand: 1))
  }

  @Test(arguments: [NamedFormat.binary16, .bfloat16, .e4m3fn, .e5m2])
  func scalesAreThoseOfCasts(named: NamedFormat) throws {
    let format = named.format
    var energies = BinadeEnergies()
    Self.numbers.withUnsafeBufferPointer { energies.add($0) }
    let scales = try #require(energies.scales(in: format, cosine: 0.9))
    // The largest scale is exact: the next power of two overflows.
    #expect(try cosine(format, scales.upperBound).overflowed == 0)
    if scales.upperBound < 100 {
      #expect(try cosine(format, scales.upperBound + 1).overflowed > 0)
    }
    // The least is right to within a binade.
    guard scales.lowerBound > -100 else { return }
    let above = try #require(try cosine(format, scales.lowerBound + 1).cosine)
    let below = try cosine(format, scales.lowerBound - 1).cosine ?? 0
    #expect(above >= 0.9, "\(named.name): \(above) at 2^\(scales.lowerBound + 1)")
    #expect(below < 0.9, "\(named.name): \(below) at 2^\(scales.lowerBound - 1)")
  }

  @Test(arguments: [NamedFormat.binary16, .bfloat16])
  func cosinesAreNearThoseOfCasts(named: NamedFormat) throws {
    var energies = BinadeEnergies()
    Self.numbers.withUnsafeBufferPointer { energies.add($0) }
    // Where errors are those of normal numbers the estimate is good to a part of the error itself.
    for exponent in -4...2 {
      let estimate = try #require(energies.cosine(in: named.format, scaleExponent: exponent - 3))
      let measured = try #require(try cosine(named.format, exponent - 3).cosine)
      let (lost, expected) = (1 - estimate, 1 - measured)
      let isNear = (lost - expected).magnitude <= 0.2 * expected
      #expect(
        isNear,
        "\(named.name) at 2^\(exponent - 3): 1 − cosine \(lost), cast \(expected), seed \(Self.seed)"
      )
    }
  }

  @Test func nothingHasNoScales() {
    #expect(BinadeEnergies().scales(in: .binary16, cosine: 0.99) == nil)
    #expect(BinadeEnergies().cosine(in: .binary16, scaleExponent: 0) == nil)
  }
}
