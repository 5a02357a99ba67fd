import BlockFormats
import FloatFormats
import Kernels
import RandomStreams
import TensorFiles

/// `gradual cast IN OUT`; see ``BlockCast`` for block formats.
enum CastCommand {
  static let format = Option.format.required("a name such as e4m3fn or mxfp4")
  static let codes = Option.flag(
    "codes",
    "OUT gets codes instead of values; of a block format, as a safetensors file of codes, scales and "
      + "tensor_scale")
  static let counts = Option.flag(
    "counts",
    "print what became of the numbers: flushed, subnormal, overflowed, energy lost, headroom")

  static func run(_ arguments: Arguments) throws -> ExitCode {
    let context = try arguments.roundingContext()
    let format: NamedFormat
    switch try FormatArgument.arrayFormat(arguments.required(Self.format, "cast")) {
    case .numbers(let named): format = named
    case .blocks(let blocks): return try BlockCast(arguments, blocks, context).run()
    }
    let random = try randomStream(arguments, context.rounding)
    let array = try NPYFile.read(arguments.positionals[0])
    let counts: CastCounts
    switch array.elementType {
    case .float16, .float32:
      counts = try cast(array.floats(), in: array, to: format, context, random, arguments)
    default:
      // Whole numbers too, where binary64 has every one of them.
      counts = try cast(array.doubles(), in: array, to: format, context, random, arguments)
    }
    if arguments.has(.json) {
      try StandardOutput.write(CountsPage.json(counts, in: format.format))
    } else if arguments.has(Self.counts) {
      try StandardOutput.write(CountsPage.text(counts, in: format.format))
    }
    return .done
  }

  static func randomStream(
    _ arguments: Arguments, _ rounding: Rounding
  ) throws -> RandomStream? {
    try arguments.seed(ofStochastic: rounding.randomBitCount > 0, "\(rounding)").map {
      RandomStream(StreamKey(seed: $0, domain: .rounding, name: "cast"))
    }
  }

  /// Casts, writes, and says what was counted.
  private static func cast<Number: Carrier & ArrayElement>(
    _ source: [Number], in array: NPYArray, to format: NamedFormat, _ context: RoundingContext,
    _ random: RandomStream?, _ arguments: Arguments
  ) throws -> CastCounts {
    let cast: ArrayCast<Number>
    do {
      cast = try ArrayCast<Number>(to: format.format, context)
    } catch {
      throw FileError(
        file: array.path, field: "descr", value: "'\(array.elementType.descriptor)'",
        valid: "'<f8', since float32 does not hold every value of \(format.name)")
    }
    var values = [Number](repeating: 0, count: source.count)
    var span = values.mutableSpan
    let counts = cast.castCounting(source.span, into: &span, random: random)
    let path = arguments.positionals[1]
    guard arguments.has(codes) else {
      try NPYFile.write(values, shape: array.shape, to: path)
      return counts
    }
    func write<Code: FixedWidthInteger & UnsignedInteger & ArrayElement>(_: Code.Type) throws {
      var codes = [Code](repeating: 0, count: source.count)
      var span = codes.mutableSpan
      cast.encode(source.span, into: &span, random: random)
      try NPYFile.write(codes, shape: array.shape, to: path)
    }
    switch format.format.bitWidth {
    case ...8: try write(UInt8.self)
    case ...16: try write(UInt16.self)
    case ...32: try write(UInt32.self)
    default: try write(UInt64.self)
    }
    return counts
  }
}
