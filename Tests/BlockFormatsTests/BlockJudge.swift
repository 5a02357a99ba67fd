import ArbitraryPrecision

/// A block format as its standard's tables say it, and what it makes of a block, found by comparing exact numbers:
/// no code of FloatFormats, Kernels or BlockFormats is in it.
struct BlockJudge {
  enum Rule { case floor, up, amax }

  let name: String
  /// The magnitudes of elements, ascending: the place of each is its code.
  let elements: [Double]
  /// The magnitudes of scales that are not NaN, likewise; nil for binary32.
  let scales: [Double]?
  let rule: Rule
  /// Whether a tie between scales goes to the larger (E8M0), and not to the even place.
  var tiesUp = false
  var hasTensorScale = false

  /// The magnitudes of a format without infinities, by its fields, up to a largest one.
  static func magnitudes(exponent: Int, trailing: Int, bias: Int, largest: Double) -> [Double] {
    var all: [Double] = []
    for field in 0..<1 << exponent {
      for part in 0..<1 << trailing {
        let fraction = Double(part) / Double(1 << trailing)
        let power = field == 0 ? 1 - bias : field - bias
        all.append((field == 0 ? fraction : 1 + fraction) * powerOfTwo(power))
      }
    }
    return all.filter { $0 <= largest }
  }

  static func powerOfTwo(_ exponent: Int) -> Double {
    (0..<exponent.magnitude).reduce(1.0) { power, _ in exponent < 0 ? power / 2 : power * 2 }
  }

  static let e2m1 = magnitudes(exponent: 2, trailing: 1, bias: 1, largest: 6)
  static let e2m3 = magnitudes(exponent: 2, trailing: 3, bias: 1, largest: 7.5)
  static let e3m2 = magnitudes(exponent: 3, trailing: 2, bias: 3, largest: 28)
  static let e4m3 = magnitudes(exponent: 4, trailing: 3, bias: 7, largest: 448)
  static let e5m2 = magnitudes(exponent: 5, trailing: 2, bias: 15, largest: 57344)
  static let ue5m3 = magnitudes(exponent: 5, trailing: 3, bias: 15, largest: 114_688)
  static let int8 = (0...127).map { Double($0) / 64 }
  static let e8m0 = (-127...127).map(powerOfTwo)

  static let all = [
    BlockJudge(name: "mxfp8-e4m3", elements: e4m3, scales: e8m0, rule: .floor),
    BlockJudge(name: "mxfp8-e5m2", elements: e5m2, scales: e8m0, rule: .floor),
    BlockJudge(name: "mxfp6-e3m2", elements: e3m2, scales: e8m0, rule: .floor),
    BlockJudge(name: "mxfp6-e2m3", elements: e2m3, scales: e8m0, rule: .floor),
    BlockJudge(name: "mxfp4", elements: e2m1, scales: e8m0, rule: .floor),
    BlockJudge(name: "mxint8", elements: int8, scales: e8m0, rule: .floor),
    BlockJudge(name: "mxfp8-e4m3-up", elements: e4m3, scales: e8m0, rule: .up),
    BlockJudge(name: "nvfp4", elements: e2m1, scales: e4m3, rule: .amax, hasTensorScale: true),
    BlockJudge(name: "deepseek-1x128", elements: e4m3, scales: nil, rule: .amax),
    BlockJudge(name: "block(e2m1fn, 16, e4m3fn, amax)", elements: e2m1, scales: e4m3, rule: .amax),
    BlockJudge(name: "block(e2m1fn, 16, e4m3fn, up)", elements: e2m1, scales: e4m3, rule: .up),
    BlockJudge(
      name: "block(e2m1fn, 16, e4m3fn, floor, tensor-scale)", elements: e2m1, scales: e4m3,
      rule: .floor, hasTensorScale: true),
    BlockJudge(
      name: "block(e4m3fn, 32, e8m0fnu, amax)", elements: e4m3, scales: e8m0, rule: .amax,
      tiesUp: true),
    BlockJudge(
      name: "block(int4, 32, ue5m3, amax)", elements: (0...7).map { Double($0) / 4 },
      scales: ue5m3, rule: .amax),
  ]

