import Foundation
import Testing

@testable import Diagnosis

@Suite struct EventFileTests {
  /// As torch 2.13.0's SummaryWriter wrote it, with tensorboard 2.21.0: two steps of loss, norm and epoch, an
  /// evaluation, rates as tensors of float32 and float64, and the mean that Trainer's callback logs last.
  static let torchFile = """
    SAAAAAAAAAD+kkidCWJrIHmFw9pBGg1icmFpbi5FdmVudDoyUi4KLHRlbnNvcmJvYXJkLnN1bW1hcnkud3JpdGVyLmV2ZW50X2Zp
    bGVfd3JpdGVycojQFyAAAAAAAAAAKe2pUAkIqCB5hcPaQRAKKhMKEQoKdHJhaW4vbG9zcxUAACBAoxFMSyUAAAAAAAAA6rw28wmT
    qCB5hcPaQRAKKhgKFgoPdHJhaW4vZ3JhZF9ub3JtFQAAoD9IaXmLIQAAAAAAAAABe+z2CcCoIHmFw9pBEAoqFAoSCgt0cmFpbi9l
    cG9jaBXNzMw92xiuayAAAAAAAAAAKe2pUAnqqCB5hcPaQRAUKhMKEQoKdHJhaW4vbG9zcxUAAAAA73gJyyUAAAAAAAAA6rw28wkJ
    qSB5hcPaQRAUKhgKFgoPdHJhaW4vZ3JhZF9ub3JtFQAAwH/5fDEEIQAAAAAAAAABe+z2CSepIHmFw9pBEBQqFAoSCgt0cmFpbi9l
    cG9jaBXNzEw+yTix8R8AAAAAAAAAUUtEGAlKqSB5hcPaQRAUKhIKEAoJZXZhbC9sb3NzFQAAgH+P2Tf/KgAAAAAAAACujZH1CeKp
    IHmFw9pBEB4qHQobCgJsckIICAEqBKzFJzdKCwoJCgdzY2FsYXJzjB2TJDAAAAAAAAAAlfXQXwk9qiB5hcPaQRAeKiMKIQoEbHI2
    NEIMCAIyCJqZmZmZmbk/SgsKCQoHc2NhbGFycwKrR2wmAAAAAAAAAHNP4wAJYKogeYXD2kEQHioZChcKEHRyYWluL3RyYWluX2xv
    c3MVAAAAAFx5Pss=
    """

  static func bytes() throws -> [UInt8] {
    let joined = torchFile.split(separator: "\n").joined()
    return Array(try #require(Data(base64Encoded: joined)))
  }

  private func records(_ bytes: [UInt8], piece: Int = 1 << 20) -> (
    records: [String], account: ReadingAccount
  ) {
    var reader = EventFileReader()
    var records: [String] = []
    for start in stride(from: 0, to: bytes.count, by: piece) {
      reader.read(bytes[start..<min(start + piece, bytes.count)]) {
        records.append(ConsoleTests.text($0))
      }
    }
    reader.finish { records.append(ConsoleTests.text($0)) }
    return (records, reader.account)
  }

  static let expected = [
    "2@10 loss=2.5 grad_norm=1.25", "5@20 loss=0.0 grad_norm=nan eval_loss=inf",
    "9@30 learning_rate=1e-05",
  ]

  @Test(arguments: [1, 13, 1 << 20])
  func whatTorchWroteIsRead(piece: Int) throws {
    let found = records(try Self.bytes(), piece: piece)
    #expect(found.records == Self.expected)
    #expect(found.account.entries == [.eventFile: 3] && !found.account.isTruncated)
  }

  @Test func aFileIsKnownByItsFirstLength() throws {
    let log = try read(try Self.bytes(), name: "events.out.tfevents.1.h.1.0")
    #expect(log.summary[.loss].count == 2 && log.summary[.evalLoss].infinities == 1)
  }

  /// Every cut and every turned bit: no crash, no reading that the file has not, unless a check says so.
  @Test func damageIsFoundByTheChecks() throws {
    let bytes = try Self.bytes()
    for cut in 0..<bytes.count {
      let found = records(Array(bytes.prefix(cut)))
      #expect(found.records.count <= 3, "cut at \(cut)")
    }
    for bit in 0..<8 * bytes.count {
      var damaged = bytes
      damaged[bit / 8] ^= 1 << (bit % 8)
      let found = records(damaged)
      // Where the version's event is hit, all scalars are there still.
      #expect(found.account.unreadable == 1 || found.account.isTruncated, "bit \(bit)")
    }
  }

  /// A length of 2^62 with a right check takes no memory, and ends the reading.
  @Test func aHugeRecordIsPassedOver() throws {
    let length = withUnsafeBytes(of: UInt64(1) << 61) { Array($0) }
    let check = withUnsafeBytes(of: CRC32C.masked(length)) { Array($0) }
    let found = records(try Self.bytes() + length + check + [1, 2, 3])
    #expect(found.records == Self.expected && found.account.isTruncated)
  }

  /// The check value of RFC 3720 and of the catalogue of CRCs.
  @Test func theCheckIsCastagnolis() {
    #expect(CRC32C.of("123456789".utf8) == 0xE306_9283)
    #expect(CRC32C.of([UInt8](repeating: 0, count: 32)) == 0x8A91_36AA)
  }
}
