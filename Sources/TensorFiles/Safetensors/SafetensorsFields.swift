import JSON

/// The members of a tensor in the header of a safetensors file: dtype, shape and data_offsets.
///
/// Others are ignored, as the reference implementation does.
struct SafetensorsFields {
  private let value: JSONValue
  private let name: String
  private let file: String

  init(_ value: JSONValue, name: String, file: String) {
    self.value = value
    self.name = name
    self.file = file
  }

  /// The tensor, whose shape is as long as its offsets say.
  func tensor(dataOffset: Int, file: MappedFile) throws(FileError) -> SafetensorsTensor {
    guard value.object != nil else {
      throw FileError(
        file: file.path, field: "tensor '\(name)'", value: value.canonicalText,
        valid: "an object with dtype, shape and data_offsets")
    }
    let entry = SafetensorsEntry(name: name, dtype: try dtype(), shape: try shape())
    let size = try entry.size(file: file.path)
    let offsets = try offsets()
    guard offsets.count == size.bytes else {
      throw invalid(
        "data_offsets",
        valid: "\(size.bytes) bytes, which shape \(entry.shape) of \(entry.dtype.rawValue) needs")
    }
    return SafetensorsTensor(
      entry, count: size.elements, offsets: offsets, dataOffset: dataOffset, file: file)
  }

  private func dtype() throws(FileError) -> SafetensorsDtype {
    guard let dtype = value["dtype"]?.string.flatMap(SafetensorsDtype.init(rawValue:)) else {
      throw invalid("dtype", valid: SafetensorsDtype.names)
    }
    return dtype
  }

  private func shape() throws(FileError) -> [Int] {
    guard let shape = lengths("shape") else {
      throw invalid("shape", valid: "an array of whole numbers from 0 to \(Int.max)")
    }
    return shape
  }

  private func offsets() throws(FileError) -> Range<Int> {
    guard let ends = lengths("data_offsets"), ends.count == 2, ends[0] <= ends[1] else {
      throw invalid(
        "data_offsets", valid: "[BEGIN, END], whole numbers from 0 to \(Int.max) in this order")
    }
    return ends[0]..<ends[1]
  }

  /// An array of whole numbers from 0 on, spelled without fraction or exponent.
  private func lengths(_ member: String) -> [Int]? {
    guard let elements = value[member]?.array else { return nil }
    var lengths: [Int] = []
    for element in elements {
      guard case .integer(let length) = element, length >= 0 else { return nil }
      lengths.append(length)
    }
    return lengths
  }

  private func invalid(_ member: String, valid: String) -> FileError {
    FileError(
      file: file, field: "tensor '\(name)' \(member)",
      value: value[member]?.canonicalText ?? "missing", valid: valid)
  }
}
