import FloatFormats
import TestVectors

/// How roundings of several numbers, or of one in several modes, hang together.
extension Law {
  static let relations: [Law] = [idempotent, monotone, signSymmetric, enclosing]

  static let idempotent = Law(
    name: "idempotence",
    statement: "rounding what has been rounded changes nothing",
    reference: "IEEE 754-2019, 4.3",
    needs: [.encode, .decode]
  ) { run in
    let points = run.operands(run.scatteredPoints)
    for context in run.contexts {
      let once = try run.ask(run.source.operation, context, points)
      let codes = once.compactMap(\.code).filter { $0 <= run.format.largestCode }
      let decoded = try run.ask(run.decoding, context, codes.map { Operands($0) })
      let again = zip(codes, decoded).compactMap { code, answer -> (UInt64, UInt64)? in
        guard let value = answer.code.map(run.decodedValue), value.isFinite,
          let point = run.source.code(value)
        else { return nil }
        return (code, point)
      }
      let twice = try run.ask(run.source.operation, context, again.map { Operands($0.1) })
      for ((code, point), answer) in zip(again, twice) {
        run.check(run.isSame(answer, code), "moved", context) {
          [
            run.row("rounded", code), run.sourceRow("decoded", point),
            run.row("rounded again", answer),
          ]
        }
      }
    }
  }

  static let monotone = Law(
    name: "monotonicity",
    statement: "the greater number does not become the lesser",
    reference: "IEEE 754-2019, 4.3; Goldberg 1991, Appendix D",
    needs: [.encode]
  ) { run in
    let points = run.operands(run.scatteredPoints)
    for context in run.contexts {
      let answers = try run.ask(run.source.operation, context, points)
      for index in points.indices.dropFirst() {
        let pair = [index - 1, index]
        let values = pair.map { run.value(answers[$0]) }
        // What overflows to NaN is not in the order.
        run.check(!(values[0] > values[1]), "out of order", context) {
          pair.flatMap {
            [run.sourceRow("operand", points[$0].a), run.row("observed", answers[$0])]
          }
        }
      }
    }
  }

  static let signSymmetric = Law(
    name: "sign symmetry",
    statement: "the opposite number becomes the opposite, in the mode that points the other way",
    reference: "IEEE 754-2019, 4.3",
    needs: [.encode, .format("a sign") { $0.isSigned }]
  ) { run in
    let points = run.operands(run.scatteredPoints.filter { $0 > 0 } + [0])
    let opposites = points.map { Operands($0.a | run.source.signMask) }
    for mode in run.modes where run.modes.contains(mode.mirrored) {
      let context = run.subject.context(.mode(mode))
      let mirrored = run.subject.context(.mode(mode.mirrored))
      let answers = try run.ask(run.source.operation, context, points)
      let others = try run.ask(run.source.operation, mirrored, opposites)
      for (index, (answer, other)) in zip(answers, others).enumerated() {
        let (x, y) = (run.value(answer), run.value(other))
        let isOpposite =
          x.isNaN || y.isNaN
          ? x.isNaN && y.isNaN
          : x == -y && (!run.format.hasNegativeZero || x.sign != y.sign)
        run.check(isOpposite, "not the opposite", context) {
          [
            run.sourceRow("operand", points[index].a), run.row("observed", answer),
            run.sourceRow("opposite", opposites[index].a), run.row("observed", other),
          ]
        }
      }
    }
  }

  static let enclosing = Law(
    name: "directed modes enclose",
    statement:
      "toward −∞ gives no more than the number and toward +∞ no less; toward zero no larger "
      + "magnitude, away from zero no smaller",
    reference: "IEEE 754-2019, 4.3.2",
    needs: [
      .encode,
      .modes([.towardNegative, .towardPositive, .towardZero, .awayFromZero]),
    ]
  ) { run in
    // Beyond the largest number a format may have nothing that is greater.
    let largest = run.judge.value(run.format.largestFiniteCode)
    let isWithin = { (x: Double) in x.magnitude <= largest && (x > 0 || run.format.isSigned) }
    let points = run.operands(run.scatteredPoints.filter(isWithin))
    for mode in run.modes {
      guard let keeps = mode.bound else { continue }
      let context = run.subject.context(.mode(mode))
      let answers = try run.ask(run.source.operation, context, points)
      for (point, answer) in zip(points, answers) {
        let value = run.value(answer)
        // A format without zero has nothing below its least number.
        let isBelowLeast =
          !run.format.hasZero
          && run.source.value(point.a).magnitude < run.judge.value(run.format.leastPositiveCode)
        run.check(
          keeps(value, run.source.value(point.a)) || isBelowLeast, "on the wrong side", context
        ) {
          [run.sourceRow("operand", point.a), run.row("observed", answer)]
        }
      }
    }
  }
}

extension RoundingMode {
  /// The mode that does to −x what this one does to x.
  fileprivate var mirrored: RoundingMode {
    switch self {
    case .towardPositive: .towardNegative
    case .towardNegative: .towardPositive
    default: self
    }
  }

  /// Of a directed mode: whether a result is on the side of the number that the mode says.
  fileprivate var bound: ((_ result: Double, _ number: Double) -> Bool)? {
    switch self {
    case .towardNegative: { $0 <= $1 }
    case .towardPositive: { $0 >= $1 }
    case .towardZero: { $0.magnitude <= $1.magnitude && ($0 == 0 || $0.sign == $1.sign) }
    case .awayFromZero: { $0.magnitude >= $1.magnitude && $0.sign == $1.sign }
    default: nil
    }
  }
}

extension PointSource {
  /// The sign bit.
  fileprivate var signMask: UInt64 {
    switch self {
    case .binary64: 1 << 63
    case .binary32: 1 << 31
    }
  }
}

extension LawRun {
  /// Numbers all over the format and somewhat beyond, in ascending order: of every sampled gap the
  /// ends, the midpoint and what is next to them.
  fileprivate var scatteredPoints: [Double] {
    let gaps = gaps + [gapBeyondLargest]
    let beyond = gapBeyondLargest.upper * 1.25
    return withOpposites(
      gaps.flatMap { gap in
        [gap.lower, gap.upper] + [gap.midpoint].compactMap { $0 } + gap.insides(source)
      } + [beyond])
  }

  /// The value of an answer; NaN where it is no code.
  fileprivate func value(_ answer: Answer) -> Double {
    switch answer.result {
    case .code(let code): code <= format.largestCode ? judge.value(code) : .nan
    case .foreign(let value): value
    }
  }

  fileprivate func row(_ label: String, _ code: UInt64) -> FailureRow {
    FailureRow(label, code, .float(format))
  }

  fileprivate func row(_ label: String, _ answer: Answer) -> FailureRow {
    FailureRow(label, answer, .float(format))
  }

  fileprivate func sourceRow(_ label: String, _ code: UInt64) -> FailureRow {
    FailureRow(label, code, source.operation.function(of: subject.format).operandType)
  }

  /// Counts one conversion or several that belong together.
  fileprivate func check(
    _ holds: Bool, _ difference: String, _ context: RoundingContext, rows: () -> [FailureRow]
  ) {
    guard !holds else { return self.holds() }
    breaks(
      difference, context.rounding,
      LawFailure(
        function: source.operation.function(of: subject.format).name, difference: difference,
        rounding: context.rounding, rows: rows()))
  }
}
