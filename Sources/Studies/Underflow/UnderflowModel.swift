import JSON
import ModelShapes
import NearestNames
import SystemFiles

/// A model as a cell carries it: a known name, a config.json's contents, or a known name with one size, or
/// the arrangement of its residual connections, changed. It needs no other file.
struct UnderflowModel: Hashable, Sendable {
  /// One size of a known model that is varied while the others stay.
  enum Factor: String, CaseIterable, Sendable {
    /// Width d; heads, key-value heads and the MLP's width grow with it, the head dimension stays.
    case width
    /// Layers.
    case depth
    /// Rows of the embedding table and of the head.
    case vocabulary
  }

  /// What results are labelled with.
  let name: String
  /// The cell's member `model`.
  let json: JSONValue
  /// The shape.
  let shape: ModelShape

  /// A known model.
  init(_ shape: ModelShape) {
    name = shape.name
    json = ["name": .string(shape.name)]
    self.shape = shape
  }

  /// A model by its known name, or by the path of a Hugging Face config.json
  /// (`isPath`).
  init(naming text: String) throws(StudyError) {
    guard isPath(text), !ModelCatalogue.isKnown(text) else {
      do { self.init(try ModelCatalogue.shape(named: text)) } catch { throw .unknownName(error) }
      return
    }
    let config: JSONValue
    let shape: ModelShape
    do {
      // The shape first: it limits the size of what is read.
      shape = try ModelShape(configAt: text)
      let path = text.hasSuffix(".json") ? text : text + "/config.json"
      config = try JSONValue(parsing: try Files.contents(of: path))
    } catch {
      throw .badValue(axis: "model", value: text, reason: "\(error)")
    }
    self.init(name: shape.name, config: config, shape: shape)
  }

  private init(name: String, config: JSONValue, shape: ModelShape) {
    self.name = name
    json = ["config": config, "name": .string(name)]
    self.shape = shape
  }

  /// A known model with one size changed, labelled `NAME FACTOR=VALUE`.
  init(_ base: ModelShape, _ factor: Factor, _ value: Int) throws(StudyError) {
    name = Self.label(base.name, factor, value)
    json = [
      "factor": .string(factor.rawValue), "name": .string(base.name), "value": .integer(value),
    ]
    do {
      switch factor {
      case .depth: shape = try base.replacing(name: name, layers: value)
      case .vocabulary: shape = try base.replacing(name: name, vocabularySize: value)
      case .width:
        shape = try base.replacing(
          name: name, hiddenSize: value,
          attentionHeads: base.attentionHeads * value / base.hiddenSize,
          keyValueHeads: base.keyValueHeads * value / base.hiddenSize,
          intermediateSize: base.intermediateSize * value / base.hiddenSize)
      }
    } catch {
      throw .badValue(axis: "vary", value: name, reason: "\(error)")
    }
  }

  /// A known model with another arrangement of residual connections, labelled `NAME residual=ARRANGEMENT`.
  init(_ base: ModelShape, residual: ResidualArrangement) throws(StudyError) {
    name = "\(base.name) residual=\(residual.rawValue)"
    json = ["name": .string(base.name), "residual": .string(residual.rawValue)]
    do { shape = try base.replacing(name: name, residual: residual) } catch {
      throw .badValue(axis: "model", value: name, reason: "\(error)")
    }
  }

  /// Whether a label is of a known model with something changed.
  static func isChanged(_ label: String) -> Bool {
    variation(of: label) != nil || label.contains(" residual=")
  }

  private static func label(_ base: String, _ factor: Factor, _ value: Int) -> String {
    "\(base) \(factor.rawValue)=\(value)"
  }

  /// The size that was changed in a model of this label; nil for one that is as it is known.
  static func variation(of label: String) -> (factor: Factor, value: Int)? {
    guard let equals = label.lastIndex(of: "="),
      let value = Int(label[label.index(after: equals)...])
    else { return nil }
    return Factor.allCases.first { Self.label(UnderflowStudy.base, $0, value) == label }
      .map { ($0, value) }
  }

  /// The model that a cell carries.
  init(json: JSONValue) throws(StudyError) {
    func broken(_ reason: String) -> StudyError {
      .badRow(cell: json.canonicalText, reason: reason)
    }
    guard let name = json["name"]?.string else { throw broken("a model without a name") }
    do {
      if let config = json["config"] {
        let shape = try ModelShape(configJSON: config.canonicalText.utf8, name: name)
        self.init(name: name, config: config, shape: shape)
      } else if let factor = json["factor"]?.string.flatMap(Factor.init(rawValue:)),
        let value = json["value"]?.integer
      {
        try self.init(ModelCatalogue.shape(named: name), factor, value)
      } else if let residual = json["residual"]?.string.flatMap(ResidualArrangement.init(rawValue:))
      {
        try self.init(ModelCatalogue.shape(named: name), residual: residual)
      } else {
        self.init(try ModelCatalogue.shape(named: name))
      }
    } catch {
      throw broken("\(error)")
    }
  }

  /// The sizes at which a factor is varied: quarter, half, one, two and four times the model's own.
  static func grid(_ base: ModelShape, _ factor: Factor) throws(StudyError) -> [UnderflowModel] {
    let own =
      switch factor {
      case .width: base.hiddenSize
      case .depth: base.layers
      case .vocabulary: base.vocabularySize
      }
    var models: [UnderflowModel] = []
    for value in [own / 4, own / 2, own, 2 * own, 4 * own] {
      models.append(try UnderflowModel(base, factor, value))
    }
    return models
  }
}

extension ModelCatalogue {
  /// Whether a text is the name or an alias of a known model (some aliases have a `/`).
  static func isKnown(_ name: String) -> Bool { (try? shape(named: name)) != nil }
}
