import FloatFormats
import TestVectors

/// Operations on numbers of the format.
extension Law {
  static let arithmetic: [Law] =
    [
      rounded(.add, "addition"), rounded(.sub, "subtraction"), rounded(.mul, "multiplication"),
      rounded(.div, "division"), rounded(.sqrt, "square root"),
      rounded(.mulAdd, "fused multiply-add"), rounded(.rem, "remainder"),
    ] + [commutative, sterbenz, comparison, integers]

  /// The law that an operation is exact and then rounded once.
  private static func rounded(_ operation: TestArithmetic, _ name: String) -> Law {
    Law(
      name: name,
      statement: "\(operation.rawValue) is the exact result, rounded once",
      reference: operation == .rem ? "IEEE 754-2019, 5.3.1" : "IEEE 754-2019, 5.1 and 5.4.1",
      needs: [.operation(.arithmetic(operation))]
    ) { run in
      try run.compare(.arithmetic(operation), run.operands(of: .arithmetic(operation)))
    }
  }

  static let commutative = Law(
    name: "commutativity",
    statement:
      "a + b and b + a, a · b and b · a, are the same code; which of two NaNs is passed on is "
      + "the implementation's choice",
    reference: "IEEE 754-2019, 5.4.1 and 6.2.3",
    needs: [.any([.arithmetic(.add), .arithmetic(.mul)])]
  ) { run in
    for operation in [Operation.arithmetic(.add), .arithmetic(.mul)]
    where run.subject.offers(operation) {
      let function = operation.function(of: run.subject.format)
      let operands = run.operands(of: operation).filter { $0.a < $0.b }
      for context in run.contexts {
        let answers = try run.ask(operation, context, operands)
        let others = try run.ask(operation, context, operands.map { Operands($0.b, $0.a) })
        for (index, (answer, other)) in zip(answers, others).enumerated() {
          if answer.result == other.result { run.holds(); continue }
          if let x = answer.code, let y = other.code, run.isNaN(x), run.isNaN(y) {
            run.isUnspecified(.choiceOfNaN)
            continue
          }
          run.breaks(
            "another result", context.rounding,
            LawFailure(
              function: function.name, difference: "another result", rounding: context.rounding,
              rows: [
                FailureRow("operand 1", operands[index].a, function.operandType),
                FailureRow("operand 2", operands[index].b, function.operandType),
                FailureRow("observed", answer, function.resultType),
                FailureRow("exchanged", other, function.resultType),
              ]))
        }
      }
    }
  }

  static let sterbenz = Law(
    name: "Sterbenz differences",
    statement: "where y/2 ≤ x ≤ 2y, x − y is exact",
    reference: "Sterbenz, Floating-Point Computation (1974), theorem 4.3.1",
    needs: [
      .operation(.arithmetic(.sub)),
      .format("a zero and subnormals") { $0.hasZero && $0.hasSubnormals },
    ]
  ) { run in
    let function = Operation.arithmetic(.sub).function(of: run.subject.format)
    let pairs = run.operands(of: .arithmetic(.sub)).flatMap { run.nearPairs($0) }
    for context in run.contexts {
      let answers = try run.ask(.arithmetic(.sub), context, pairs)
      for (pair, answer) in zip(pairs, answers) {
        // The theorem says that binary64 has it, too.
        let difference = run.judge.value(pair.a) - run.judge.value(pair.b)
        let value = answer.code.flatMap { $0 <= run.format.largestCode ? run.judge.value($0) : nil }
        if value == difference, !(answer.flags?.contains(.inexact) ?? false) {
          run.holds()
          continue
        }
        run.breaks(
          "not exact", context.rounding,
          LawFailure(
            function: function.name, difference: "not exact", rounding: context.rounding,
            rows: [
              FailureRow("operand 1", pair.a, function.operandType),
              FailureRow("operand 2", pair.b, function.operandType),
              FailureRow("expected", hexadecimal: "", value: "\(difference)", flags: []),
              FailureRow("observed", answer, function.resultType),
            ]))
      }
    }
  }

  static let comparison = Law(
    name: "comparisons",
    statement:
      "numbers are ordered by value, −0 equals +0, and a NaN is neither equal to anything nor "
      + "less nor greater",
    reference: "IEEE 754-2019, 5.11",
    needs: [.any(TestComparison.allCases.map { .comparison($0) })]
  ) { run in
    for comparison in TestComparison.allCases {
      let operation = Operation.comparison(comparison)
      guard run.subject.offers(operation) else { continue }
      // The rounding does not matter.
      try run.compare(
        operation, run.operands(of: operation).map { Question($0) },
        [run.subject.context(.nearestEven)])
    }
  }

  static let integers = Law(
    name: "rounding to integers",
    statement: "the integer that the mode says, with the number's sign if it is zero",
    reference: "IEEE 754-2019, 5.9",
    needs: [.operation(.roundToInteger)]
  ) { run in
    try run.compare(.roundToInteger, run.operands(of: .roundToInteger))
  }
}

extension LawRun {
  /// All operands of an operation where they are few, else edges and random ones (module TestVectors).
  ///
  /// Fewer than the usual number are taken from all along these, not from the beginning, which is edges
  /// alone; the step is odd, since signs alternate.
  func operands(of operation: Operation) -> [Operands] {
    let function = operation.function(of: subject.format)
    let bits = function.operandType.bitWidth * function.operandCount
    guard bits > min(options.mostExhaustiveBits, OperandSequence.mostExhaustiveBits) else {
      return Array(OperandSequence(function, seed: options.seed))
    }
    let whole = max(options.sampledOperands, LawOptions().sampledOperands)
    let step = (whole / max(options.sampledOperands, 1)) | 1
    let taken = OperandSequence(function, seed: options.seed, count: whole).enumerated()
      .filter { $0.offset % step == 0 }
    return taken.prefix(options.sampledOperands).map(\.element)
  }

  fileprivate func isNaN(_ code: UInt64) -> Bool {
    code <= format.largestCode && judge.values.isNaN(code)
  }

  /// From two codes, pairs of one sign with one within a factor of 2 of the other.
  fileprivate func nearPairs(_ operands: Operands) -> [Operands] {
    let mask = format.magnitudeMask
    // Two magnitude codes that are no more than the significand's digits apart, with the sign of the first.
    let reach: UInt64 = 1 << UInt64(format.trailingWidth)
    let base = operands.a & mask
    let near = base &+ (operands.b & mask) % (reach + 1)
    let sign = operands.a & format.signMask
    return [operands, Operands(near | sign, operands.a), Operands(operands.a, near | sign)].filter {
      guard ($0.a | $0.b) <= format.largestCode else { return false }
      let (x, y) = (judge.value($0.a), judge.value($0.b))
      guard x.isFinite, y.isFinite, x.sign == y.sign || x == 0 && y == 0 else { return false }
      let (a, b) = (x.magnitude, y.magnitude)
      return a <= 2 * b && b <= 2 * a && (format.isSigned || x >= y)
    }
  }
}
