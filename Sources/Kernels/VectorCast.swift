import CKernels
import FloatFormats
import RandomStreams

/// The cast of arrays by the vector loops.
struct VectorCast<Number: Carrier>: Sendable {
  /// Nil for the carrier's own format, to which a cast changes no number, and only NaNs' payloads.
  private let constants: CastConstants<Number>?
  private let level: VectorLevel
  private let rounding: Rounding

  /// Nil where the scalar loop has to do it.
  init?(_ format: FloatFormat, _ context: RoundingContext, _ level: VectorLevel) {
    guard level > .scalar else { return nil }
    if format == Number.carrierFormat {
      let policy = context.overflow ?? format.overflow
      guard policy == .ieee || policy == .saturateFinite else { return nil }
      constants = nil
      // As every mode, it leaves the numbers as they are.
      rounding = .nearestEven
    } else {
      guard let constants = CastConstants<Number>(format, context) else { return nil }
      self.constants = constants
      rounding = context.rounding
    }
    self.level = min(level, .best)
  }

  /// Whether a cast changes no number.
  var keepsNumbers: Bool { constants == nil }

  /// Whether the loops serve a call with this stream.
  func serves(_ random: RandomStream?) -> Bool { rounding.hasBits(from: random) }

  /// Casts to values; adds to `overflows`, if there is one.
  func cast(
    _ source: UnsafeBufferPointer<Number>, into target: UnsafeMutablePointer<Number>,
    _ random: RandomStream?, from position: UInt64,
    counting overflows: UnsafeMutablePointer<ck_overflows>? = nil
  ) {
    guard let constants else {
      return keep(source) { target[$0] = Number(carrierBits: $1) }
    }
    run(constants.values, source, target, random, from: position, overflows)
  }

  /// Casts to codes.
  func encode<Code: FixedWidthInteger>(
    _ source: UnsafeBufferPointer<Number>, into target: UnsafeMutablePointer<Code>,
    _ random: RandomStream?, from position: UInt64
  ) {
    guard let constants else {
      return keep(source) { target[$0] = Code(truncatingIfNeeded: $1) }
    }
    run(constants.codes(ofWidth: Code.bitWidth), source, target, random, from: position, nil)
  }

  /// Each number's encoding as it is, a NaN's with the payload that casts give.
  @inline(__always)
  private func keep(
    _ source: UnsafeBufferPointer<Number>, _ store: (_ index: Int, Number.Bits) -> Void
  ) {
    let infinity = Number.infinity.carrierBits
    let quiet = Number.nan.carrierBits
    let magnitude = Number.Bits.max >> 1
    for index in source.indices {
      let bits = source[index].carrierBits
      store(index, bits & magnitude > infinity ? quiet | bits & ~magnitude : bits)
    }
  }

  /// What a finite number beyond the largest becomes.
  func overflow(isNegative: Bool) -> Number { constants?.overflow[isNegative ? 1 : 0] ?? .infinity }

  /// Adds what became of elements to a tally.
  func tally(
    _ before: UnsafePointer<Number>, _ after: UnsafePointer<Number>, count: Int,
    into tally: inout ck_tally
  ) {
    let (x, y) = (UnsafeRawPointer(before), UnsafeRawPointer(after))
    switch (constants, Number.self == Float.self) {
    case (let constants?, true):
      ck_tally32(
        &tally, level.rawValue, x.assumingMemoryBound(to: Float.self),
        y.assumingMemoryBound(to: Float.self), count, constants.values.least_normal,
        constants.largest)
    case (let constants?, false):
      ck_tally64(
        &tally, level.rawValue, x.assumingMemoryBound(to: Double.self),
        y.assumingMemoryBound(to: Double.self), count, constants.values.least_normal,
        constants.largest)
    case (nil, true):
      ck_tally_kept32(&tally, level.rawValue, x.assumingMemoryBound(to: Float.self), count)
    case (nil, false):
      ck_tally_kept64(&tally, level.rawValue, x.assumingMemoryBound(to: Double.self), count)
    }
  }

  /// One call of the loop for each row of the stream that the positions lie in.
  private func run<Stored>(
    _ constants: ck_cast, _ source: UnsafeBufferPointer<Number>,
    _ target: UnsafeMutablePointer<Stored>, _ random: RandomStream?, from position: UInt64,
    _ overflows: UnsafeMutablePointer<ck_overflows>?
  ) {
    guard let from = source.baseAddress else { return }
    guard rounding.randomBitCount > 0, let random else {
      call(constants, from, target, source.count, overflows)
      return
    }
    var constants = constants
    var done = 0
    while done < source.count {
      let (row, place) = random.row(holding: position &+ UInt64(done))
      constants.outer_key = row.key.outer
      constants.inner_key = row.key.inner
      constants.place = place
      let length = min(source.count - done, RandomStream.sequenceRowLength - Int(place))
      call(constants, from + done, target + done, length, overflows)
      done += length
    }
  }

  // The pointers are to Float where Number is Float, and to Double otherwise: there are no others.
  private func call<Stored>(
    _ constants: ck_cast, _ source: UnsafePointer<Number>, _ target: UnsafeMutablePointer<Stored>,
    _ count: Int, _ overflows: UnsafeMutablePointer<ck_overflows>?
  ) {
    let raw = UnsafeRawPointer(source)
    withUnsafePointer(to: constants) { constants in
      if Number.self == Float.self {
        ck_cast32(
          constants, level.rawValue, raw.assumingMemoryBound(to: Float.self), target, count,
          overflows)
      } else {
        ck_cast64(
          constants, level.rawValue, raw.assumingMemoryBound(to: Double.self), target, count,
          overflows)
      }
    }
  }
}
