import ModelShapes
import NearestNames
import Testing

@Suite struct PlainShapeTests {
  private static let he = PlainInitialisationCatalogue.all[4]

  /// One field wrong at a time, and what the error says.
  @Test(
    arguments: [
      ([], he, nil, "depth is -1; expected an integer from 1 to 16384"),
      ([4], he, nil, "depth is 0; expected an integer from 1 to 16384"),
      ([4, 0], he, nil, "width is 0; expected an integer from 1 to 1048576"),
      (
        [4, 4097], .init("o", .orthogonal, scale: 1, fan: .larger), nil,
        "width is 4097; expected an integer from 1 to 4096"
      ),
      (
        [4, 4], .init("n", .normal, scale: .nan, fan: .one), nil,
        "initialisation scale is nan; expected a number in (0, 100]"
      ),
      (
        [4, 4], .init("n", .normal, scale: 1, fan: .one, bias: .normal(variance: -1)), nil,
        "bias variance is -1.0; expected a number in [0, 100]"
      ),
      (
        [4, 8], he, PlainResidual(branchVariance: 1),
        "widths is [4, 8]; expected one width in a residual network"
      ),
      (
        [4, 4], he, PlainResidual(branchVariance: 0),
        "branch variance is 0.0; expected a number in (0, 100]"
      ),
      (
        [4, 4], he, PlainResidual(branchVariance: 1, head: PlainHead(classes: 0, deviation: 1)),
        "classes is 0; expected an integer from 1 to 16777216"
      ),
      (
        [4, 4], he, PlainResidual(branchVariance: 1, head: PlainHead(classes: 9, deviation: 0)),
        "head deviation is 0.0; expected a number in (0, 10]"
      ),
    ] as [([Int], PlainInitialisation, PlainResidual?, String)])
  func errors(
    widths: [Int], initialisation: PlainInitialisation, residual: PlainResidual?, text: String
  ) {
    #expect {
      _ = try PlainShape(
        widths: widths, activation: .relu, initialisation: initialisation, residual: residual)
    } throws: { "\($0)" == text }
  }

  @Test func names() throws {
    for initialisation in PlainInitialisationCatalogue.all {
      let found = try PlainInitialisationCatalogue.initialisation(named: initialisation.name)
      #expect(found == initialisation)
    }
    let normal = try PlainInitialisationCatalogue.initialisation(named: "normal(0.02)")
    #expect(normal == PlainInitialisationCatalogue.normal(0.02))
    #expect(normal.weightVariance(inputs: 3, outputs: 9) == 0.02 * 0.02)
    for name in ["normal(0)", "normal(nan)", "normal(11)", "normal()", "kaiming"] {
      #expect(throws: UnknownNameError.self, "\(name)") {
        try PlainInitialisationCatalogue.initialisation(named: name)
      }
    }
  }

  @Test func descriptions() throws {
    let plain = try PlainShape(
      depth: 64, width: 256, activation: .relu, initialisation: Self.he)
    #expect(plain.description == "relu, 64 layers of width 256, he-normal")
    let residual = try PlainShape(
      depth: 3, width: 8, activation: .linear, initialisation: Self.he,
      residual: PlainResidual(branchVariance: 0.25))
    #expect(
      residual.description
        == "linear, 3 layers of width 8, he-normal, residual of branch variance 0.25")
    #expect(residual.weightVariance(layer: 1) == 0.25 * 2 / 8)
  }
}
