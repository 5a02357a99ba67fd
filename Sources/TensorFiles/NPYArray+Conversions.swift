extension NPYArray {
  /// The elements as binary32, whatever their type, where every one of them is a binary32 value.
  ///
  /// A NaN stays a NaN of its sign. Elements that are stored as binary32 keep their bit patterns.
  ///
  /// Throws ``FileError``, with the index of the first element that binary32 cannot hold exactly.
  public func floats() throws(FileError) -> [Float] {
    switch elementType {
    case .float32: elements()
    case .float16: try converted { (value: Float16) in Float(value) }
    case .float64: try converted { (value: Double) in exactly(value) }
    case .bool: try converted { (value: UInt8) in value <= 1 ? Float(value) : nil }
    case .uint8: try converted { (value: UInt8) in Float(value) }
    case .uint16: try converted { (value: UInt16) in Float(value) }
    case .uint32: try converted { (value: UInt32) in Float(exactly: value) }
    case .uint64: try converted { (value: UInt64) in Float(exactly: value) }
    case .int8: try converted { (value: Int8) in Float(value) }
    case .int16: try converted { (value: Int16) in Float(value) }
    case .int32: try converted { (value: Int32) in Float(exactly: value) }
    case .int64: try converted { (value: Int64) in Float(exactly: value) }
    }
  }

  /// The elements as binary64, whatever their type, where every one of them is a binary64 value.
  ///
  /// A NaN stays a NaN of its sign. Elements that are stored as binary64 keep their bit patterns.
  ///
  /// Throws ``FileError``, with the index of the first element that binary64 cannot hold exactly.
  public func doubles() throws(FileError) -> [Double] {
    switch elementType {
    case .float64: elements()
    case .float16: try converted { (value: Float16) in Double(value) }
    case .float32: try converted { (value: Float) in Double(value) }
    case .bool: try converted { (value: UInt8) in value <= 1 ? Double(value) : nil }
    case .uint8: try converted { (value: UInt8) in Double(value) }
    case .uint16: try converted { (value: UInt16) in Double(value) }
    case .uint32: try converted { (value: UInt32) in Double(value) }
    case .uint64: try converted { (value: UInt64) in Double(exactly: value) }
    case .int8: try converted { (value: Int8) in Double(value) }
    case .int16: try converted { (value: Int16) in Double(value) }
    case .int32: try converted { (value: Int32) in Double(value) }
    case .int64: try converted { (value: Int64) in Double(exactly: value) }
    }
  }

  /// The elements, stored as `Stored`, each converted; nil says that one has no exact counterpart.
  private func converted<Stored: ArrayElement, Target>(
    _ convert: (Stored) -> Target?
  ) throws(FileError) -> [Target] {
    try withUnsafeBytes { (bytes) throws(FileError) in
      var values: [Target] = []
      values.reserveCapacity(count)
      for index in 0..<count {
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
private func exactly(_ value: Double) -> Float? {
  value.isNaN ? Float(value) : Float(exactly: value)
}
