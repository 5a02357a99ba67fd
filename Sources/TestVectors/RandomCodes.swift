import FloatFormats
import RandomStreams

/// The random numbers of one test.
struct RandomCodes {
  private let stream: RandomStream
  private var position: UInt64

  /// - Parameter draws: how many a test may take.
  init(_ stream: RandomStream, test: Int, draws: UInt64 = 64) {
    self.stream = stream
    position = UInt64(test) * draws
  }

  mutating func next() -> UInt64 {
    defer { position += 1 }
    return stream.draw(at: position).bits
  }

  /// A number below `bound`, which is small: its bias is below 2^−32.
  mutating func below(_ bound: UInt64) -> UInt64 {
    next().multipliedFullWidth(by: bound).high
  }

  /// A code whose exponent differs from that of a magnitude code by no more than the precision and two,
  /// with a significand of random bits or of few ones or zeros.
  mutating func near(_ centre: UInt64, _ format: FloatFormat) -> UInt64 {
    let largest = (1 << format.exponentWidth) - 1
    let reach = format.precision + 2
    let shift = Int(below(UInt64(2 * reach + 1))) - reach
    let field = Int(centre >> UInt64(format.trailingWidth)) + shift
    let exponent = UInt64(min(max(field, 0), largest))
    let ones: UInt64 = (1 << UInt64(format.trailingWidth)) - 1
    var significand = next()
    let style = below(3)
    if style > 0 { significand &= next() & next() }
    if style == 2 { significand = ~significand }
    let sign = below(2) == 0 ? 0 : format.signMask
    return exponent << UInt64(format.trailingWidth) | significand & ones | sign
  }
}