  /// What a block becomes.
  struct Verdict {
    let scale: Double
    /// Magnitudes' places.
    let codes: [Int]
    let values: [Double]
  }

  /// The scale of a tensor whose largest finite magnitude is a number of binary32.
  func tensorScale(_ largest: Float) -> Float {
    guard hasTensorScale, let top = elements.last, let most = scales?.last else { return 1 }
    // The processor's division rounds once.
    let scale = largest / Float(top * most)
    return scale == 0 ? 1 : scale
  }

  func judge(_ block: [Double], tensorScale: Double) -> Verdict {
    guard block.allSatisfy(\.isFinite) else {
      return Verdict(scale: .nan, codes: block.map { _ in 0 }, values: block.map { _ in .nan })
    }
    let largest = block.reduce(0) { $1.magnitude > $0 ? $1.magnitude : $0 }
    let scale = scale(largest, tensorScale)
    let divisor = BigNumber(scale) * BigNumber(tensorScale)
    let codes = block.map { number in
      Self.nearest(BigNumber(number.magnitude), elements, times: divisor, tiesUp: false)
    }
    return Verdict(
      scale: scale, codes: codes,
      values: zip(block, codes).map { number, code in
        let value = (BigNumber(elements[code]) * divisor).double()
        return number.sign == .minus ? -value : value
      })
  }

  private func scale(_ largest: Double, _ tensorScale: Double) -> Double {
    let top = elements.last ?? 0
    let unit = BigNumber(top) * BigNumber(tensorScale)
    guard let scales else {
      let scale = Double(Float(largest) / Float(top))
      return scale == 0 ? 1 : scale
    }
    switch rule {
    case .floor:
      let powers = Self.powersOfTwo(among: scales)
      let power = Self.powers.last { $0 <= top } ?? 0
      guard let least = powers.first, largest > 0 else { return powers.first ?? 0 }
      let step = BigNumber(power) * BigNumber(tensorScale)
      return powers.last { BigNumber($0) * step <= BigNumber(largest) } ?? least
    case .up:
      let scale = scales.first { BigNumber($0) * unit >= BigNumber(largest) }
      return scale == 0 ? 1 : scale ?? scales.last ?? 0
    case .amax:
      let place = Self.nearest(BigNumber(largest), scales, times: unit, tiesUp: tiesUp)
      return scales[place] == 0 ? 1 : scales[place]
    }
  }

  private static let powers = (-140...140).map(powerOfTwo)

  /// Found once for each format of scales, which their largest numbers tell apart.
  private static func powersOfTwo(among scales: [Double]) -> [Double] {
    scales.last.flatMap { knownPowers[$0] } ?? []
  }

  private static let knownPowers = Dictionary(
    uniqueKeysWithValues: [e8m0, e4m3, ue5m3].map { scales in
      (scales[scales.count - 1], scales.filter { powers.contains($0) })
    })

  /// The place of the candidate whose product is nearest; of two the even place.
  private static func nearest(
    _ number: BigNumber, _ candidates: [Double], times factor: BigNumber, tiesUp: Bool
  ) -> Int {
    // The last candidate that is not above.
    var (low, high) = (0, candidates.count)
    while high - low > 1 {
      let middle = (low + high) / 2
      if BigNumber(candidates[middle]) * factor <= number { low = middle } else { high = middle }
    }
    guard low + 1 < candidates.count else { return low }
    let below = number - BigNumber(candidates[low]) * factor
    let above = BigNumber(candidates[low + 1]) * factor - number
    if below == above { return tiesUp || low % 2 == 1 ? low + 1 : low }
    return below < above ? low : low + 1
  }
}
