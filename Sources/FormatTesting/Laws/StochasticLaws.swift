import FloatFormats
import RandomStreams
import TestVectors

/// Stochastic rounding.
extension Law {
  static let stochastic: [Law] = [oneOfTwo, stochasticMean, stochasticRule]

  /// How often one number is rounded for its mean.
  static let meanDraws = 1 << 13
  /// How far a mean may lie from the number, in standard deviations: more happens once in 5·10^8 means.
  static let meanDeviations = 6.0

  static let oneOfTwo = Law(
    name: "stochastic: one of two neighbours",
    statement:
      "a result is one of the two neighbours of the number, and a number that the format has is "
      + "never moved",
    reference: "Croci et al., Stochastic rounding (2022), section 2; P3109, stochastic rounding",
    needs: [.encode, .stochastic(withRandomBits: false)]
  ) { run in
    let codes = run.sampledCodes.map(run.judge.value).filter { $0.isFinite }
    let points = run.withOpposites(
      run.gaps.flatMap { $0.insides(run.source) + [$0.midpoint].compactMap { $0 } })
    let operands = run.operands(codes + points)
    for rounding in run.subject.stochasticRoundings {
      let below = run.subject.context(.towardZero)
      let above = run.subject.context(.awayFromZero)
      let answers = try run.ask(
        run.source.operation, run.subject.context(rounding), run.randomQuestions(operands, rounding)
      )
      var expected: [Expectation] = []
      for (operand, answer) in zip(operands, answers) {
        run.judge.expect(run.source.operation, Question(operand), [below, above], into: &expected)
        if expected.contains(where: { run.isSame(answer, $0.code) }) {
          run.holds()
          continue
        }
        let function = run.source.operation.function(of: run.subject.format)
        run.breaks(
          "neither neighbour", rounding,
          LawFailure(
            function: function.name, difference: "neither neighbour", rounding: rounding,
            rows: [
              FailureRow("operand", operand.a, function.operandType),
              FailureRow("toward zero", expected[0].code, function.resultType),
              FailureRow("away from zero", expected[1].code, function.resultType),
              FailureRow("observed", answer, function.resultType),
            ]))
      }
    }
  }

  static let stochasticMean = Law(
    name: "stochastic: mean",
    statement: "of \(meanDraws) roundings of x = lower + ν·ulp the share k that goes up has "
      + "|k − ν| ≤ 2^−N + 6·√(ν(1 − ν)/\(meanDraws)), N being the number of random bits",
    reference: "Croci et al., Stochastic rounding (2022), section 2; P3109, stochastic rounding",
    needs: [.encode, .stochastic(withRandomBits: false)]
  ) { run in
    let gaps = run.gaps.filter { $0.midpoint != nil }
    guard !gaps.isEmpty else { return }
    for rounding in run.subject.stochasticRoundings {
      for index in 0..<8 {
        let gap = gaps[gaps.count * (2 * index + 1) / 16]
        // Sixteenths, an odd number of them: in binary32, too, of every format of up to 20 digits.
        let share = Double(2 * index + 1) / 16
        let point = gap.lower + (gap.upper - gap.lower) * share
        try run.checkMean(of: point, in: gap, share, rounding)
      }
    }
  }

  static let stochasticRule = Law(
    name: "stochastic: rule",
    statement: "of given random bits the neighbour is the one that P3109's rule says",
    reference: "P3109, stochastic rounding A, B and C",
    needs: [.encode, .stochastic(withRandomBits: true)]
  ) { run in
    let points = run.gaps.flatMap { $0.insides(run.source) + [$0.midpoint].compactMap { $0 } }
    let operands = run.operands(
      run.withOpposites(points + run.gapBeyondLargest.insides(run.source)))
    for rounding in run.subject.stochasticRoundings {
      try run.compare(
        run.source.operation, run.randomQuestions(operands, rounding),
        [run.subject.context(rounding)])
    }
  }
}

extension LawRun {
  /// Questions with random bits of this law's own: by seed, law and place.
  fileprivate func randomQuestions(_ operands: [Operands], _ rounding: Rounding) -> [Question] {
    let key = StreamKey(seed: options.seed, domain: .rounding, name: "law \(law), \(rounding)")
    let stream = RandomStream(key)
    return operands.enumerated().map { index, operands in
      Question(
        operands,
        randomBits: stream.roundingBits(at: UInt64(index), count: rounding.randomBitCount))
    }
  }

  fileprivate func checkMean(
    of point: Double, in gap: Gap, _ share: Double, _ rounding: Rounding
  ) throws {
    // The point lies where it should, if binary64 has it.
    guard let code = source.code(point), point - gap.lower == (gap.upper - gap.lower) * share else {
      return
    }
    let count = Law.meanDraws
    let questions = randomQuestions(Array(repeating: Operands(code), count: count), rounding)
    let answers = try ask(source.operation, subject.context(rounding), questions)
    let up = answers.count {
      $0.code.map { $0 <= format.largestCode && judge.value($0) > point } ?? false
    }
    let observed = Double(up) / Double(count)
    // Variant B with few bits is off by half a step, C and A by less than one.
    let bias = Double(sign: .plus, exponent: -rounding.randomBitCount, significand: 1)
    let deviation = (share * (1 - share) / Double(count)).squareRoot()
    guard (observed - share).magnitude > bias + Law.meanDeviations * deviation else {
      return holds()
    }
    let function = source.operation.function(of: subject.format)
    breaks(
      "biased", rounding,
      LawFailure(
        function: function.name, difference: "biased", rounding: rounding,
        rows: [
          FailureRow("operand", code, function.operandType),
          FailureRow("expected", hexadecimal: "", value: "up in \(share) of \(count)"),
          FailureRow("observed", hexadecimal: "", value: "up in \(observed) of \(count)"),
        ]))
  }
}
