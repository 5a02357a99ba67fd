import BlockFormats
import FloatFormats
import Kernels
import RandomStreams
import SystemFiles
import TensorFiles

/// `gradual cast IN OUT --format` with a block format.
struct BlockCast {
  private let arguments: Arguments
  private let quantizer: BlockQuantizer
  private let random: RandomStream?

  /// - Throws: a usage error for an overflow policy: elements saturate.
  init(_ arguments: Arguments, _ format: BlockFormat, _ context: RoundingContext) throws {
    if context.overflow ?? .saturate != .saturate {
      throw UsageError(
        "--overflow '\(context.overflow?.rawValue ?? "")': valid with \(format.name): saturate")
    }
    self.arguments = arguments
    quantizer = BlockQuantizer(to: format, context.rounding)
    random = try CastCommand.randomStream(arguments, context.rounding)
  }

  func run() throws -> ExitCode {
    let array = try NPYFile.read(arguments.positionals[0])
    let counts: BlockCounts
    switch array.elementType {
    case .float16, .float32: counts = try cast(array.floats(), of: array)
    default: counts = try cast(array.doubles(), of: array)
    }
    let page = BlockCountsPage(counts: counts, format: quantizer.format)
    if arguments.has(.json) {
      try StandardOutput.write(page.json)
    } else if arguments.has(CastCommand.counts) {
      try StandardOutput.write(page.text)
    }
    return .done
  }

  private func cast<Number: Carrier & ArrayElement>(
    _ source: [Number], of array: NPYArray
  ) throws -> BlockCounts {
    let (path, threads) = (arguments.positionals[1], Machine.processors)
    guard arguments.has(CastCommand.codes) else {
      let (values, counts) = quantizer.values(
        source, shape: array.shape, random: random, threads: threads)
      try NPYFile.write(values, shape: array.shape, to: path)
      return counts
    }
    let blocks = quantizer.quantize(source, shape: array.shape, random: random, threads: threads)
    try write(blocks, to: path)
    return blocks.counts
  }

  /// Codes and scales' codes in the least unsigned types that hold them; the tensor's scale where there is one.
  private func write(_ blocks: QuantizedBlocks, to path: String) throws {
    let format = blocks.format
    let codes = SafetensorsEntry(
      name: "codes", dtype: dtype(format.element.bitWidth), shape: blocks.shape)
    let scales = SafetensorsEntry(
      name: "scales", dtype: dtype(format.scaling.scale.format.bitWidth),
      shape: blocks.layout.scaleShape)
    let tensor = SafetensorsEntry(name: "tensor_scale", dtype: .f32, shape: [])
    try SafetensorsFile.write(
      [codes, scales] + (format.scaling.hasTensorScale ? [tensor] : []),
      metadata: ["format": format.spelling], to: path
    ) { (entry, writer) throws(FileError) in
      switch entry.name {
      case codes.name: try append(blocks.codes, entry.dtype, to: &writer)
      case scales.name: try append(blocks.scales, entry.dtype, to: &writer)
      default: try append([blocks.tensorScale], to: &writer)
      }
    }
  }

  private func dtype(_ bits: Int) -> SafetensorsDtype {
    bits <= 8 ? .u8 : bits <= 16 ? .u16 : .u32
  }

  private func append<Code: FixedWidthInteger & BitwiseCopyable>(
    _ codes: [Code], _ dtype: SafetensorsDtype, to writer: inout SafetensorsWriter
  ) throws(FileError) {
    switch dtype {
    case .u8: try append(codes.map { UInt8(truncatingIfNeeded: $0) }, to: &writer)
    case .u16: try append(codes.map { UInt16(truncatingIfNeeded: $0) }, to: &writer)
    default: try append(codes.map { UInt32(truncatingIfNeeded: $0) }, to: &writer)
    }
  }

  private func append<Code: BitwiseCopyable>(
    _ codes: [Code], to writer: inout SafetensorsWriter
  ) throws(FileError) {
    try writer.append(bytes: codes.span.bytes)
  }
}
