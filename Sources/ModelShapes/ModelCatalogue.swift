import NearestNames

/// A known model and the other names it goes by.
struct Preset: Sendable {
  let shape: ModelShape
  let aliases: [String]

  init(_ shape: ModelShape, aliases: [String]) {
    self.shape = shape
    self.aliases = aliases
  }
}

/// The known models.
public enum ModelCatalogue {
  /// The families' tables: a new family is one file and one term here.
  static let presets: [Preset] =
    Qwen25.presets + Llama3.presets + GPT2.presets + Pythia.presets

  /// Every known shape, family by family, smallest first.
  public static var shapes: [ModelShape] { presets.map(\.shape) }

  /// The names of `shapes`, in the same order.
  public static var names: [String] { presets.map(\.shape.name) }

  /// The shape of that name or alias (a Hugging Face repository id, for instance), whatever its case.
  ///
  /// - Throws: `UnknownNameError` with the names that come nearest.
  public static func shape(named name: String) throws(UnknownNameError) -> ModelShape {
    guard let index = indexByName[folded(name)] else {
      throw UnknownNameError(
        kind: "model", name: name, nearest: nearestNames(to: folded(name), among: names))
    }
    return presets[index].shape
  }

  /// The other names of a known model, or none.
  public static func aliases(of name: String) -> [String] {
    indexByName[folded(name)].map { presets[$0].aliases } ?? []
  }

  private static let indexByName: [String: Int] = {
    var result: [String: Int] = [:]
    for (index, preset) in presets.enumerated() {
      for name in [preset.shape.name] + preset.aliases { result[folded(name)] = index }
    }
    return result
  }()

  private static func folded(_ name: String) -> String {
    String(name.lowercased().map { $0 == "_" ? "-" : $0 })
  }
}
