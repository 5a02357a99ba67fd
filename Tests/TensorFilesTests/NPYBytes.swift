/// The bytes of a `.npy` file with this dictionary, put together as the format's description says.
func npyFile(
  _ dictionary: String, data: [UInt8] = [], version: (UInt8, UInt8) = (1, 0),
  claimedLength: Int? = nil
) -> [UInt8] {
  let text = Array(dictionary.utf8)
  let length = claimedLength ?? text.count
  let lengthBytes = (0..<(version.0 == 1 ? 2 : 4)).map {
    UInt8(truncatingIfNeeded: length >> (8 * $0))
  }
  return [0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59, version.0, version.1] + lengthBytes + text + data
}
