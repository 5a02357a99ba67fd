import Testing

@testable import Networks

/// What fresh weights are told to be.
@Suite struct GeneratedWeightsTests {
  private static let parameter = Parameter(
    layer: 3, "mlp.down.weight", rows: 200, columns: 100, .normal(deviation: 0.02))

  private static func elements(_ source: GeneratedWeights, _ parameter: Parameter = parameter)
    -> [Double]
  {
    var numbers = [Double](repeating: 0, count: parameter.count)
    numbers.withUnsafeMutableBufferPointer {
      source.elements(of: parameter).fill(
        $0, rows: 0..<parameter.rows, columns: 0..<parameter.columns, transposed: false)
    }
    return numbers
  }

  /// Where a path is given other values it has them, of the same draw; others are as they were.
  @Test func valuesOfAPathAreReplaced() {
    let source = GeneratedWeights(
      seed: 7, initial: [Self.parameter.path: .normal(deviation: 0.04)])
    let (wide, usual) = (
      Self.elements(source), Self.elements(GeneratedWeights(seed: 7))
    )
    #expect(wide != usual && wide == usual.map { 2 * $0 })
    let other = Parameter(
      layer: 4, "mlp.down.weight", rows: 200, columns: 100, .normal(deviation: 0.02))
    #expect(Self.elements(source, other) == Self.elements(GeneratedWeights(seed: 7), other))
  }

  /// Uniform numbers of a normal parameter's variance; constants stay.
  @Test func uniformNumbersHaveTheVariance() {
    let source = GeneratedWeights(seed: 7, isUniform: true)
    let numbers = Self.elements(source)
    let bound = 0.02 * 3.0.squareRoot()
    let largest = numbers.map(\.magnitude).max() ?? 0
    #expect(largest <= bound * (1 + 0x1p-23) && largest >= 0.999 * bound, "\(largest)")
    let square = numbers.reduce(0) { $0 + $1 * $1 } / Double(numbers.count)
    // Var x²/(Var x)² = 4/5 of uniform numbers; four standard errors.
    let error = (0.8 / Double(numbers.count)).squareRoot()
    #expect((square / 0.0004 - 1).magnitude <= 4 * error, "\(square), seed 7")
    let gain = Parameter("norm.weight", rows: 1, columns: 8, .constant(1))
    #expect(Self.elements(source, gain) == [Double](repeating: 1, count: 8))
  }
}
