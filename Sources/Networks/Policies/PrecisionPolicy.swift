import BlockFormats
import FloatFormats
import Kernels
import NearestNames

/// Which format, rounding, accumulator and scaling a network uses where: ordered rules, of which the last
/// that matches wins, field by field.
///
///     var policy = PolicyCatalogue.fp16Mixed
///     policy.rules.append(PolicyRule(roles: [.scores], format: .binary32))
///     let binding = try policy.binding(at: Site(layer: 0, "attention.scores", .scores))
public struct PrecisionPolicy: Hashable, Sendable {
  /// The name.
  public var name: String
  /// One line for people.
  public var summary: String
  /// The rules, the most general first.
  public var rules: [PolicyRule]

  /// A policy of rules; the first must match every site and set all but the scaling.
  public init(name: String, summary: String, rules: [PolicyRule]) {
    self.name = name
    self.summary = summary
    self.rules = rules
  }

  /// What holds at a site.
  /// - Throws: ``PolicyError`` where no rule says which format or accumulator, and for blocks that products do not
  ///   take (``OperandScaling/blocks(_:)``).
  public func binding(at site: Site) throws(PolicyError) -> Binding {
    var merged = PolicyRule()
    for rule in rules where rule.matches(site) { merged.merge(rule) }
    guard let format = merged.format, let accumulator = merged.accumulator else {
      let field = merged.format == nil ? "format" : "accumulator"
      throw PolicyError(
        policy: name, field: field,
        value: "none for \(site.path), role \(site.role.rawValue), pass \(site.pass.rawValue)",
        expected: "a rule that matches it and sets one")
    }
    let scaling = merged.scaling ?? .none
    if site.role == .operand, let valid = scaling.impossibility(of: format) {
      throw PolicyError(
        policy: name, field: "scaling",
        value: "\(scaling.name) of \(format.name) for \(site.path), role \(site.role.rawValue)",
        expected: valid)
    }
    return Binding(
      format: format,
      context: RoundingContext(merged.rounding ?? .nearestEven, overflow: merged.overflow),
      accumulator: accumulator, scaling: scaling)
  }
}

extension PrecisionPolicy {
  /// Whether a rule takes scales from an earlier pass.
  public var needsHistory: Bool { rules.contains { $0.scaling == .delayed } }

  /// The same with every scale from the tensor itself: what a first pass runs under, so that its largest
  /// magnitudes are not those of tensors which formats without a scale have flushed.
  public var withoutHistory: PrecisionPolicy {
    var policy = self
    for index in policy.rules.indices where policy.rules[index].scaling == .delayed {
      policy.rules[index].scaling = .current
    }
    return policy
  }

  /// Whether a rule has a format, or an accumulator with results, that binary32 does not hold.
  public var needsBinary64: Bool {
    let binary32 = FloatFormat.binary32
    return rules.contains { rule in
      [rule.format?.format, rule.accumulator?.resultFormat].contains { format in
        guard let format else { return false }
        return format.precision > binary32.precision
          || format.maximumExponent > binary32.maximumExponent
          || format.quantumExponent < binary32.quantumExponent
      }
    }
  }
}

/// One rule of a policy: where it holds, and what it sets there; nil is what it leaves as it was.
public struct PolicyRule: Hashable, Sendable {
  /// Which paths: `*` stands for any characters; nil for all.
  public var sites: String?
  /// Which roles; nil for all.
  public var roles: Set<Role>?
  /// Which passes; nil for all.
  public var passes: Set<Pass>?
  /// What numbers are rounded to.
  public var format: NamedFormat?
  /// How they are rounded.
  public var rounding: Rounding?
  /// What becomes of numbers beyond the largest.
  public var overflow: OverflowPolicy?
  /// How the product that gives the numbers accumulates; of operands in tiles, how the terms of a tile are
  /// summed.
  public var accumulator: AccumulatorModel?
  /// How operands of products are scaled before they are rounded.
  public var scaling: OperandScaling?

