import FloatFormats

/// A block format: elements, and how blocks of them share scales.
///
/// A number x of a block with scale s in a tensor with scale t (1 where the format has none) is stored as the
/// element q = x/(s·t), rounded once, where q saturates; and it stands for q·s·t. See ``BlockScaler`` for the
/// scales, and their edge cases.
///
/// - A block with a NaN or an infinity has the scale NaN, and all of its numbers become NaN; its elements are
///   stored as 0. OCP leaves it open. No element is ever infinite or NaN.
/// - A zero keeps its sign where the element format has it.
/// - q·s·t fits binary64, exactly: formats for which that is not so are refused.
public struct BlockFormat: Hashable, Sendable {
  /// The name: a row of ``BlockCatalogue``, a file's, or the spelling.
  public let name: String
  /// What it is, in one line.
  public let summary: String
  /// The elements.
  public let element: BlockElement
  /// The scales.
  public let scaling: BlockScaling

  /// A format; `name` is the spelling if it is nil.
  ///
  /// - Throws: ``BlockFormatError``, which names the field, its value, and what would be possible: elements have
  ///   a sign, a zero and at most 16 bits; a scale format has a NaN, 1, at most 24 bits of precision and no
  ///   numbers that binary32 has not; and an element times its scales has at most 53 significant bits.
  public init(
    name: String? = nil, summary: String? = nil, element: BlockElement, scaling: BlockScaling
  ) throws(BlockFormatError) {
    try Self.check(element, scaling)
    self.init(unchecked: name, summary: summary, element: element, scaling: scaling)
  }

  /// A format that is known to be possible.
  init(
    unchecked name: String?, summary: String?, element: BlockElement, scaling: BlockScaling
  ) {
    self.name = name ?? Self.spelling(element, scaling)
    self.summary = summary ?? "custom"
    (self.element, self.scaling) = (element, scaling)
  }

  private static func check(
    _ element: BlockElement, _ scaling: BlockScaling
  ) throws(BlockFormatError) {
    let (format, scale) = (element.format, scaling.scale)
    guard format.isSigned, format.hasZero, format.bitWidth <= 16 else {
      throw BlockFormatError(
        field: "element", value: element.name,
        valid: "a format with a sign, a zero and at most 16 bits, such as e4m3fn, or int8")
    }
    let isPossible =
      scale.format.nanCode != nil && scale.format.oneCode != nil && scale.format.precision <= 24
      && FloatFormat.binary32.maximumExponent >= scale.format.maximumExponent
      && FloatFormat.binary32.quantumExponent <= scale.format.quantumExponent
    guard isPossible else {
      throw BlockFormatError(
        field: "scale", value: scale.name,
        valid: "a format with a NaN and a 1 whose numbers are binary32's, such as e8m0fnu")
    }
    let bits = format.precision + scaling.divisorBits
    guard bits <= 53 else {
      throw BlockFormatError(
        field: "element", value: element.name,
        valid: "one of at most \(53 - scaling.divisorBits) bits of precision with such scales: "
          + "binary64 holds numbers of 53")
    }
    let lengths: [Int] =
      switch scaling.shape {
      case .line(let length): [length]
      case .tile(let rows, let columns): [rows, columns]
      case .tensor: []
      }
    guard lengths.allSatisfy(BlockShape.lengths.contains) else {
      throw BlockFormatError(
        field: "shape", value: scaling.shape.name,
        valid: "lengths of \(BlockShape.lengths.lowerBound) … \(BlockShape.lengths.upperBound)")
    }
  }

  /// A format that has every value of this one: as precise as an element times its scales, and wide enough.
  public var valueFormat: FloatFormat {
    let tensor = scaling.hasTensorScale ? FloatFormat.binary32 : nil
    let parts = [element.format, scaling.scale.format] + (tensor.map { [$0] } ?? [])
    // Each part's significand is below 2.
    let highest = parts.reduce(parts.count - 1) { $0 + $1.maximumExponent }
    let lowest = parts.reduce(0) { $0 + $1.quantumExponent }
    let width = (2...11).first { (1 << ($0 - 1)) - 1 >= max(highest, 2 - lowest) } ?? 11
    return FloatFormat(
      exponentWidth: width, precision: element.format.precision + scaling.divisorBits)
  }

  /// Whether the blocks of a matrix' row lie in it, and its scales depend on it alone.
  public var isByRow: Bool {
    guard case .line = scaling.shape else { return false }
    return !scaling.hasTensorScale
  }

  /// Bits a number takes, its share of a whole block's scale included; the tensor's scale left out.
  public var bitsPerNumber: Double {
    let count: Int
    switch scaling.shape {
    case .line(let length): count = length
    case .tile(let rows, let columns): count = rows * columns
    case .tensor: return Double(element.bitWidth)
    }
    return Double(element.bitWidth) + Double(scaling.scale.format.bitWidth) / Double(count)
  }
}

/// Why a block format is impossible, or its name unknown.
public struct BlockFormatError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The field.
  public let field: String
  /// What it is.
  public let value: String
  /// What would be valid.
  public let valid: String

  /// An error about a field.
  public init(field: String, value: String, valid: String) {
    (self.field, self.value, self.valid) = (field, value, valid)
  }

  /// One line.
  public var description: String { "\(field) is \(value); valid: \(valid)" }
}
