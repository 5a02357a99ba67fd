/// What the header of a safetensors file says of one tensor, apart from where it is.
public struct SafetensorsEntry: Hashable, Sendable {
  /// The name, of which a file has each once.
  public let name: String

  /// The type of every element.
  public let dtype: SafetensorsDtype

  /// The length of every axis: none for a scalar, and a tensor with a length of 0 has no elements.
  /// Elements are in C order: the last axis varies fastest.
  public let shape: [Int]

  /// A tensor of this name, type and shape. What cannot be in a file is found when it is written.
  public init(name: String, dtype: SafetensorsDtype, shape: [Int]) {
    self.name = name
    self.dtype = dtype
    self.shape = shape
  }

  /// The number of elements (1 for a scalar) and of the bytes that hold them.
  ///
  /// Throws ``FileError`` about the shape where a length is negative, a product of lengths from the
  /// first on, or the size in bits, exceeds `Int.max`, or elements do not fill their last byte.
  func size(file: String) throws(FileError) -> (elements: Int, bytes: Int) {
    func invalid(_ valid: String) -> FileError {
      FileError(file: file, field: field("shape"), value: "\(shape)", valid: valid)
    }
    var elements = 1
    // Also beyond an axis of length 0: the reference implementation refuses an overflow there, too.
    for length in shape {
      let (product, overflow) = elements.multipliedReportingOverflow(by: length)
      guard length >= 0, !overflow else {
        throw invalid("lengths from 0 with a product of at most \(Int.max)")
      }
      elements = product
    }
    let (bits, overflow) = elements.multipliedReportingOverflow(by: dtype.bitWidth)
    guard !overflow else { throw invalid("at most \(Int.max) bits in all") }
    guard bits % 8 == 0 else {
      throw invalid("whole bytes, which \(elements) elements of \(dtype.bitWidth) bits are not")
    }
    return (elements, bits / 8)
  }

  /// How errors name a member of this tensor's header.
  func field(_ member: String) -> String { "tensor '\(name)' \(member)" }
}
