/// A parameter of a network: a matrix, or a vector as a matrix of one row.
public struct Parameter: Hashable, Sendable {
  /// The layer, counted from 0; nil outside the layers.
  public let layer: Int?
  /// The name in the layer or model: `attention.query.weight`.
  public let name: String
  /// Outputs of a linear map; rows of a table; 1 for a vector.
  public let rows: Int
  /// Inputs of a linear map; the width of a table or vector.
  public let columns: Int
  /// What fresh elements are.
  public let initial: InitialValues

  /// A parameter.
  public init(layer: Int? = nil, _ name: String, rows: Int, columns: Int, _ initial: InitialValues)
  {
    self.layer = layer
    self.name = name
    self.rows = rows
    self.columns = columns
    self.initial = initial
  }

  /// The name with the layer, which no other parameter has: `layers.3.attention.query.weight`.
  public var path: String { site.path }

  /// Where its numbers are rounded before they are used.
  public var site: Site { Site(layer: layer, name, .parameter) }

  /// Where its gradient is rounded.
  public var gradientSite: Site { Site(layer: layer, name, .parameter, .parameterGradient) }

  /// Elements.
  public var count: Int { rows * columns }
}

/// What the elements of a fresh parameter are.
public enum InitialValues: Hashable, Sendable {
  /// Independent normal numbers of mean 0.
  case normal(deviation: Double)
  /// Independent numbers, uniform between −bound and bound.
  case uniform(bound: Double)
  /// All the same.
  case constant(Double)
  /// A gain times a matrix whose columns, or rows where they are fewer, are orthonormal.
  case orthogonal(gain: Double)
}
