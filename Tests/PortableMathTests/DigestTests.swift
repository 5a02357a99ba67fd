import PortableMath
import Testing

/// The bits of many results, hashed. A change of any bit on any machine changes a digest; so does a
/// change of an algorithm, which is a change of every result that was ever computed with it.
@Suite struct DigestTests {
  /// FNV-1a over the bytes of the results, low bytes first.
  private func digest(_ function: (Double) -> Double, _ arguments: [Double]) -> String {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for x in arguments {
      let bits = function(x).bitPattern
      for byte in 0..<UInt64(8) {
        hash = (hash ^ (bits >> (8 * byte) & 0xff)) &* 0x0000_0100_0000_01b3
      }
    }
    return String(hash, radix: 16)
  }

  @Test func resultsHaveTheirBits() {
    let unit = Arguments.logarithmic(0x1p-40, 1, 10_000, times: 1).dropLast()
    let positive = Arguments.logarithmic(0x1p-1040, 0x1p1000, 10_000, times: 1)
    let even = Arguments.even(-30, 30, 10_001, times: 1)
    let functions: [(name: String, function: (Double) -> Double, arguments: [Double])] = [
      ("exp", { Portable.exp($0 * 20) }, even), ("exp2", { Portable.exp2($0 * 20) }, even),
      ("expMinusOne", { Portable.expMinusOne($0) }, even), ("log", { Portable.log($0) }, positive),
      ("log(onePlus:)", { Portable.log(onePlus: $0) }, Array(unit)),
      ("log2", { Portable.log2($0) }, positive), ("log10", { Portable.log10($0) }, positive),
      ("sinPi", { Portable.sinPi($0) }, even), ("cosPi", { Portable.cosPi($0) }, even),
      ("sin", { Portable.sin($0) }, positive), ("cos", { Portable.cos($0) }, positive),
      ("tanh", { Portable.tanh($0) }, even), ("sigmoid", { Portable.sigmoid($0) }, even),
      ("logSigmoid", { Portable.logSigmoid($0) }, even), ("erf", { Portable.erf($0) }, even),
      ("erfc", { Portable.erfc($0) }, even), ("normalCDF", { Portable.normalCDF($0) }, even),
      ("normalDensity", { Portable.normalDensity($0) }, even),
      ("normalQuantile", { Portable.normalQuantile($0) }, Array(unit)),
      ("pow", { Portable.pow($0, 0.37) }, positive),
    ]
    let pinned = [
      "exp": "e4a737af0a9d88d8",
      "exp2": "a83748052a200332",
      "expMinusOne": "2a12c8c3a82ed527",
      "log": "fe2f2751cccfff1f",
      "log(onePlus:)": "ea8f50d16287f0f1",
      "log2": "9d218527346788a0",
      "log10": "f67a8a27979bf3d9",
      "sinPi": "ffde4ba47a503b03",
      "cosPi": "fa9b824a527aa068",
      "sin": "a28f52c74a117d3d",
      "cos": "f327dbb578abb0ea",
      "tanh": "b1366732d3a53781",
      "sigmoid": "ef7bd636b3df3366",
      "logSigmoid": "987d4794ecdf2055",
      "erf": "47d807ed5771a52c",
      "erfc": "c60ecf02a6954ddf",
      "normalCDF": "b477fc1e32c0cde8",
      "normalDensity": "87da49a2e173cb87",
      "normalQuantile": "9f0ae33580dfd364",
      "pow": "75ee279627221b44",
    ]
    for (name, function, arguments) in functions {
      let observed = digest(function, arguments)
      #expect(observed == pinned[name], "\(name): digest \(observed) of \(arguments.count) results")
    }
  }
}
