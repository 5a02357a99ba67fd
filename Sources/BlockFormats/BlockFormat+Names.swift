import FloatFormats
import NearestNames

extension BlockFormat {
  /// `block(e2m1fn, 16, e4m3fn, amax, tensor-scale)`: what ``BlockCatalogue/format(named:)`` understands.
  public var spelling: String { Self.spelling(element, scaling) }

  static func spelling(_ element: BlockElement, _ scaling: BlockScaling) -> String {
    "block(\(parenthesised(element.name)), \(scaling.spelling))"
  }

  /// `a:b` as `a(b)`.
  fileprivate static func parenthesised(_ name: String) -> String {
    guard let colon = name.firstIndex(of: ":") else { return name }
    return "\(name[..<colon])(\(name[name.index(after: colon)...]))"
  }
}

extension BlockScaling {
  /// `16, e4m3fn, amax, tensor-scale`: the scaling as it stands in a format's spelling.
  public var spelling: String {
    let parts = [shape.name, BlockFormat.parenthesised(scale.name), rule.rawValue]
    return (parts + (hasTensorScale ? ["tensor-scale"] : [])).joined(separator: ", ")
  }
}

extension BlockCatalogue {
  private static let tensorScale = "tensor-scale"

  /// How a format of one's own is spelled.
  public static let usage = "block(ELEMENT, SHAPE, SCALE, RULE[, tensor-scale])"

  /// Whether a text is a block format's name or begins as a spelling does.
  public static func isName(_ text: String) -> Bool {
    let name = text.lowercased()
    return byName[name] != nil || name.prefix { $0 != "(" && $0 != " " } == "block"
  }

  /// The format that a name stands for, without regard to case: a row of the catalogue, or a spelling,
  /// ``usage``.
  ///
  /// ELEMENT is a format's name (suffixes in parentheses: `e4m3(bias=8)`), or `int2` … `int16`; SHAPE is `32` or
  /// `1x32`, `128x128`, or `tensor`; SCALE a format's name; RULE `floor`, `up` or `amax`.
  ///
  /// - Throws: ``BlockFormatError`` for an unknown name, with the nearest known ones, a wrong part, or a format
  ///   that is impossible.
  public static func format(named name: String) throws(BlockFormatError) -> BlockFormat {
    let text = name.lowercased()
    if let row = byName[text] { return row }
    guard let parts = arguments(of: text) else {
      let error = UnknownNameError(kind: "block format", name: name, among: names)
      throw BlockFormatError(
        field: "block format", value: "\"\(name)\", which is unknown",
        valid: "\(error.advice.isEmpty ? "" : error.advice + " ")\(names.joined(separator: ", ")), "
          + "or \(usage)")
    }
    guard (4...5).contains(parts.count), parts.count == 4 || parts[4] == tensorScale else {
      throw BlockFormatError(field: "block format", value: "\"\(name)\"", valid: usage)
    }
    return try BlockFormat(
      element: element(named: parts[0]),
      scaling: scaling(
        shape: parts[1], scale: parts[2], rule: parts[3], tensorScale: parts.count == 5))
  }

  /// The scaling whose parts have these names; whether it is possible is found by ``BlockFormat``.
  public static func scaling(
    shape: String, scale: String, rule: String, tensorScale: Bool
  ) throws(BlockFormatError) -> BlockScaling {
    guard let known = ScaleRule(rawValue: rule) else {
      throw BlockFormatError(
        field: "rule", value: rule,
        valid: ScaleRule.allCases.map(\.rawValue).joined(separator: ", "))
    }
    return BlockScaling(
      shape: try self.shape(named: shape), scale: try format(scale, field: "scale"), rule: known,
      hasTensorScale: tensorScale)
  }

  /// The scaling whose spelling this is: a format's without the element.
  ///
  /// - Parameter valid: what an error says would be valid.
  /// - Throws: ``BlockFormatError``.
  public static func scaling(named name: String, valid: String) throws(BlockFormatError)
    -> BlockScaling
  {
    guard let parts = arguments(of: name.lowercased()), (3...4).contains(parts.count),
      parts.count == 3 || parts[3] == tensorScale
    else { throw BlockFormatError(field: "scaling", value: "\"\(name)\"", valid: valid) }
    return try scaling(
      shape: parts[0], scale: parts[1], rule: parts[2], tensorScale: parts.count == 4)
  }

  /// The elements of a name.
  public static func element(named name: String) throws(BlockFormatError) -> BlockElement {
    if name.hasPrefix("int") {
      guard let element = Int(name.dropFirst(3)).flatMap(BlockElement.integer(bits:)) else {
        let widths = BlockElement.integerWidths
        throw BlockFormatError(
          field: "element", value: name, valid: "int\(widths.lowerBound) … int\(widths.upperBound)")
      }
      return element
    }
    return BlockElement(try format(name, field: "element"))
  }

  /// The shape of a name.
  public static func shape(named name: String) throws(BlockFormatError) -> BlockShape {
    let parts = name.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
    switch parts.count {
    case 1 where name == "tensor": return .tensor
    case 1: if let length = parts[0] { return .line(length) }
    case 2:
      if let rows = parts[0], let columns = parts[1] {
        return rows == 1 ? .line(columns) : .tile(rows: rows, columns: columns)
      }
    default: break
    }
    throw BlockFormatError(field: "shape", value: name, valid: "32, 1x32, 128x128, tensor")
  }

  private static func format(
    _ name: String, field: String
  ) throws(BlockFormatError) -> NamedFormat {
    do throws(FormatNameError) {
      return try FormatCatalogue.format(named: name)
    } catch {
      throw BlockFormatError(field: field, value: "\"\(name)\": \(error.reason)", valid: usage)
    }
  }

  /// What stands between the parentheses of `block(…)`, commas inside others' left alone; nil for what is not
  /// of this form.
  private static func arguments(of text: String) -> [String]? {
    guard text.hasPrefix("block("), text.hasSuffix(")") else { return nil }
    var parts = [""]
    var depth = 0
    for character in text.dropFirst(6).dropLast() {
      switch character {
      case "(": depth += 1
      case ")": depth -= 1
      default: break
      }
      guard depth >= 0 else { return nil }
      if depth == 0 && character == "," {
        parts.append("")
      } else if character != " " || !(parts.last ?? "").isEmpty {
        parts[parts.count - 1].append(character)
      }
    }
    guard depth == 0 else { return nil }
    return parts.map { part in String(part.reversed().drop { $0 == " " }.reversed()) }
  }
}
