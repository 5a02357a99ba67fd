import NearestNames
import Testing

@Suite struct NearestNamesTests {
  @Test(arguments: [
    ("", "", 0), ("kitten", "sitting", 3), ("abc", "", 3), ("", "abc", 3), ("flaw", "lawn", 2),
  ])
  func editDistances(a: String, b: String, distance: Int) {
    #expect(editDistance(a, b) == distance)
  }
}
