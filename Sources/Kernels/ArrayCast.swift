import FloatFormats
import RandomStreams

/// The cast of arrays of binary32 or binary64 numbers to a format.
///
/// The result is what the rounding core gives for each element, bit for bit, in every mode, and does
/// not depend on how an array is split: element i of a call that begins at `position` draws its random
/// bits at `position + i`.
///
///     let cast = try ArrayCast<Float>(to: .e4m3fn)
///     let rounded = cast.values([0.1, 1000])   // [0.1015625, nan]
public struct ArrayCast<Number: Carrier>: Sendable {
  /// The format that elements are cast to.
  public let format: FloatFormat
  /// Rounding and overflow policy.
  public let context: RoundingContext
  let kernel: CastKernel<Number>
  /// The vector loops, where they do this cast.
  let vector: VectorCast<Number>?

  /// A cast to a format.
  /// - Parameters:
  ///   - level: the instructions to use, at most ``VectorLevel/best``; where the vector loops do not do
  ///     this cast, the scalar loop runs. Of no effect on results.
  /// - Throws: ``CarrierError`` where the carrier does not hold every value of the format.
  public init(
    to format: FloatFormat, _ context: RoundingContext = RoundingContext(),
    level: VectorLevel = .best
  ) throws(CarrierError) {
    guard Number.holds(format) else { throw CarrierError(carrier: "\(Number.self)") }
    self.format = format
    self.context = context
    kernel = CastKernel(format, context)
    vector = VectorCast(format, context, level)
  }

  /// Whether the cast is known to leave every number as it is: that to the carrier's own format. What
  /// is no number may become another NaN.
  public var keepsNumbers: Bool { vector?.keepsNumbers ?? false }

  /// The values that the elements of `source` become, as numbers of the carrier.
  @specialized(where Number == Float)
  @specialized(where Number == Double)
  public func values(_ source: [Number], random: RandomStream? = nil) -> [Number] {
    var target = [Number](repeating: 0, count: source.count)
    var span = target.mutableSpan
    cast(source.span, into: &span, random: random)
    return target
  }

  /// Casts `source` into `target`, as numbers of the carrier; the two have the same count.
  /// - Parameters:
  ///   - random: where stochastic rounding takes its bits; without it they are 0.
  ///   - position: the position in `random` of the first element.
  ///   - threads: how many may work; of no effect on results.
  @specialized(where Number == Float)
  @specialized(where Number == Double)
  public func cast(
    _ source: Span<Number>, into target: inout MutableSpan<Number>, random: RandomStream? = nil,
    from position: UInt64 = 0, threads: Int = 1
  ) {
    precondition(source.count == target.count, "source and target differ in their counts")
    if threads > 1 {
      return inChunks(source, &target, threads) { source, target, start in
        cast(source, into: &target, random: random, from: position &+ start)
      }
    }
    if let vector, vector.serves(random) {
      source.withUnsafeBufferPointer { source in
        target.withUnsafeMutableBufferPointer { target in
          guard let into = target.baseAddress else { return }
          vector.cast(source, into: into, random, from: position)
        }
      }
      return
    }
    var bits = roundingBits(random, from: position)
    for index in source.indices {
      let (code, _) = kernel.rounded(source[index], bits.next())
      target[index] = kernel.value(code)
    }
  }

  /// Elements of a thread's chunk: enough that starting it does not show.
  static var chunkLength: Int { 1 << 16 }

  /// Does an array in chunks, each given with the place of its first element.
  private func inChunks<Stored>(
    _ source: Span<Number>, _ target: inout MutableSpan<Stored>, _ threads: Int,
    _ body: @Sendable (Span<Number>, inout MutableSpan<Stored>, UInt64) -> Void
  ) {
    source.withUnsafeBufferPointer { source in
      target.withUnsafeMutableBufferPointer { target in
        let (from, to) = (SharedMemory(reading: source), SharedMemory(target))
        Tasks.performChunks(of: source.count, length: Self.chunkLength, threads: threads) { range in
          var part = to.writing(range).mutableSpan
          body(from.reading(range).span, &part, UInt64(range.lowerBound))
        }
      }
    }
  }

