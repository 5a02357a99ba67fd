import FloatFormats
import TestVectors

/// What codes stand for.
extension Law {
  static let codes: [Law] = [decoding, ordered, roundTrip]

  static let decoding = Law(
    name: "decoding",
    statement: "a code stands for the number that the format's fields say, exactly",
    reference: "IEEE 754-2019, 3.4; OCP OFP8 1.0, table 1; P3109, value sets",
    needs: [.decode]
  ) { run in
    try run.compare(run.decoding, run.sampledCodes.map { Operands($0) })
  }

  static let ordered = Law(
    name: "order of codes",
    statement:
      "of two codes of one sign the one with the larger magnitude code is no nearer to zero",
    reference: "IEEE 754-2019, 3.4 and 5.10",
    needs: [.decode]
  ) { run in
    let magnitudes = run.sampledMagnitudes
    for sign in run.format.isSigned ? [0, run.format.signMask] : [0] {
      let codes = magnitudes.map { Operands($0 | sign) }
      let function = run.decoding.function(of: run.subject.format)
      let context = run.subject.context(.nearestEven)
      let answers = try run.ask(run.decoding, context, codes)
      let values = answers.map { $0.code.map(run.decodedValue) ?? .nan }
      for index in codes.indices.dropFirst() {
        let (x, y) = (values[index - 1], values[index])
        // The code of −0 may be a NaN.
        guard !x.isNaN, !y.isNaN, x.magnitude > y.magnitude else {
          run.holds()
          continue
        }
        run.breaks(
          "out of order", nil,
          LawFailure(
            function: function.name, difference: "out of order", rounding: nil,
            rows: [index - 1, index].flatMap { place in
              [
                FailureRow("operand", codes[place].a, function.operandType),
                FailureRow("observed", answers[place], function.resultType),
              ]
            }))
      }
    }
  }

  static let roundTrip = Law(
    name: "round trip",
    statement: "a code decoded and encoded again is itself, in every mode",
    reference: "IEEE 754-2019, 5.4.2 and 5.12",
    needs: [.encode, .decode]
  ) { run in
    // Codes that stand for the value of another (zeros of a format without subnormals) become that one.
    let codes = run.sampledCodes
    let values = try run.ask(
      run.decoding, run.subject.context(.nearestEven), codes.map { Operands($0) })
    let pairs = zip(codes, values).compactMap { code, answer -> (UInt64, UInt64)? in
      guard let value = answer.code.map(run.decodedValue), let point = run.source.code(value)
      else { return nil }
      return (code, point)
    }
    let type = TestType.float(run.format)
    let function = run.source.operation.function(of: run.subject.format)
    for context in run.contexts {
      // An infinity that overflow turns into something else does not come back.
      let answers = try run.ask(run.source.operation, context, pairs.map { Operands($0.1) })
      for (pair, answer) in zip(pairs, answers) {
        if run.isSame(answer, pair.0) || run.losesInfinity(pair.0, context) {
          run.holds()
          continue
        }
        run.breaks(
          "another code", context.rounding,
          LawFailure(
            function: function.name, difference: "another code", rounding: context.rounding,
            rows: [
              FailureRow("operand", pair.1, function.operandType),
              FailureRow("expected", pair.0, type), FailureRow("observed", answer, type),
            ]))
      }
    }
  }
}

extension LawRun {
  /// The operation that gives the value of a code.
  var decoding: Operation { subject.offers(.decode) ? .decode : .conversionTo(.binary32) }

  /// The value of what ``decoding`` gave.
  func decodedValue(_ code: UInt64) -> Double {
    subject.offers(.decode)
      ? Double(bitPattern: code) : Double(Float(bitPattern: UInt32(truncatingIfNeeded: code)))
  }

  /// Whether an answer is a code or stands for the same as it: NaNs do, and zeros of one sign.
  func isSame(_ answer: Answer, _ code: UInt64) -> Bool {
    guard let other = answer.code, other <= format.largestCode else { return false }
    if other == code { return true }
    let (x, y) = (judge.value(other), judge.value(code))
    return x.isNaN ? y.isNaN : x == y && x.sign == y.sign
  }

  /// Whether a code is an infinity that the overflow policy does not keep.
  fileprivate func losesInfinity(_ code: UInt64, _ context: RoundingContext) -> Bool {
    let policy = context.overflow ?? format.overflow
    return judge.value(code).isInfinite && (policy == .saturate || policy == .nan)
  }
}
