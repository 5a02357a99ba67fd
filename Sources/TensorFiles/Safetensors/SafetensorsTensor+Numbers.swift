import FloatFormats

/// The dtypes that numbers are read from: BF16, F16, F32, F64 and the five of 8 bits (F8_E4M3 is
/// e4m3fn, whose largest number is 448).
extension SafetensorsTensor {
  /// Reads a range of elements, in C order, as binary32 numbers.
  ///
  /// A NaN stays a NaN of its sign; elements of F32 keep their bit patterns.
  ///
  /// - Precondition: the range lies in 0 ..< ``count``, and `target` has as many places.
  /// - Throws: ``FileError`` for a dtype that is not one of numbers, and about the first element of
  ///   F64 that binary32 does not hold exactly, with the places before it filled.
  public func read(
    _ elements: Range<Int>, into target: UnsafeMutableBufferPointer<Float>
  ) throws(FileError) {
    try read(elements, into: target, single: { $0 }, double: { exactly($0) })
  }

  /// Reads a range of elements, in C order, as binary64 numbers.
  ///
  /// A NaN stays a NaN of its sign; elements of F64 keep their bit patterns.
  ///
  /// - Precondition: the range lies in 0 ..< ``count``, and `target` has as many places.
  /// - Throws: ``FileError`` for a dtype that is not one of numbers.
  public func read(
    _ elements: Range<Int>, into target: UnsafeMutableBufferPointer<Double>
  ) throws(FileError) {
    try read(elements, into: target, single: { Double($0) }, double: { $0 })
  }

  @inline(__always)
  private func read<Number>(
    _ elements: Range<Int>, into target: UnsafeMutableBufferPointer<Number>,
    single: (Float) -> Number, double: (Double) -> Number?
  ) throws(FileError) {
    switch dtype {
    case .bf16:
      decode(elements, into: target) { (code: UInt16) in
        single(Float(bitPattern: UInt32(code) << 16))
      }
    case .f16: decode(elements, into: target) { (code: UInt16) in single(binary32(binary16: code)) }
    case .f32: decode(elements, into: target) { (bits: UInt32) in single(Float(bitPattern: bits)) }
    case .f64:
      let misfit = decode(elements, into: target) { (bits: UInt64) in
        double(Double(bitPattern: bits))
      }
      guard let misfit else { return }
      throw FileError(
        file: path, field: entry.field("element \(misfit.index)"),
        value: "\(Double(bitPattern: misfit.code))",
        valid: "elements that \(Number.self) holds exactly")
    case .f8e4m3: decode(elements, into: target, by: ByteTable.e4m3fn, single)
    case .f8e5m2: decode(elements, into: target, by: ByteTable.e5m2, single)
    case .f8e8m0: decode(elements, into: target, by: ByteTable.e8m0fnu, single)
    case .f8e4m3fnuz: decode(elements, into: target, by: ByteTable.e4m3fnuz, single)
    case .f8e5m2fnuz: decode(elements, into: target, by: ByteTable.e5m2fnuz, single)
    case .bool, .f4, .f6e2m3, .f6e3m2, .u8, .i8, .i16, .u16, .i32, .u32, .c64, .i64, .u64:
      throw FileError(
        file: path, field: entry.field("dtype"), value: dtype.rawValue,
        valid: "BF16 F16 F32 F64 F8_E4M3 F8_E5M2 F8_E8M0 F8_E4M3FNUZ F8_E5M2FNUZ here")
    }
  }

  @inline(__always)
  private func decode<Number>(
    _ elements: Range<Int>, into target: UnsafeMutableBufferPointer<Number>, by table: [Float],
    _ single: (Float) -> Number
  ) {
    table.withUnsafeBufferPointer { table in
      decode(elements, into: target) { (code: UInt8) in single(table[Int(code)]) }
    }
  }

  /// Every element by a rule that has a number for each code.
  @inline(__always)
  private func decode<Code: FixedWidthInteger, Number>(
    _ elements: Range<Int>, into target: UnsafeMutableBufferPointer<Number>,
    _ number: (Code) -> Number
  ) {
    withCodes(elements, count: target.count) { (codes, size) in
      for index in target.indices {
        let code = codes.loadUnaligned(fromByteOffset: index &* size, as: Code.self)
        target.initializeElement(at: index, to: number(code))
      }
    }
  }

  /// The first element, by its index in the tensor, that the rule has no number for.
  @inline(__always)
  private func decode<Code: FixedWidthInteger, Number>(
    _ elements: Range<Int>, into target: UnsafeMutableBufferPointer<Number>,
    _ number: (Code) -> Number?
  ) -> (index: Int, code: Code)? {
    withCodes(elements, count: target.count) { (codes, size) in
      for index in target.indices {
        let code = codes.loadUnaligned(fromByteOffset: index &* size, as: Code.self)
        guard let number = number(code) else { return (elements.lowerBound + index, code) }
        target.initializeElement(at: index, to: number)
      }
      return nil
    }
  }

  /// The bytes of a range of elements, and the size of one.
  @inline(__always)
  private func withCodes<Result>(
    _ elements: Range<Int>, count places: Int, _ body: (UnsafeRawBufferPointer, Int) -> Result
  ) -> Result {
    precondition(
      elements.lowerBound >= 0 && elements.upperBound <= count, "elements that are not there")
    precondition(places == elements.count, "\(elements.count) elements for \(places) places")
    let size = dtype.bitWidth / 8
    return withUnsafeBytes { bytes in
      let codes = bytes[elements.lowerBound * size..<elements.upperBound * size]
      return body(UnsafeRawBufferPointer(rebasing: codes), size)
    }
  }
}

/// The binary16 number of a code; NaN keeps its payload.
///
/// In integers but for the subnormals, which are multiples of 2^−24: a loop of this is vectorised on
/// any processor, where `Float(Float16)` is a call per element on those of x86 without F16C.
@inline(__always)
private func binary32(binary16 code: UInt16) -> Float {
  let sign = UInt32(code & 0x8000) << 16
  let magnitude = UInt32(code & 0x7FFF)
  // The exponent's bias is 112 more; that of infinities and NaN is the largest, 112 more again.
  let rebias: UInt32 = magnitude < 0x7C00 ? 112 << 23 : 224 << 23
  let normal = magnitude << 13 &+ rebias
  let subnormal = (Float(Int32(bitPattern: magnitude)) * 0x1p-24).bitPattern
  return Float(bitPattern: (magnitude < 0x0400 ? subnormal : normal) | sign)
}

/// The number of every code of the formats of 8 bits, all of which binary32 holds exactly.
private enum ByteTable {
  static let e4m3fn = table(.e4m3fn)
  static let e5m2 = table(.e5m2)
  static let e8m0fnu = table(.e8m0fnu)
  static let e4m3fnuz = table(.e4m3fnuz)
  static let e5m2fnuz = table(.e5m2fnuz)

  private static func table(_ format: FloatFormat) -> [Float] {
    (0..<256).map { Float(format.decode($0)) }
  }
}
