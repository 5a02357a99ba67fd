import Testing

@testable import Diagnosis

/// A log of each row of the table of failures, and what must be said of it.
struct Signature: Sendable, CustomTestStringConvertible {
  let name: String
  let log: LogText
  let kind: Failure.Kind?
  let certainty: Certainty
  /// Columns that decide: without any one of them the verdict or its certainty is another.
  var decisive: [LogText.Column] = []

  var testDescription: String { name }

  static let all: [Signature] = [
    Signature(
      name: "MedicalGPT#443: no norm, rate on its way up",
      log: LogText(
        18, loss: { _ in "0.0" }, rate: { _ in "1.0526315789473685e-07" },
        evaluation: ["nan", "nan", "nan", "nan"]),
      kind: .forwardOverflowScaled, certainty: .strong, decisive: [.rate]),
    Signature(
      name: "forward overflow, no scaler",
      log: LogText(
        20, loss: { _ in "0.0" }, norm: { _ in "nan" }, rate: LogText.moving, evaluation: ["nan"]),
      kind: .forwardOverflowUnscaled, certainty: .sure, decisive: [.norm, .rate]),
    Signature(
      name: "forward overflow, filter off",
      log: LogText(
        20, loss: { _ in "nan" }, norm: { _ in "nan" }, rate: LogText.moving, evaluation: ["nan"]),
      kind: .forwardOverflowUnscaled, certainty: .strong, decisive: [.norm, .rate]),
    Signature(
      name: "forward overflow, constant rate: scaler unknown",
      log: LogText(20, loss: { _ in "0.0" }, norm: { _ in "nan" }, rate: { _ in "2e-05" }),
      kind: .forwardOverflow, certainty: .sure, decisive: [.norm]),
    Signature(
      name: "some batches NaN",
      log: LogText(
        40, loss: { $0 % 5 == 3 ? "0.0" : LogText.falling($0) },
        norm: { $0 % 5 == 3 ? "nan" : "1.2" }, rate: LogText.moving, evaluation: ["1.5", "1.4"]),
      kind: .someBatchesNaN, certainty: .sure, decisive: [.norm]),
    Signature(
      name: "only scaled gradients overflow",
      log: LogText(
        40, loss: LogText.falling, norm: { $0 < 3 ? "inf" : "1.2" }, rate: LogText.moving,
        evaluation: ["1.5", "1.4"]),
      kind: .scaledOverflow, certainty: .strong, decisive: [.norm]),
    Signature(
      name: "gradient underflow, SFT",
      log: LogText(
        40, loss: { "\(6.2 + 0.01 * Double($0 % 3))" }, norm: { _ in "0.0" }, rate: LogText.moving,
        evaluation: ["6.238", "6.238"]),
      kind: .gradientUnderflow, certainty: .strong, decisive: [.norm]),
    Signature(
      name: "gradient underflow, DPO",
      log: LogText(
        20, loss: { _ in "0.6931471824645996" }, norm: { _ in "0.0" }, rate: LogText.moving,
        margins: { _ in "0.0, 'logps/chosen': -56.5" }, evaluation: ["0.6931471824645996"]),
      kind: .gradientUnderflow, certainty: .strong, decisive: [.norm]),
    Signature(
      name: "backward pass not finite",
      log: LogText(20, loss: { _ in "2.5" }, norm: { _ in "nan" }, rate: { _ in "0.0" }),
      kind: .backwardNaN, certainty: .strong, decisive: []),
    Signature(
      name: "update underflow",
      log: LogText(
        40, loss: { "\(2.5 + 0.001 * Double($0 % 3))" }, norm: { _ in "1.2" }, rate: LogText.moving,
        evaluation: ["2.5", "2.5"]),
      kind: .updateUnderflow, certainty: .consistent, decisive: [.norm]),
    Signature(
      name: "optimiser state",
      log: LogText(
        20, loss: { $0 < 1 ? "2.5" : "0.0" }, norm: { $0 < 1 ? "1.2" : "nan" },
        rate: LogText.moving,
        evaluation: ["nan"]),
      kind: .optimiserState, certainty: .sure, decisive: []),
    Signature(
      name: "optimiser state under a loss scaler: the first update is taken, and no other",
      log: LogText(
        20, loss: { $0 < 1 ? "1.1" : "0.0" }, norm: { _ in "nan" }, rate: { _ in "0.00975" },
        evaluation: ["nan"]),
      kind: .optimiserState, certainty: .sure, decisive: []),
    Signature(
      name: "NaN from a step on",
      log: LogText(
        40, loss: { $0 < 21 ? LogText.falling($0) : "0.0" }, norm: { $0 < 21 ? "1.2" : "nan" },
        rate: LogText.moving, evaluation: ["1.5", "nan"]),
      kind: .laterNaN, certainty: .sure, decisive: []),
    Signature(
      name: "all labels masked",
      log: LogText(
        20, loss: { _ in "0.0" }, norm: { _ in "0.0" }, rate: LogText.moving, evaluation: ["nan"]),
      kind: .labelsMasked, certainty: .sure, decisive: [.norm]),
    Signature(
      name: "all labels masked, the mean of nothing clamped to 0 (TRL 1.16)",
      log: LogText(
        20, loss: { _ in "0" }, norm: { _ in "0" }, rate: LogText.moving, evaluation: ["0"]),
      kind: .labelsMasked, certainty: .sure, decisive: [.norm]),
    Signature(
      name: "all responses masked, DPO",
      log: LogText(
        20, loss: { _ in "0.6931" }, norm: { _ in "0" }, rate: LogText.moving,
        margins: { _ in "0, 'logps/chosen': 0" }, evaluation: ["0.6931"]),
      kind: .responsesMasked, certainty: .strong, decisive: [.norm, .margins]),
    Signature(
      name: "saturated preferences",
      log: LogText(
        20, loss: { _ in "0.0" }, norm: { _ in "1.2e-05" }, rate: LogText.moving,
        margins: { "\(13 + $0 / 2)" }, evaluation: ["0.0001"]),
      kind: .trueZero, certainty: .sure, decisive: []),
    Signature(
      name: "a loss that goes down to 0",
      log: LogText(
        20, loss: { ["1.2", "0.4", "0.08", "0.003", "0.0001"].dropFirst($0).first ?? "0.0" },
        norm: { _ in "0.0002" }, rate: LogText.moving, evaluation: ["0.0"]),
      kind: .trueZero, certainty: .sure, decisive: []),
    Signature(
      name: "evaluation alone",
      log: LogText(
        40, loss: LogText.falling, norm: { _ in "1.2" }, rate: LogText.moving,
        evaluation: ["nan", "nan"]),
      kind: .evaluationOnly, certainty: .sure, decisive: [.evaluation]),
    Signature(
      name: "healthy",
      log: LogText(
        40, loss: LogText.falling, norm: { "\(1 + Double($0 % 4))" }, rate: LogText.moving,
        evaluation: ["1.5", "1.4"]),
      kind: .healthy, certainty: .sure, decisive: []),
    Signature(
      name: "healthy, short and without anything but a loss",
      log: LogText(4, loss: { ["2.1", "1.9", "2.0", "1.8"][$0] }),
      kind: .healthy, certainty: .consistent),
    Signature(
      name: "a zero loss and nothing else", log: LogText(18, loss: { _ in "0.0" }), kind: nil,
      certainty: .cannotTell),
    Signature(
      name: "a zero loss, NaN in evaluation, a rate that moves: overflow or masked labels",
      log: LogText(18, loss: { _ in "0.0" }, rate: LogText.moving, evaluation: ["nan"]), kind: nil,
      certainty: .cannotTell),
  ]
}

