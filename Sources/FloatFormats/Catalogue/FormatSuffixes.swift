/// The suffixes of format names (``FormatCatalogue/format(named:)``).
extension FloatFormat {
  /// Changes the fields that the suffixes of a name give; the result may be impossible.
  ///
  /// A suffix that gives or takes the zero does so with the subnormals, unless another speaks of these.
  /// - Throws: ``FormatNameError`` for a suffix that is unknown or gives a field again.
  mutating func apply(_ suffixes: [String], of name: String) throws(FormatNameError) {
    var given: Set<String> = []
    for suffix in suffixes {
      try apply(suffix, of: name)
      let field = Self.fieldName(of: suffix)
      guard given.insert(field).inserted else {
        throw FormatNameError(name: name, reason: "suffix \"\(suffix)\": \(field) is given twice")
      }
    }
    if given.contains("zero") && !given.contains("subnormals") { hasSubnormals = hasZero }
  }

  /// The field that a valid suffix changes: `infinity` of `no-infinity`, `bias` of `bias=8`.
  private static func fieldName(of suffix: String) -> String {
    var field = suffix.prefix { $0 != "=" }
    if !field.removePrefix("no-"), field == "unsigned" { field.removeFirst(2) }
    return String(field)
  }

  private mutating func apply(_ suffix: String, of name: String) throws(FormatNameError) {
    let parts = suffix.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let value = parts.count == 2 ? String(parts[1]) : nil
    func refuse(_ valid: String) -> FormatNameError {
      FormatNameError(name: name, reason: "suffix \"\(suffix)\": \(valid)")
    }
    func choice<Choice: RawRepresentable<String> & CaseIterable>(
      _: Choice.Type
    ) throws(FormatNameError) -> Choice {
      guard let choice = value.flatMap(Choice.init(rawValue:)) else {
        throw refuse("valid: \(Choice.allCases.map(\.rawValue).joined(separator: ", "))")
      }
      return choice
    }
    switch (parts.first.map(String.init) ?? "", value != nil) {
    case ("bias", true):
      guard let bias = value.flatMap(Int.init) else { throw refuse("the bias is an integer") }
      self.bias = bias
    case ("nan", true): nan = try choice(NaNEncoding.self)
    case ("overflow", true): overflow = try choice(OverflowPolicy.self)
    case ("ties", true): ties = try choice(TieRule.self)
    case ("nan-substitute", true): nanSubstitute = try choice(NaNSubstitute.self)
    case ("infinity", false): hasInfinity = true
    case ("no-infinity", false): hasInfinity = false
    case ("subnormals", false): hasSubnormals = true
    case ("no-subnormals", false): hasSubnormals = false
    case ("signed", false): isSigned = true
    case ("unsigned", false): isSigned = false
    case ("zero", false): hasZero = true
    case ("no-zero", false): hasZero = false
    default:
      throw refuse(
        "unknown; valid: bias=N, nan=…, [no-]infinity, [no-]subnormals, [un]signed, [no-]zero, "
          + "overflow=…, ties=…, nan-substitute=…")
    }
  }
}
