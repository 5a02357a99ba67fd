import Diagnosis
import FuzzInput
import SystemFiles

/// What `gradual diagnose` does with TensorBoard's events: each input is an event, which gets the length and the
/// checks that a mutation of a whole file would not have.
FuzzInput.run(suffix: ".event") { path in
  let event = try SmallFile.contents(of: path, limit: 1 << 16)
  let length = bytes(UInt64(event.count))
  let record = length + bytes(check(length)) + event + bytes(check(event))
  let framed = path + ".framed"
  let descriptor = open(framed, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
  defer {
    close(descriptor)
    unlink(framed)
  }
  _ = (record + record).withUnsafeBytes { writeAll($0, to: descriptor) }
  let log = try RunLog(framed)
  precondition(log.account.unreadable == 0 && !log.account.isTruncated)
  _ = Diagnosis(of: log.summary)
}

/// The masked CRC-32C, bit by bit.
func check(_ bytes: [UInt8]) -> UInt32 {
  var remainder = ~UInt32(0)
  for byte in bytes {
    remainder ^= UInt32(byte)
    for _ in 0..<8 { remainder = remainder >> 1 ^ (remainder & 1 == 1 ? 0x82F6_3B78 : 0) }
  }
  let crc = ~remainder
  return (crc >> 15 | crc << 17) &+ 0xA282_EAD8
}

func bytes<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
  withUnsafeBytes(of: number.littleEndian) { Array($0) }
}
