extension NPYArray {
  /// The elements as binary32, whatever their type, where every one of them is a binary32 value.
  ///
  /// A NaN stays a NaN of its sign. Elements that are stored as binary32 keep their bit patterns.
  ///
  /// Throws ``FileError``, with the index of the first element that binary32 cannot hold exactly, and
  /// where the numbers are more than the machine's memory holds.
  public func floats() throws(FileError) -> [Float] {
    switch elementType {
    case .float32: try elements(in: 0..<count)
    case .float16: try converted(0..<count) { (value: Float16) in Float(value) }
    case .float64: try converted(0..<count) { (value: Double) in exactly(value) }
    case .bool: try converted(0..<count) { (value: UInt8) in value <= 1 ? Float(value) : nil }
    case .uint8: try converted(0..<count) { (value: UInt8) in Float(value) }
    case .uint16: try converted(0..<count) { (value: UInt16) in Float(value) }
    case .uint32: try converted(0..<count) { (value: UInt32) in Float(exactly: value) }
    case .uint64: try converted(0..<count) { (value: UInt64) in Float(exactly: value) }
    case .int8: try converted(0..<count) { (value: Int8) in Float(value) }
    case .int16: try converted(0..<count) { (value: Int16) in Float(value) }
    case .int32: try converted(0..<count) { (value: Int32) in Float(exactly: value) }
    case .int64: try converted(0..<count) { (value: Int64) in Float(exactly: value) }
    }
  }

  /// The elements as binary64, whatever their type, where every one of them is a binary64 value.
  ///
  /// A NaN stays a NaN of its sign. Elements that are stored as binary64 keep their bit patterns.
  ///
  /// Throws ``FileError``, with the index of the first element that binary64 cannot hold exactly, and
  /// where the numbers are more than the machine's memory holds.
  public func doubles() throws(FileError) -> [Double] { try doubles(in: 0..<count) }

  /// The elements of a range of ``count``, as ``doubles()`` gives all of them.
  ///
  /// - Precondition: the range lies in 0 ..< count.
  public func doubles(in range: Range<Int>) throws(FileError) -> [Double] {
    switch elementType {
    case .float64: try elements(in: range)
    case .float16: try converted(range) { (value: Float16) in Double(value) }
    case .float32: try converted(range) { (value: Float) in Double(value) }
    case .bool: try converted(range) { (value: UInt8) in value <= 1 ? Double(value) : nil }
    case .uint8: try converted(range) { (value: UInt8) in Double(value) }
    case .uint16: try converted(range) { (value: UInt16) in Double(value) }
    case .uint32: try converted(range) { (value: UInt32) in Double(value) }
    case .uint64: try converted(range) { (value: UInt64) in Double(exactly: value) }
    case .int8: try converted(range) { (value: Int8) in Double(value) }
    case .int16: try converted(range) { (value: Int16) in Double(value) }
    case .int32: try converted(range) { (value: Int32) in Double(value) }
    case .int64: try converted(range) { (value: Int64) in Double(exactly: value) }
    }
  }

  /// The elements of a range, stored as `Stored`, each converted; nil says that one has no exact
  /// counterpart.
  private func converted<Stored: ArrayElement, Target>(
    _ range: Range<Int>, _ convert: (Stored) -> Target?
  ) throws(FileError) -> [Target] {
    precondition(range.lowerBound >= 0 && range.upperBound <= count, "elements that are not there")
    try checkMemory([range.count], size: MemoryLayout<Target>.stride)
    return try withUnsafeBytes { (bytes) throws(FileError) in
      var values: [Target] = []
      values.reserveCapacity(range.count)
      for index in range {
        let stored = bytes.loadUnaligned(
          fromByteOffset: index * MemoryLayout<Stored>.size, as: Stored.self)
        guard let value = convert(stored) else {
          throw FileError(
            file: path, field: "element \(index)", value: "\(stored)",
            valid: "elements that \(Target.self) holds exactly")
        }
        values.append(value)
      }
      return values
    }
  }
}

/// The binary32 value that equals `value`, where there is one; every NaN has one.
func exactly(_ value: Double) -> Float? {
  value.isNaN ? Float(value) : Float(exactly: value)
}
