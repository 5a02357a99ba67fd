import Testing

@testable import CInterface

/// What handles stand for.
@Suite struct HandleTableTests {
  @Test func aNameHasOneHandle() async throws {
    let table = HandleTable<Int>()
    let handles = await withTaskGroup(of: [Int32].self) { group in
      for _ in 0..<8 {
        group.addTask {
          (0..<100).compactMap { number in try? table.handle(of: "\(number)") { number } }
        }
      }
      return await group.reduce(into: []) { $0.append($1) }
    }
    #expect(Set(handles).count == 1 && Set(handles[0]).count == 100)
    for (number, handle) in handles[0].enumerated() {
      #expect(try table.value(handle, "number") == number, "handle \(handle)")
    }
  }

  @Test(arguments: [Int32.min, -1, 0, 2])
  func anotherNumberIsNoHandle(handle: Int32) throws {
    let table = HandleTable<Int>()
    #expect(try table.handle(of: "one") { 1 } == 1)
    let error = #expect(throws: CallError.self) { try table.value(handle, "format") }
    #expect(error?.description == "format \(handle): no handle of one")
  }

  /// What cannot be made has no handle, and does not take one.
  @Test func whatFailsIsNotKept() throws {
    let table = HandleTable<Int>()
    #expect(throws: CallError.self) {
      try table.handle(of: "a") { () throws(CallError) in throw CallError("none") }
    }
    #expect(try table.handle(of: "a") { 5 } == 1)
    #expect(try table.value(1, "number") == 5)
  }
}
