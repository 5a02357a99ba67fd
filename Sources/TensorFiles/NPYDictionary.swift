/// The three entries of a `.npy` header's dictionary, as they are written there.
///
/// The dictionary is a Python literal. This reads the part of Python's grammar that numpy writes
/// for plain arrays, `{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }`, with any order
/// of the keys, any spacing, and either kind of quotes, and refuses the rest.
struct NPYDictionary: Equatable {
  let descriptor: String
  let isFortranOrdered: Bool
  let shape: [Int]

  init(parsing bytes: UnsafeRawBufferPointer, file: String) throws(FileError) {
    var scanner = PythonLiteralScanner(bytes: bytes, file: file)
    var descriptor: String?
    var isFortranOrdered: Bool?
    var shape: [Int]?

    try scanner.expect("{")
    while !scanner.skip("}") {
      let key = try scanner.string(field: "header")
      try scanner.expect(":")
      switch key {
      case "descr" where descriptor == nil: descriptor = try scanner.string(field: key)
      case "fortran_order" where isFortranOrdered == nil:
        isFortranOrdered = try scanner.boolean(field: key)
      case "shape" where shape == nil: shape = try scanner.tuple(field: key)
      default:
        throw FileError(
          file: file, field: "header key", value: "'\(key)'",
          valid: "descr, fortran_order and shape, once each")
      }
      guard scanner.skip(",") || scanner.isNext("}") else { throw scanner.unexpected("',' or '}'") }
    }
    try scanner.expectEnd()

    guard let descriptor, let isFortranOrdered, let shape else {
      let missing =
        descriptor == nil ? "descr" : isFortranOrdered == nil ? "fortran_order" : "shape"
      throw FileError(
        file: file, field: "header key \(missing)", value: "missing",
        valid: "descr, fortran_order and shape, once each")
    }
    self.descriptor = descriptor
    self.isFortranOrdered = isFortranOrdered
    self.shape = shape
  }
}
