import TestSupport
import Testing

@testable import TensorFiles

@Suite struct NPZTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// An .npy file of so many int32 that count up.
  private func array(_ count: Int, claimed: Int? = nil) -> [UInt8] {
    NPYHeader.encoded(elementType: .int32, shape: [claimed ?? count])
      + (0..<count).flatMap { value in (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
      }
  }

  private func open(_ zip: ZipBytes) throws(FileError) -> NPZFile {
    do { try folder.put(zip.encoded(), in: "a.npz") } catch { Issue.record(error) }
    return try NPZFile(folder["a.npz"])
  }

  private func elements(_ array: NPZArray) throws(FileError) -> [Int32] {
    var elements: [Int32] = []
    try array.read { bytes in
      for offset in stride(from: 0, to: bytes.count, by: 4) {
        elements.append(bytes.loadUnaligned(fromByteOffset: offset, as: Int32.self))
      }
    }
    return elements
  }

  @Test(arguments: [false, true], [false, true])
  func everyElementIsRead(isDeflated: Bool, isWide: Bool) throws {
    // Some, none, and more than a piece.
    let counts = [5, 0, 700_000]
    let zip = ZipBytes(
      members: counts.map {
        ZipBytes.Member(name: "n\($0).npy", bytes: array($0), isDeflated: isDeflated)
      } + [ZipBytes.Member(name: "notes.txt", bytes: [1, 2])],
      comment: "PK", isWide: isWide)
    let file = try open(zip)
    #expect(file.arrays.map(\.name) == ["n5", "n0", "n700000"])
    #expect(file.arrays.map(\.shape) == [[5], [0], [700_000]])
    for (array, count) in zip2(file.arrays, counts) {
      #expect(array.elementType == .int32 && array.count == count)
      let found = try elements(array)
      #expect(
        found.count == count && found.enumerated().allSatisfy { $0.offset == Int($0.element) })
    }
  }

  private func zip2<A, B>(_ a: [A], _ b: [B]) -> [(A, B)] { Array(Swift.zip(a, b)) }

  private func refusal(_ zip: ZipBytes) -> FileError? {
    do throws(FileError) {
      for array in try open(zip).arrays { _ = try elements(array) }
      return nil
    } catch {
      return error
    }
  }

  @Test(arguments: [
    // A bomb: deflate makes at most 1032 bytes of one.
    ("size", ZipBytes.Member(isDeflated: true, claimedSize: 1 << 30)),
    ("size", ZipBytes.Member(claimedSize: 1 << 20)),
    ("bytes", ZipBytes.Member(claimedStored: 1 << 20)),
    ("bytes", ZipBytes.Member(isDeflated: true, claimedStored: 60)),
    ("bytes", ZipBytes.Member(checksum: 1)),
    ("bytes", ZipBytes.Member(isDeflated: true, checksum: 1)),
    ("method", ZipBytes.Member(method: 12)), ("bytes", ZipBytes.Member(flags: 1)),
    ("header", ZipBytes.Member(offset: 1 << 30)), ("header", ZipBytes.Member(offset: 3)),
    ("bytes", ZipBytes.Member(method: 8)),
  ])
  func whatTheDirectoryClaimsIsChecked(field: String, member: ZipBytes.Member) {
    var member = member
    member.bytes = array(10)
    let error = refusal(ZipBytes(members: [member]))
    #expect(error?.field == "member 'a.npy' \(field)", "\(error.map { "\($0)" } ?? "read")")
  }

  @Test func aShapeThatTheBytesDoNotFillIsRefused() {
    for isDeflated in [false, true] {
      let member = ZipBytes.Member(bytes: array(10, claimed: 1 << 50), isDeflated: isDeflated)
      #expect(refusal(ZipBytes(members: [member]))?.field == "member 'a.npy' data")
    }
    #expect(refusal(ZipBytes(members: [ZipBytes.Member()]))?.field == "member 'a.npy' size")
  }

  @Test(arguments: [(9, "more than it claims"), (11, "fewer than it claims")])
  func anotherLengthThanClaimedIsRefused(count: Int, found: String) {
    let member = ZipBytes.Member(
      bytes: array(10, claimed: count), isDeflated: true, claimedSize: 128 + 4 * count)
    #expect(refusal(ZipBytes(members: [member]))?.value == found)
  }

  /// Members in the same bytes make a small file a large one.
  @Test func membersInOneAnotherAreRefused() {
    var members = [
      ZipBytes.Member(bytes: array(10)), ZipBytes.Member(name: "b.npy", bytes: array(10)),
    ]
    members[1].offset = 0
    #expect(refusal(ZipBytes(members: members))?.value == "another member's, too")
    members[1].offset = nil
    members[1].name = "a.npy"
    #expect(refusal(ZipBytes(members: members))?.value == "of members of one name")
    #expect(refusal(ZipBytes(members: [members[0]], claimedCount: 2))?.field == "directory")
  }

  @Test func everyTruncationIsRefused() throws {
    for isWide in [false, true] {
      let whole = ZipBytes(
        members: [ZipBytes.Member(bytes: array(10), isDeflated: true)], isWide: isWide
      )
      .encoded()
      for count in 0..<whole.count {
        try folder.put(Array(whole[..<count]), in: "cut.npz")
        #expect(throws: FileError.self, "\(count) bytes") { try NPZFile(folder["cut.npz"]) }
      }
    }
  }

  /// Any one byte that changes is refused, or changes nothing that is read; no byte ends the process.
  @Test func everyChangedByteIsSurvived() throws {
    let whole = ZipBytes(
      members: [ZipBytes.Member(bytes: array(10), isDeflated: true)], isWide: true
    )
    .encoded()
    let expected = (0..<10).map { Int32($0) }
    var wrong: [Int] = []
    for place in whole.indices {
      for change: UInt8 in [1, 0x80, 0xFF] {
        var bytes = whole
        bytes[place] ^= change
        try folder.put(bytes, in: "changed.npz")
        guard let file = try? NPZFile(folder["changed.npz"]), let array = file.arrays.first,
          let found = try? elements(array)
        else { continue }
        if found != expected { wrong.append(place) }
      }
    }
    #expect(wrong.isEmpty)
  }
}
