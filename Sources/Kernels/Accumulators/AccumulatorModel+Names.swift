import FloatFormats

extension AccumulatorModel: CustomStringConvertible {
  /// The name, which ``init(named:)`` understands.
  public var name: String {
    switch self {
    case .fused(.binary32): "fp32"
    case .exact(.binary64): "exact"
    case .perOperation(let target): "per-operation(\(target))"
    case .fused(let target): "fused(\(target))"
    case .pairwise(let target): "pairwise(\(target))"
    case .kahan(let target): "kahan(\(target))"
    case .exact(let target): "exact(\(target))"
    case .chunked(let size, let inner, let outer): "chunked(\(size), \(inner), \(outer))"
    case .promoted(let model, let size): "promoted(\(model), \(size))"
    case .tensorCore(let core): core.name
    }
  }

  /// The name.
  public var description: String { name }
}

extension AccumulatorFormat: CustomStringConvertible {
  /// Format and rounding as they stand in a longer name, parentheses in place of colons:
  /// `e4m3(bias=8), stochastic(13)`. To nearest even is left out.
  public var description: String {
    let format = Self.parenthesised(formatName)
    switch rounding {
    case .nearestEven: return format
    case .stochastic(.a, let bits): return "\(format), stochastic(\(bits))"
    default: return "\(format), \(Self.parenthesised("\(rounding)"))"
    }
  }

  /// `a:b` as `a(b)`.
  private static func parenthesised(_ name: String) -> String {
    guard let colon = name.firstIndex(of: ":") else { return name }
    return "\(name[..<colon])(\(name[name.index(after: colon)...]))"
  }
}