  /// A rule; see the properties.
  public init(
    sites: String? = nil, roles: Set<Role>? = nil, passes: Set<Pass>? = nil,
    format: NamedFormat? = nil, rounding: Rounding? = nil, overflow: OverflowPolicy? = nil,
    accumulator: AccumulatorModel? = nil, scaling: OperandScaling? = nil
  ) {
    self.sites = sites
    self.roles = roles
    self.passes = passes
    self.format = format
    self.rounding = rounding
    self.overflow = overflow
    self.accumulator = accumulator
    self.scaling = scaling
  }

  /// A rule for operands of linear maps in a block format: its elements, which saturate, and its scaling.
  public init(
    sites: String? = nil, passes: Set<Pass>? = nil, rounding: Rounding? = nil,
    accumulator: AccumulatorModel? = nil, blocks: BlockFormat
  ) {
    self.init(
      sites: sites, roles: [.operand], passes: passes, format: blocks.element.named,
      rounding: rounding, overflow: .saturate, accumulator: accumulator,
      scaling: .blocks(blocks.scaling))
  }

  /// Where the rule holds, in words: `sites *.weight, roles operand`, or `every site`.
  public var condition: String {
    let parts = [
      sites.map { "sites \($0)" }, roles.map { "roles \(Self.names($0))" },
      passes.map { "passes \(Self.names($0))" },
    ].compactMap { $0 }
    return parts.isEmpty ? "every site" : parts.joined(separator: ", ")
  }

  /// Names in their order; of more than half of all, the others: `all but loss`.
  public static func names<Kind: RawRepresentable<String> & CaseIterable & Hashable>(
    _ kinds: Set<Kind>
  ) -> String {
    let others = Kind.allCases.filter { !kinds.contains($0) }
    let isMost = !others.isEmpty && others.count < kinds.count
    let named = isMost ? others : Kind.allCases.filter(kinds.contains)
    return (isMost ? "all but " : "") + named.map(\.rawValue).joined(separator: ", ")
  }

  /// Whether the rule holds at a site.
  public func matches(_ site: Site) -> Bool {
    (roles?.contains(site.role) ?? true) && (passes?.contains(site.pass) ?? true)
      && (sites.map { Self.matches(pattern: $0, site.path) } ?? true)
  }

  /// Whether a text is a pattern's, in which `*` stands for any characters.
  static func matches(pattern: String, _ text: String) -> Bool {
    let (pattern, text) = (Array(pattern.utf8), Array(text.utf8))
    let star = UInt8(ascii: "*")
    // Where the last star stood, and how much of the text it has taken.
    var (p, t) = (0, 0)
    var retry: (p: Int, t: Int)?
    while t < text.count {
      if p < pattern.count, pattern[p] == star {
        retry = (p, t)
        p += 1
      } else if p < pattern.count, pattern[p] == text[t] {
        (p, t) = (p + 1, t + 1)
      } else if let last = retry {
        retry = (last.p, last.t + 1)
        (p, t) = (last.p + 1, last.t + 1)
      } else {
        return false
      }
    }
    return pattern[p...].allSatisfy { $0 == star }
  }

  /// Takes over what another rule sets.
  mutating func merge(_ later: PolicyRule) {
    format = later.format ?? format
    rounding = later.rounding ?? rounding
    overflow = later.overflow ?? overflow
    accumulator = later.accumulator ?? accumulator
    scaling = later.scaling ?? scaling
  }
}

/// What holds at a site.
public struct Binding: Hashable, Sendable {
  /// What numbers are rounded to.
  public let format: NamedFormat
  /// How.
  public let context: RoundingContext
  /// How the product that gives the numbers accumulates, or how tiles of operands are summed; of no meaning
  /// elsewhere.
  public let accumulator: AccumulatorModel
  /// How the numbers are scaled where they are operands of a product.
  public let scaling: OperandScaling
}

/// Why a policy is of no use.
public struct PolicyError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The policy's name, or its file.
  public let policy: String
  /// The field.
  public let field: String
  /// What it is.
  public let value: String
  /// What would be valid.
  public let expected: String

  /// One line.
  public var description: String { "\(policy): \(field) is \(value); valid: \(expected)" }
}