@Suite struct SignatureTests {
  @Test(arguments: Signature.all)
  func isNamed(signature: Signature) throws {
    let diagnosis = try signature.log.diagnosis()
    #expect(diagnosis.verdict?.kind == signature.kind, "\(explain(diagnosis))")
    #expect(diagnosis.certainty == signature.certainty, "\(explain(diagnosis))")
  }

  /// No verdict outlives the loss of what decides it.
  @Test(arguments: Signature.all)
  func changesWithoutWhatDecides(signature: Signature) throws {
    let whole = try signature.log.diagnosis()
    for column in signature.decisive {
      let less = try signature.log.without(column).diagnosis()
      #expect(
        less.verdict?.kind != whole.verdict?.kind || less.certainty != whole.certainty,
        "without \(column): \(explain(less))")
    }
  }

  /// Where the log leaves it open whether a printed 0 is NaN, it is not said to be.
  @Test func aPrintedZeroIsNaNOnlyWhereThatIsKnown() throws {
    let cases: [(name: String, is: Certainty?)] = [
      ("MedicalGPT#443: no norm, rate on its way up", .sure),
      ("forward overflow, no scaler", .sure),
      ("all labels masked", .sure),
      ("all labels masked, the mean of nothing clamped to 0 (TRL 1.16)", nil),
      ("saturated preferences", nil), ("a zero loss and nothing else", nil), ("healthy", nil),
    ]
    for (name, expected) in cases {
      let signature = try #require(Signature.all.first { $0.name == name })
      let found = try signature.log.diagnosis().printedZeroIsNaN
      #expect(found == expected, "\(name)")
    }
  }

  /// Every row has a log that is named by it, but for the one that no log shows.
  @Test func everyRowIsTested() {
    let named = Set(Signature.all.compactMap(\.kind))
    #expect(Set(Failure.table.map(\.kind)).subtracting(named) == [.nothingTrained])
    #expect(Failure.table.count == Failure.Kind.allCases.count)
  }

  /// A row is met by its log since every decisive condition is: turned round, each is contradicted.
  @Test func everyDecisiveConditionDecides() throws {
    for signature in Signature.all where signature.certainty != .cannotTell {
      let summary = try read(signature.log.text).summary
      guard let row = Failure.table.first(where: { $0.kind == signature.kind }) else { continue }
      for condition in row.decisive {
        let isMet = condition.isMet(in: summary)
        #expect(isMet == true || signature.certainty == .consistent, "\(signature): \(condition)")
      }
    }
  }

  private func explain(_ diagnosis: Diagnosis) -> String {
    let possible = diagnosis.possible.map(\.failure.kind.rawValue)
    let out = diagnosis.ruledOut.map {
      "\($0.failure.kind.rawValue) by \($0.by.subject) \($0.by.seen)"
    }
    return "\(diagnosis.verdict?.kind.rawValue ?? "none"), \(diagnosis.certainty), possible "
      + "\(possible), out \(out), missing \(diagnosis.missing.map(\.subject))"
  }
}
