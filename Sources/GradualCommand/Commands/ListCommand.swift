import BlockFormats
import FloatFormats
import FormatTesting
import Functions
import JSON
import Kernels
import ModelShapes
import NearestNames
import Networks
import Studies

/// `gradual list KIND`.
enum ListCommand {
  /// The kinds of names, and the table of each: its columns, then its rows.
  private static let kinds: [(name: String, table: @Sendable () -> Listing)] = [
    ("formats", formats), ("blocks", blocks), ("rounding", rounding), ("functions", functions),
    ("models", models),
    ("accumulators", accumulators), ("policies", policies), ("studies", studies),
    ("laws", laws), ("aliases", aliases),
  ]

  /// The kinds as help shows them.
  static let kindNames = kinds.map(\.name)

  private struct Listing {
    let columns: [(name: String, alignment: TextTable.Alignment)]
    /// Texts, integers and numbers.
    let rows: [[JSONValue]]
  }

  static func run(_ arguments: Arguments) throws -> ExitCode {
    let name = arguments.positionals[0]
    guard let kind = kinds.first(where: { $0.name == name }) else {
      throw UnknownNameError(kind: "kind", name: name, among: kindNames, valid: kindNames)
    }
    let listing = kind.table()
    try StandardOutput.write(arguments.has(.json) ? json(listing) : text(listing))
    return .done
  }

  private static func text(_ listing: Listing) -> String {
    var table = TextTable(listing.columns.map { ($0.name, $0.alignment) })
    for row in listing.rows { table.append(row.map(text)) }
    return table.text()
  }

  private static func text(_ cell: JSONValue) -> String {
    switch cell {
    case .string(let text): text
    case .number(let number): ShortNumber.decimal(number)
    default: cell.canonicalText
    }
  }

  private static func json(_ listing: Listing) -> String {
    let rows = listing.rows.map { row in
      JSONValue.object(
        Dictionary(uniqueKeysWithValues: zip(listing.columns.map(\.name), row)))
    }
    return JSONValue.array(rows).indentedText + "\n"
  }

  private static func formats() -> Listing {
    Listing(
      columns: [
        ("name", .left), ("bits", .right), ("precision", .right), ("bias", .right),
        ("largest", .right), ("least", .right), ("summary", .left),
      ],
      rows: FormatCatalogue.all.map { named in
        let format = named.format
        return [
          .string(named.name), .integer(format.bitWidth), .integer(format.precision),
          .integer(format.bias), .number(format.greatestFiniteMagnitude),
          .number(format.leastNonzeroMagnitude), .string(named.summary),
        ]
      })
  }

  private static func blocks() -> Listing {
    Listing(
      columns: [
        ("name", .left), ("element", .left), ("shape", .right), ("scale", .left), ("rule", .left),
        ("tensor scale", .left), ("bits a number", .right), ("summary", .left),
      ],
      rows: BlockCatalogue.all.map { format in
        let scaling = format.scaling
        return [
          .string(format.name), .string(format.element.name), .string(scaling.shape.name),
          .string(scaling.scale.name), .string(scaling.rule.rawValue),
          .string(scaling.hasTensorScale ? "binary32" : "none"), .number(format.bitsPerNumber),
          .string(format.summary),
        ]
      })
  }

  private static func rounding() -> Listing {
    Listing(
      columns: [("name", .left), ("result", .left)],
      rows: RoundingMode.allCases.map { [.string($0.rawValue), .string($0.summary)] } + [
        [
          "stochastic:BITS",
          "away from zero with the probability of the discarded part, by that many random bits",
        ]
      ]
        + StochasticVariant.allCases.map {
          [.string("stochastic-\($0.rawValue):BITS"), .string($0.summary)]
        })
  }

  private static func functions() -> Listing {
    Listing(
      columns: [("name", .left), ("operands", .right), ("also", .left)],
      rows: ElementaryFunction.allCases.map { function in
        let others = ElementaryFunction.aliases.filter { $0.value == function.name }.keys.sorted()
        return [
          .string(function.name), .integer(function.operandCount),
          .string(others.joined(separator: ", ")),
        ]
      })
  }

  private static func models() -> Listing {
    Listing(
      columns: [
        ("name", .left), ("family", .left), ("parameters", .right), ("layers", .right),
        ("hidden", .right), ("vocabulary", .right), ("context", .right),
      ],
      rows: ModelCatalogue.shapes.map { shape in
        [
          .string(shape.name), .string(shape.family.rawValue),
          .integer(shape.parameterCount.total), .integer(shape.layers),
          .integer(shape.hiddenSize), .integer(shape.vocabularySize),
          .integer(shape.contextLength),
        ]
      })
  }

  private static func accumulators() -> Listing {
    Listing(
      columns: [("name", .left), ("summary", .left)],
      rows: AccumulatorCatalogue.schemes.map { [.string($0.usage), .string($0.summary)] }
        + TensorCore.all.map { [.string($0.name), .string($0.summary)] })
  }

  private static func policies() -> Listing {
    Listing(
      columns: [("name", .left), ("summary", .left)],
      rows: PolicyCatalogue.all.map { [.string($0.name), .string($0.summary)] })
  }

  private static func studies() -> Listing {
    Listing(
      columns: [("name", .left), ("summary", .left)],
      rows: StudyCatalogue.all.map { [.string($0.name), .string($0.summary)] })
  }

  private static func laws() -> Listing {
    Listing(
      columns: [("name", .left), ("statement", .left), ("reference", .left)],
      rows: Law.all.map { [.string($0.name), .string($0.statement), .string($0.reference)] })
  }

  private static func aliases() -> Listing {
    let formats = FormatAlias.all.map { alias -> [JSONValue] in
      [.string(alias.alias), .string(alias.name), "format", .string(alias.ecosystem)]
    }
    let models = ModelCatalogue.names.flatMap { name in
      ModelCatalogue.aliases(of: name).map { alias -> [JSONValue] in
        [.string(alias), .string(name), "model", ""]
      }
    }
    return Listing(
      columns: [("alias", .left), ("name", .left), ("of", .left), ("ecosystem", .left)],
      rows: formats + models)
  }
}

extension RoundingMode {
  /// What the result is, in one line.
  fileprivate var summary: String {
    switch self {
    case .nearestEven: "the nearer; halfway, the one with the even code"
    case .nearestAway: "the nearer; halfway, the one of larger magnitude"
    case .nearestZero: "the nearer; halfway, the one of smaller magnitude"
    case .towardZero: "the one of smaller magnitude"
    case .towardPositive: "the greater"
    case .towardNegative: "the lesser"
    case .awayFromZero: "the one of larger magnitude"
    case .odd: "the one with the odd code"
    }
  }
}

extension StochasticVariant {
  /// What becomes of the discarded part, in one line.
  fileprivate var summary: String {
    switch self {
    case .a: "P3109's variant A, the same: the discarded part is truncated"
    case .b: "P3109's variant B: half a step is added to the random bits"
    case .c: "P3109's variant C: the discarded part is rounded to nearest even"
    }
  }
}
