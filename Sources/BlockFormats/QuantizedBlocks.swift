import FloatFormats
import Kernels

/// An array in a block format: codes and scales.
public struct QuantizedBlocks: Sendable {
  /// The format.
  public let format: BlockFormat
  /// The axes.
  public let shape: [Int]
  /// Where the blocks lie.
  public let layout: BlockLayout
  /// The code of every element, row by row, one an integer.
  public internal(set) var codes: [UInt16]
  /// The code of every block's scale; their axes are the layout's `scaleShape`.
  public internal(set) var scales: [UInt32]
  /// What all scales are multiplied by; 1 where the format has no scale per tensor.
  public internal(set) var tensorScale: Float = 1
  /// What happened to the numbers.
  public internal(set) var counts = BlockCounts()

  init(_ format: BlockFormat, shape: [Int], _ layout: BlockLayout) {
    (self.format, self.shape, self.layout) = (format, shape, layout)
    codes = Array(repeating: 0, count: layout.count)
    scales = Array(repeating: 0, count: layout.count > 0 ? layout.blocks : 0)
  }

  /// An array that was stored elsewhere.
  ///
  /// - Throws: ``BlockFormatError`` where there are not as many codes and scales as the axes and the format ask
  ///   for, or a tensor's scale is not a positive number, or not 1 where the format has none.
  public init(
    _ format: BlockFormat, shape: [Int], codes: [UInt16], scales: [UInt32], tensorScale: Float = 1
  ) throws(BlockFormatError) {
    self.init(format, shape: shape, BlockLayout(shape, format.scaling.shape))
    guard codes.count == self.codes.count else {
      throw BlockFormatError(
        field: "codes", value: "\(codes.count) numbers", valid: "\(self.codes.count), of \(shape)")
    }
    guard scales.count == self.scales.count else {
      throw BlockFormatError(
        field: "scales", value: "\(scales.count) numbers", valid: "\(self.scales.count)")
    }
    guard tensorScale > 0, tensorScale.isFinite, format.scaling.hasTensorScale || tensorScale == 1
    else {
      throw BlockFormatError(
        field: "tensor scale", value: "\(tensorScale)",
        valid: format.scaling.hasTensorScale ? "a positive number" : "1")
    }
    (self.codes, self.scales, self.tensorScale) = (codes, scales, tensorScale)
  }

  /// The values, element · scale · tensor scale: exact in binary64, rounded once to nearest even in binary32,
  /// where numbers beyond its largest are infinite. NaN where the scale is.
  @specialized(where Number == Float)
  @specialized(where Number == Double)
  public func values<Number: Carrier>() -> [Number] {
    var values = [Number](repeating: 0, count: codes.count)
    let element = format.element
    let table = (0...UInt16(element.format.largestCode)).map { element.decode($0) }
    for block in scales.indices {
      let scale = format.scaling.scale.format.decode(UInt64(scales[block])) * Double(tensorScale)
      for run in layout.runs(ofBlock: block) {
        for place in run { values[place] = Number(table[Int(codes[place]) % table.count] * scale) }
      }
    }
    return values
  }
}
