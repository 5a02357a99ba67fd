import BlockFormats

/// What an array is called.
struct ArrayLabel: Sendable {
  var name: String
  var type = ""
  var shape: [Int] = []
  var file = ""
}

extension ArrayLabel {
  init(_ array: ArraySource) {
    self.init(name: array.name, type: array.type, shape: array.shape, file: array.path)
  }
}

/// The sums of one array, of which all arrays' are made.
struct TensorSums: Sendable {
  private(set) var finding: TensorFinding
  private var losses: [BinadeLosses]
  /// By the format.
  private var unscaled: [RoundingSums]
  /// By the format; nil but of block formats.
  private var blocks: [BlockCounts?]
  private let isArray: Bool

  /// - Parameter isArray: whether they are an array's, and not all arrays'.
  init(
    _ label: ArrayLabel, _ counts: ArrayCounts, in formats: [JudgedFormat], isArray: Bool = true
  ) {
    self.isArray = isArray
    blocks = counts.blocks
    let magnitudes = counts.magnitudes
    finding = TensorFinding(
      name: label.name, type: label.type, shape: label.shape, file: label.file,
      elements: magnitudes.elements, zeros: magnitudes.zeros, nans: magnitudes.nans,
      infinities: magnitudes.infinities, largest: magnitudes.largest, least: magnitudes.least)
    let losses = magnitudes.binades.map { BinadeLosses($0) }
    self.losses = losses
    unscaled = zip(formats, counts.plain).map { format, plain in
      guard case .cells(let nearest) = format else { return plain ?? RoundingSums() }
      return RoundingSums(losses, in: nearest, scaleExponent: 0) { exponent in
        magnitudes.binades.first { $0.exponent == exponent }
      }
    }
    finish(formats)
  }

  /// Adds another array's.
  mutating func add(_ other: TensorSums) {
    finding.elements += other.finding.elements
    finding.zeros += other.finding.zeros
    finding.nans += other.finding.nans
    finding.infinities += other.finding.infinities
    finding.largest = max(finding.largest, other.finding.largest)
    finding.least = min(finding.least, other.finding.least)
    for binade in other.losses {
      if let place = losses.firstIndex(where: { $0.exponent == binade.exponent }) {
        losses[place].add(binade)
      } else {
        losses.append(binade)
      }
    }
    for place in unscaled.indices {
      unscaled[place].add(other.unscaled[place])
      if let more = other.blocks[place] {
        var sum = blocks[place] ?? BlockCounts()
        sum.append(more)
        blocks[place] = sum
      }
    }
  }

  /// Makes the findings of the sums.
  mutating func finish(_ formats: [JudgedFormat]) {
    losses.sort { $0.exponent < $1.exponent }
    finding.formats = formats.indices.map { place in
      let (format, sums) = (formats[place], unscaled[place])
      guard let numbers = format.format else {
        let counts = blocks[place] ?? BlockCounts()
        return FormatFinding(
          unscaled: RoundedNumbers(counts), blocks: BlockFinding(counts, isArray: isArray))
      }
      let headroom = finding.headroom(in: numbers)
      var found = FormatFinding(
        unscaled: RoundedNumbers(sums), headroomAbove: headroom?.above,
        headroomBelow: headroom?.below)
      if case .cells(let nearest) = format,
        let best = nearest.bestScale(losses, largest: finding.largest)
      {
        found.bestScaleExponent = best.exponent
        found.scaled = RoundedNumbers(best.1)
      }
      return found
    }
  }
}
