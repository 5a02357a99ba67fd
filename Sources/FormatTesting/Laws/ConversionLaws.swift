import FloatFormats
import TestVectors

/// From and to other formats, and the flags of everything.
extension Law {
  static let conversions: [Law] = [fromOthers, toOthers]

  static let fromOthers = Law(
    name: "conversions from other formats",
    statement: "a number of any other format that is offered is rounded once",
    reference: "IEEE 754-2019, 5.4.2",
    needs: [.encode]
  ) { run in
    for operation in run.subject.operations {
      guard case .conversionFrom = operation else { continue }
      try run.compare(operation, run.operands(of: operation))
    }
  }

  static let toOthers = Law(
    name: "conversions to other formats",
    statement: "a number becomes one of any other format that is offered, rounded once",
    reference: "IEEE 754-2019, 5.4.2",
    needs: [.decode]
  ) { run in
    for operation in run.subject.operations {
      guard case .conversionTo = operation else { continue }
      try run.compare(operation, run.operands(of: operation))
    }
  }

  static let flags: [Law] = [conversionFlags, arithmeticFlags]

  static let conversionFlags = Law(
    name: "flags of conversions",
    statement:
      "inexact, underflow, overflow and invalid are raised when they are due, and only then",
    reference: "IEEE 754-2019, 7; Berkeley TestFloat",
    needs: [.encode, .flags]
  ) { run in
    let least = run.judge.value(run.format.leastPositiveCode)
    let normal = run.judge.value(run.format.leastNormalCode)
    let step = Double(
      sign: .plus, exponent: Int(normal.exponent) - run.format.precision, significand: 1)
    let beyond = run.gapBeyondLargest
    var points = run.gaps.flatMap { $0.insides(run.source) + [$0.lower] }
    points += run.gaps.compactMap(\.midpoint) + beyond.insides(run.source)
    points += [beyond.midpoint, beyond.upper, beyond.upper * 4, least / 2, least / 4]
      .compactMap { $0 }
    // Where tininess before and after rounding differ: within half a step below the least normal.
    points += [1, 2, 3, 4, 6].map { normal - step * $0 / 4 }
    try run.compareEncoding(run.withOpposites(points), .flags)
    let special = run.operands([0, -0.0, .infinity, -.infinity])
    let nans = run.source.nans.map { Operands($0) }
    try run.compare(run.source.operation, special + nans, .flags)
  }

  static let arithmeticFlags = Law(
    name: "flags of arithmetic",
    statement: "all five flags of every operation are raised when they are due, and only then",
    reference: "IEEE 754-2019, 7; Berkeley TestFloat",
    needs: [
      .flags, .any(TestArithmetic.allCases.map { .arithmetic($0) }),
    ]
  ) { run in
    for operation in run.subject.operations {
      guard case .arithmetic = operation else { continue }
      try run.compare(operation, run.operands(of: operation), .flags)
    }
  }
}
