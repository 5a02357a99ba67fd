/// One thing a study varies: its name, what its values are, and those taken when none are given.
public struct Axis: Hashable, Sendable {
  /// What the values of an axis are.
  public enum Kind: Hashable, Sendable {
    /// One of these names.
    case name(known: [String])
    /// Text that only the study can judge: a model's name or the path of its config.json, a format's
    /// name or spelling.
    case text
    /// Whole numbers of this range. Written in decimal, as a power (`2^16`) or as a geometric series
    /// (`2^6..2^20*4`: from 2^6, each 4 times the one before, up to 2^20; `1..9+2` adds instead), whose
    /// step is whole, too.
    case integer(ClosedRange<Int>)
    /// Finite positive numbers, written as Swift's `Double` reads them or as a power (`2^-24`), or as
    /// a series as above, whose end is a member where it is one but for rounding.
    case positive
  }

  /// The name on the command line and in configuration files.
  public let name: String
  /// What its values are.
  public let kind: Kind
  /// The values taken when none are given, as they would be written on the command line.
  public let defaults: [String]
  /// One line for people.
  public let help: String

  /// An axis; see the properties.
  public init(name: String, kind: Kind, defaults: [String], help: String) {
    self.name = name
    self.kind = kind
    self.defaults = defaults
    self.help = help
  }
}

/// One value of an axis.
public enum AxisValue: Hashable, Sendable, CustomStringConvertible {
  /// Of a name or text axis.
  case text(String)
  /// Of an integer axis.
  case integer(Int)
  /// Of a positive axis.
  case number(Double)

  /// The one spelling that reads back as the same value.
  public var description: String {
    switch self {
    case .text(let value): value
    case .integer(let value): value.description
    case .number(let value): value.description
    }
  }
}
