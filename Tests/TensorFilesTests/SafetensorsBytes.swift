/// The bytes of a safetensors file with this header, put together as the format's description says.
func safetensorsFile(
  _ header: String, data: [UInt8] = [], claimedLength: UInt64? = nil
) -> [UInt8] {
  let text = Array(header.utf8)
  let length = claimedLength ?? UInt64(text.count)
  return (0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) } + text + data
}
