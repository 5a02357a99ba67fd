/// What a random number is for. Streams of different domains share nothing, whatever their ids.
public enum StreamDomain: UInt32, Hashable, Sendable, Codable, CaseIterable {
  /// Parameters of a network.
  case weight = 1
  /// Inputs, labels, and samples of a distribution.
  case data = 2
  /// The random bits of stochastic rounding.
  case rounding = 3
}

/// Which stream: the seed of the run, what the numbers are for, and the tensor or site they go to.
///
/// With the logical indices of an element a key determines its random number. Nothing else does:
/// neither the order of calls nor a tile, a thread, a shard, a vector lane or a clock.
public struct StreamKey: Hashable, Sendable, Codable {
  /// The seed of the run.
  public let seed: UInt64
  /// What the numbers are for.
  public let domain: StreamDomain
  /// The tensor or the site.
  public let id: UInt64

  /// The key with a numeric id.
  public init(seed: UInt64, domain: StreamDomain, id: UInt64) {
    self.seed = seed
    self.domain = domain
    self.id = id
  }

  /// The key of a named tensor or site: its id is `stableID(of: name)`.
  public init(seed: UInt64, domain: StreamDomain, name: String) {
    self.init(seed: seed, domain: domain, id: StreamKey.stableID(of: name))
  }

  /// A 64-bit number for a name that is the same in every run: the FNV-1a hash of its UTF-8
  /// (Fowler, Noll and Vo). Among a million names two are equal with a probability of
  /// 3·10^-8.
  public static func stableID(of name: String) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in name.utf8 {
      hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3
    }
    return hash
  }

  /// The key of Philox for this stream: 64 bits of Philox with the seed as its key, at a counter
  /// made of the id and the domain.
  var philoxKey: SIMD2<UInt32> {
    let block = Philox4x32.block(
      counter: SIMD4(UInt32(truncatingIfNeeded: id), UInt32(id >> 32), domain.rawValue, 0),
      key: SIMD2(UInt32(truncatingIfNeeded: seed), UInt32(seed >> 32)))
    return SIMD2(block.x, block.y)
  }
}
