import FloatFormats
import JSON
import ModelShapes
import Networks

/// What `show --model` says of a policy: what holds at each site of a model, layers that bind alike once.
struct BindingsPage {
  private let policy: PrecisionPolicy
  private let shape: ModelShape
  private let order: AttentionOrder
  private let rows: [(row: Row, layers: [Int])]

  /// The page of a policy that can serve the model.
  /// - Parameter given: what the user called the policy, for errors.
  init(
    _ policy: PrecisionPolicy, given: String, _ shape: ModelShape, _ order: AttentionOrder
  ) throws {
    var named = policy
    named.name = given
    try named.check(sitesOf: shape)
    (self.policy, self.shape, self.order) = (policy, shape, order)
    var layers: [Row: [Int]] = [:]
    // As a pass goes, and what differs in its layers stands together.
    var places: [Row.Place: [Row]] = [:]
    var seen: [Row.Place] = []
    for bound in try ModelSites(of: shape, order: order).bindings(of: named) {
      let row = Row(bound)
      if layers[row] == nil {
        if places[row.place] == nil { seen.append(row.place) }
        places[row.place, default: []].append(row)
      }
      layers[row, default: []] += bound.site.layer.map { [$0] } ?? []
    }
    rows = Pass.allCases.flatMap { pass in
      seen.filter { $0.pass == pass }.flatMap { places[$0, default: []] }
        .map { ($0, layers[$0, default: []].sorted()) }
    }
  }

  /// A table, and what its words mean.
  func text() -> String {
    let columns: [(heading: String, cell: (Row, [Int]) -> String)] = [
      ("site", path), ("role", { row, _ in row.place.role.rawValue }),
      ("pass", { row, _ in row.place.pass.rawValue }),
      ("format", { row, _ in row.format + (row.isAsStored ? ", as stored" : "") }),
      ("rounding", { row, _ in row.rounding.flatMap { $0 == .nearestEven ? nil : "\($0)" } ?? "" }),
      ("overflow", { row, _ in row.overflow?.rawValue ?? "" }),
      ("accumulator", { row, _ in row.accumulator ?? "" }),
      ("scaling", { row, _ in row.scaling.flatMap { $0 == .none ? nil : $0.name } ?? "" }),
    ]
    let filled = columns.filter { column in rows.contains { !column.cell($0, $1).isEmpty } }
    var table = TextTable(filled.map { ($0.heading, .left) })
    for (row, layers) in rows { table.append(filled.map { $0.cell(row, layers) }) }
    return Help.wrap("\(policy.name): \(policy.summary)", indent: 0)
      + "in \(shape.name), \(shape.layers) layers, \(order.rawValue) attention\n"
      + "\n" + table.text() + "\n" + Help.wrap(Self.note, indent: 0)
  }

  private static let note =
    "as stored: an operand that is of the format already; it enters its product as it is, and nothing "
    + "is rounded or counted. In the backward passes a site is what the gradient is of. Gradient "
    + "accumulators and optimiser states are kept between passes, and no pass rounds them."

  /// The same for programs; of the layers, their indices, null outside them.
  func json() -> String {
    let sites = rows.map { row, layers -> JSONValue in
      [
        "name": .string(row.place.name),
        "layers": row.place.isInLayer ? .array(layers.map { .integer($0) }) : .null,
        "role": .string(row.place.role.rawValue), "pass": .string(row.place.pass.rawValue),
        "format": .string(row.format), "asStored": .bool(row.isAsStored),
        "rounding": row.rounding.map { .string("\($0)") } ?? .null,
        "overflow": row.overflow.map { .string($0.rawValue) } ?? .null,
        "accumulator": row.accumulator.map { .string($0) } ?? .null,
        "scaling": row.scaling.map { .string($0.name) } ?? .null,
      ]
    }
    let value: JSONValue = [
      "policy": .string(policy.name), "model": .string(shape.name),
      "attention": .string(order.rawValue), "sites": .array(sites),
    ]
    return value.indentedText + "\n"
  }

  /// `layers.*.mlp.up` where all layers bind alike, `layers.0,2-27.mlp.up` where those do.
  private func path(_ row: Row, _ layers: [Int]) -> String {
    guard row.place.isInLayer else { return row.place.name }
    let text = layers.count == shape.layers ? "*" : Self.ranges(layers)
    return "layers.\(text).\(row.place.name)"
  }

  private static func ranges(_ layers: [Int]) -> String {
    var ranges: [ClosedRange<Int>] = []
    for layer in layers {
      if let last = ranges.last, last.upperBound + 1 == layer {
        ranges[ranges.count - 1] = last.lowerBound...layer
      } else {
        ranges.append(layer...layer)
      }
    }
    return ranges.map {
      $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)-\($0.upperBound)"
    }.joined(separator: ",")
  }
}

/// What a binding does, apart from the layer; nil is what has no meaning at the site.
private struct Row: Hashable {
  /// Sites that differ in the layer.
  struct Place: Hashable {
    let name: String
    let isInLayer: Bool
    let role: Role
    let pass: Pass
  }

  let place: Place
  let format: String
  let isAsStored: Bool
  let rounding: Rounding?
  /// Nil also where it is the format's own.
  let overflow: OverflowPolicy?
  let accumulator: String?
  let scaling: OperandScaling?

  init(_ bound: SiteBinding) {
    let (site, binding) = (bound.site, bound.binding)
    place = Place(
      name: site.name, isInLayer: site.layer != nil, role: site.role, pass: site.pass)
    format = binding.format.name
    isAsStored = bound.isAsStored
    rounding = bound.isAsStored ? nil : binding.context.rounding
    overflow = bound.isAsStored ? nil : binding.context.overflow
    let isSummed = bound.isProduct || bound.isOperand && binding.scaling == .tiles128
    accumulator = isSummed ? binding.accumulator.name : nil
    scaling = bound.isOperand ? binding.scaling : nil
  }
}