  func roundingBits(_ random: RandomStream?, from position: UInt64) -> RoundingBits {
    RoundingBits(random, count: context.rounding.randomBitCount, from: position)
  }

  /// Casts `source` into codes; the two have the same count. Parameters as above.
  /// - Precondition: the codes fit the target's integers.
  @specialized(where Number == Float, Code == UInt8)
  @specialized(where Number == Float, Code == UInt16)
  @specialized(where Number == Float, Code == UInt32)
  @specialized(where Number == Float, Code == UInt64)
  @specialized(where Number == Double, Code == UInt8)
  @specialized(where Number == Double, Code == UInt16)
  @specialized(where Number == Double, Code == UInt32)
  @specialized(where Number == Double, Code == UInt64)
  public func encode<Code: FixedWidthInteger & UnsignedInteger & SendableMetatype>(
    _ source: Span<Number>, into target: inout MutableSpan<Code>, random: RandomStream? = nil,
    from position: UInt64 = 0, threads: Int = 1
  ) {
    precondition(source.count == target.count, "source and target differ in their counts")
    precondition(format.bitWidth <= Code.bitWidth, "codes do not fit the target's integers")
    if threads > 1 {
      return inChunks(source, &target, threads) { source, target, start in
        encode(source, into: &target, random: random, from: position &+ start)
      }
    }
    if let vector, vector.serves(random), Self.hasVectorLoops(storing: Code.self) {
      source.withUnsafeBufferPointer { source in
        target.withUnsafeMutableBufferPointer { target in
          guard let into = target.baseAddress else { return }
          vector.encode(source, into: into, random, from: position)
        }
      }
      return
    }
    var bits = roundingBits(random, from: position)
    for index in source.indices {
      let (code, _) = kernel.rounded(source[index], bits.next())
      target[index] = Code(truncatingIfNeeded: code)
    }
  }

  /// Whether the vector loops store integers of this type: not those of 128 bits, nor a user's own.
  private static func hasVectorLoops<Code>(storing _: Code.Type) -> Bool {
    Code.self == UInt8.self || Code.self == UInt16.self || Code.self == UInt32.self
      || Code.self == UInt64.self || Code.self == UInt.self
  }

  /// Decodes codes of the format into numbers of the carrier; the two have the same count. Bits above the
  /// format's width are ignored.
  @specialized(where Number == Float, Code == UInt8)
  @specialized(where Number == Float, Code == UInt16)
  @specialized(where Number == Float, Code == UInt32)
  @specialized(where Number == Float, Code == UInt64)
  @specialized(where Number == Double, Code == UInt8)
  @specialized(where Number == Double, Code == UInt16)
  @specialized(where Number == Double, Code == UInt32)
  @specialized(where Number == Double, Code == UInt64)
  public func decode<Code: FixedWidthInteger & UnsignedInteger>(
    _ source: Span<Code>, into target: inout MutableSpan<Number>
  ) {
    precondition(
      format.bitWidth <= Code.bitWidth, "the integers are too narrow for the format's codes")
    precondition(source.count == target.count, "source and target differ in their counts")
    func value(_ code: Number.Bits) -> Number { kernel.value(code) }
    guard format.bitWidth <= 16, source.count >= 1 << format.bitWidth else {
      for index in source.indices {
        let code = UInt64(truncatingIfNeeded: source[index]) & format.largestCode
        target[index] = value(Number.Bits(truncatingIfNeeded: code))
      }
      return
    }
    // A table of all values is smaller than the array.
    let values = (0...format.largestCode).map { value(Number.Bits(truncatingIfNeeded: $0)) }
    let mask = values.count - 1
    values.withUnsafeBufferPointer { values in
      for index in source.indices {
        target[index] = values[Int(truncatingIfNeeded: source[index]) & mask]
      }
    }
  }
}

/// A carrier does not hold every value of a format.
public struct CarrierError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The carrier's name.
  public let carrier: String

  /// One line.
  public var description: String {
    "the format has values that \(carrier) does not hold; valid: a wider carrier, such as binary64"
  }
}
