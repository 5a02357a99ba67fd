import NearestNames

/// The initialisations of plain networks that are known by name. A new one is a row here.
public enum PlainInitialisationCatalogue {
  /// All but the family `normal(σ)`.
  public static let all: [PlainInitialisation] = [
    // LeCun et al., "Efficient BackProp", 1998.
    PlainInitialisation("lecun-normal", .normal, scale: 1, fan: .inputs),
    PlainInitialisation("lecun-uniform", .uniform, scale: 1, fan: .inputs),
    // Glorot and Bengio, 2010; torch's xavier_normal_ and xavier_uniform_.
    PlainInitialisation("glorot-normal", .normal, scale: 1, fan: .average),
    PlainInitialisation("glorot-uniform", .uniform, scale: 1, fan: .average),
    // He et al., 2015; torch's kaiming_normal_ and kaiming_uniform_.
    PlainInitialisation("he-normal", .normal, scale: 2, fan: .inputs),
    PlainInitialisation("he-uniform", .uniform, scale: 2, fan: .inputs),
    // torch.nn.Linear: kaiming_uniform_ with a = √5, which is uniform between ±1/√inputs.
    PlainInitialisation(
      "torch-linear", .uniform, scale: 1.0 / 3, fan: .inputs, bias: .uniformByInputs),
    // Saxe et al., 2014; torch's orthogonal_.
    PlainInitialisation("orthogonal", .orthogonal, scale: 1, fan: .larger),
    criticalTanh,
  ]

  /// The critical point of tanh at σ_b² = 0.05 (Schoenholz et al. 2017): the length of signals settles at
  /// q* = 0.57005, and gradients neither vanish nor explode. The module Theory computes σ_w²
  /// (`MeanField.critical`), and its tests hold this number against it.
  public static let criticalTanh = PlainInitialisation(
    "critical-tanh", .normal, scale: 1.760_955, fan: .inputs, bias: .normal(variance: 0.05))

  /// Their names.
  public static var names: [String] { all.map(\.name) }

  /// Independent normal weights of one standard deviation, above 0, at every width: `normal(0.02)`.
  public static func normal(_ deviation: Double) -> PlainInitialisation {
    PlainInitialisation("normal(\(deviation))", .normal, scale: deviation * deviation, fan: .one)
  }

  /// The initialisation of a name.
  /// - Throws: `UnknownNameError` for a name that is neither in the table nor `normal(σ)` with σ above 0 and
  ///   at most 10.
  public static func initialisation(
    named name: String
  ) throws(UnknownNameError) -> PlainInitialisation {
    if let found = all.first(where: { $0.name == name }) { return found }
    if name.hasPrefix("normal("), name.hasSuffix(")"),
      let deviation = Double(name.dropFirst(7).dropLast()), deviation > 0, deviation <= 10
    {
      return normal(deviation)
    }
    throw UnknownNameError(
      kind: "initialisation", name: name, among: names,
      valid: names + ["normal(σ), 0 < σ ≤ 10"])
  }
}
