import FloatFormats

/// Options that several commands take.
extension Option {
  static let json = flag("json", "JSON instead of text")
  static let format = value(
    "format", "FORMAT",
    "a name (see gradual list formats, and of arrays gradual list blocks), a spelling such as e5m7, "
      + "e4m3:bias=8, binary8p3se or block(e2m1fn, 16, ue5m3, amax), or the path of a JSON file (a path has a / in it, or ends in .json)"
  )
  static let rounding = value(
    "rounding", "MODE", "how to round; nearest-even by default (see gradual list rounding)")
  static let overflow = value(
    "overflow", "POLICY",
    OverflowPolicy.allCases.map(\.rawValue).joined(separator: ", ")
      + "; by default the format's own")
  static let roundingSeed = value("seed", "N", "of stochastic rounding; 1 by default")
  static let tininess = value(
    "tininess", "WHEN", "for the underflow flag: after (rounding; the default) or before")
}
