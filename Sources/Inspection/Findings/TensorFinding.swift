import FloatFormats

/// What an array holds, and what formats would do to it.
public struct TensorFinding: Sendable {
  /// The array's name in its file.
  public internal(set) var name: String
  /// The element type, as the file has it.
  public internal(set) var type: String
  /// The length of every axis.
  public internal(set) var shape: [Int]
  /// The file's path.
  public internal(set) var file: String
  /// All numbers; a complex element is two.
  public internal(set) var elements: UInt64 = 0
  /// Zeros of either sign: structural ones, which no format is to blame for.
  public internal(set) var zeros: UInt64 = 0
  /// NaNs.
  public internal(set) var nans: UInt64 = 0
  /// Infinities of either sign.
  public internal(set) var infinities: UInt64 = 0
  /// The largest finite magnitude; 0 if there is none.
  public internal(set) var largest = 0.0
  /// The least magnitude other than 0; infinity if there is none.
  public internal(set) var least = Double.infinity
  /// By the formats that were asked for, in their order.
  public internal(set) var formats: [FormatFinding] = []

  /// Finite numbers other than 0.
  public var nonzero: UInt64 { elements - zeros - nans - infinities }
}

/// The sums of one array, of which all arrays' are made.
struct TensorSums: Sendable {
  var finding: TensorFinding
  var losses: [BinadeLosses]
  /// By the format.
  var unscaled: [RoundingSums]

  init(
    _ name: String, type: String = "", shape: [Int] = [], file: String = "",
    _ magnitudes: Magnitudes, in formats: [NearestFormat]
  ) {
    finding = TensorFinding(
      name: name, type: type, shape: shape, file: file, elements: magnitudes.elements,
      zeros: magnitudes.zeros, nans: magnitudes.nans,
      infinities: magnitudes.infinities, largest: magnitudes.largest, least: magnitudes.least)
    let losses = magnitudes.binades.map { BinadeLosses($0) }
    self.losses = losses
    unscaled = formats.map { format in
      RoundingSums(losses, in: format, scaleExponent: 0) { exponent in
        magnitudes.binades.first { $0.exponent == exponent }
      }
    }
    finish(formats)
  }

  /// Adds an array's.
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
    for place in unscaled.indices { unscaled[place].add(other.unscaled[place]) }
  }

  /// Makes the findings of the sums.
  mutating func finish(_ formats: [NearestFormat]) {
    losses.sort { $0.exponent < $1.exponent }
    finding.formats = zip(formats, unscaled).map { format, sums in
      let headroom = format.headroom(largest: finding.largest, least: finding.least)
      let best = format.bestScale(losses, largest: finding.largest)
      return FormatFinding(
        unscaled: RoundedNumbers(sums), headroomAbove: headroom?.above,
        headroomBelow: headroom?.below, bestScaleExponent: best?.exponent,
        scaled: best.map { RoundedNumbers($0.1) })
    }
  }
}
