import FloatFormats
import TestVectors

/// What a number with more digits becomes, one law for each place where implementations go wrong.
extension Law {
  static let rounding: [Law] = [
    exactValues, betweenNeighbours, ties, overflowEdge, subnormalEdge, specialValues,
  ]

  static let exactValues = Law(
    name: "exact values",
    statement: "a number that the format has is its own result in every mode",
    reference: "IEEE 754-2019, 4.3",
    needs: [.encode]
  ) { run in
    try run.compareEncoding(run.sampledCodes.map(run.judge.value).filter { $0.isFinite })
  }

  static let betweenNeighbours = Law(
    name: "between neighbours",
    statement: "a number next to a value or to a midpoint, or at a quarter of the gap, becomes the "
      + "neighbour that the mode says",
    reference: "IEEE 754-2019, 4.3.1 and 4.3.2",
    needs: [.encode]
  ) { run in
    try run.compareEncoding(run.withOpposites(run.gaps.flatMap { $0.insides(run.source) }))
  }

  static let ties = Law(
    name: "ties",
    statement: "a number halfway between two neighbours becomes the one that the mode says",
    reference: "IEEE 754-2019, 4.3.1; OCP OFP8 1.0, conversions",
    needs: [.encode]
  ) { run in
    try run.compareEncoding(run.withOpposites(run.gaps.compactMap(\.midpoint)))
  }

  static let overflowEdge = Law(
    name: "overflow edge",
    statement: "beyond the largest number the midpoint to the next one decides, and then mode and "
      + "overflow policy",
    reference: "IEEE 754-2019, 4.3 and 7.4; OCP OFP8 1.0, conversions; P3109, saturation",
    needs: [.encode]
  ) { run in
    let gap = run.gapBeyondLargest
    var points = gap.insides(run.source) + [gap.lower, gap.upper, gap.upper * 2, gap.upper * 1.5]
    points += [gap.midpoint, run.source.above(gap.upper), run.source.below(gap.upper)]
      .compactMap { $0 }
    // Whole binades, so that what wraps around is seen, and the largest that can be handed over.
    points += (1...64).map { gap.lower * Double(sign: .plus, exponent: $0, significand: 1) }
    points += [Double(Float.greatestFiniteMagnitude), .greatestFiniteMagnitude]
    try run.compareEncoding(run.withOpposites(points))
  }

  static let subnormalEdge = Law(
    name: "subnormal edge",
    statement:
      "below the least normal number gradual underflow, or flushing where the format says so; "
      + "at half the least positive number zero or that, as the mode says",
    reference: "IEEE 754-2019, 3.3, 4.3 and 7.5",
    needs: [.encode]
  ) { run in
    let least = run.judge.value(run.format.leastPositiveCode)
    let normal = run.judge.value(run.format.leastNormalCode)
    // Where numbers round to the least normal as if the exponent had no bound, and where as it has.
    let step = Double(
      sign: .plus, exponent: Int(normal.exponent) - run.format.precision, significand: 1)
    var points = [normal, normal - step, normal - step / 2, normal - step / 4, normal - step * 2]
    points += [least, least / 2, least / 4, least * 0.75, least * 1.5]
    points += [Double(Float.leastNonzeroMagnitude), .leastNonzeroMagnitude, .leastNormalMagnitude]
    // All subnormals, of narrow formats, and powers of two down to where nothing is left.
    let count = Int(min(run.format.leastNormalCode, 64))
    points += (0..<count).flatMap { [least * Double($0), least * (Double($0) + 0.5)] }
    points += (1...64).map { least * Double(sign: .plus, exponent: -$0, significand: 1) }
    let near = points.flatMap { [$0, run.source.above($0), run.source.below($0)] }
    try run.compareEncoding(run.withOpposites(near.filter { $0 > 0 }))
  }

  static let specialValues = Law(
    name: "special values",
    statement:
      "zeros keep their signs, infinities and NaNs of any payload stay what they are, and what "
      + "the format lacks becomes what it says",
    reference: "IEEE 754-2019, 6.1 to 6.3; OCP OFP8 1.0, table 1",
    needs: [.encode]
  ) { run in
    let numbers: [Double] = [0, -0.0, .infinity, -.infinity, 1, -1]
    let operands = run.operands(numbers) + run.source.nans.map { Operands($0) }
    try run.compare(run.source.operation, operands)
  }
}

extension LawRun {
  /// Asks for the conversion of numbers, and compares with the judge.
  func compareEncoding(_ points: [Double], _ aspect: Aspect = .result) throws {
    try compare(source.operation, operands(points), aspect)
  }
}
