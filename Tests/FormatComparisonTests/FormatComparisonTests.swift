import FloatFormats
import Testing

@testable import FormatComparison

/// Formats side by side.
@Suite struct FormatComparisonTests {
  /// Counted one by one.
  @Test(arguments: FormatCatalogue.all.filter { $0.format.bitWidth <= 16 })
  func densityIsCounted(named: NamedFormat) {
    let format = named.format
    let values = (0...format.magnitudeMask).map { format.decode($0) }.filter {
      $0 > 0 && $0.isFinite
    }
    let density = FormatComparison.density(format)
    #expect(Int(density.positive) == values.count, "\(named.name)")
    #expect(Int(density.belowOne) == values.count { $0 < 1 }, "\(named.name)")
    let binade = values.count { $0 >= 2 && $0 < 4 }
    // Of formats that end within that binade it is not whole.
    if format.greatestFiniteMagnitude >= 4 {
      #expect(Int(density.perBinade) == binade, "\(named.name)")
    }
  }

  /// By hand: E4M3 as OCP has it reaches 448 where IEEE's way ends at 240, and has all of its numbers.
  @Test func differences() {
    let comparison = FormatComparison([.e4m3fn, .e4m3])
    let found = comparison.differences
    #expect(found.count == 2)
    #expect(found[0].count == 7 && found[0].range == 256...448)
    #expect(found[1].count == 0 && found[1].range == nil)
  }

  /// science.md's edges of E4M3: 464 ties to 448, and beyond is NaN; toward zero both are 448.
  @Test func edges() throws {
    let edges = FormatComparison([.e4m3fn, .e2m1fn]).edges
    func edge(_ number: Double) throws -> EdgeProbe {
      try #require(edges.first { $0.number == number }, "\(number)")
    }
    #expect(try edge(464).nearestEven == [448, 6] && edge(464).place.contains("tie"))
    let beyond = try edge(465)
    #expect(beyond.nearestEven[0].isNaN && beyond.towardZero == [448, 6])
    #expect(try edge(0x1p-10).nearestEven == [0, 0])
    #expect(edges.map(\.place).suffix(3) == ["infinity", "NaN", "−0"])
  }

  /// Of ours: each row is what the catalogue's format does to nearest even, where the row is of ml_dtypes, whose
  /// rules casts have.
  @Test func practicesOfMlDtypesAreOurs() {
    for practice in Practice.all where practice.who == "ml_dtypes" {
      let format = practice.format.format
      let value = format.decode(format.encode(practice.number).code)
      #expect(
        value == practice.result || value.isNaN && practice.result?.isNaN == true,
        "\(practice.format.name) of \(practice.number): \(value)")
    }
  }

  @Test func figuresHaveEveryNumber() throws {
    let comparison = FormatComparison([.e2m1fn, .binary32])
    let figure = try #require(comparison.figure)
    let values = try #require(figure.specification["data"]?["values"]?.array)
    #expect(values.count == 7)
    #expect(FormatComparison([.binary32]).figure == nil)
  }
}
