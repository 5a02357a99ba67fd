import NearestNames
import Testing

@Suite struct NearestNamesTests {
  @Test(arguments: [
    ("", "", 0), ("kitten", "sitting", 3), ("abc", "", 3), ("", "abc", 3), ("flaw", "lawn", 2),
  ])
  func editDistances(a: String, b: String, distance: Int) {
    #expect(editDistance(a, b) == distance)
  }

  /// A third of the longer name's length, at least 2; to names of up to 4 characters 1.
  @Test(arguments: [
    ("foo", ["fma", "log", "cos"], []), ("ad", ["add", "fma"], ["add"]),
    ("lst", ["list"], ["list"]),
    ("fmaa", ["fma", "fm"], ["fma"]), ("sqrtt", ["sqrt", "sqr", "sq"], ["sqrt", "sqr"]),
    ("abcdefghi", ["abcdef", "abcde"], ["abcdef"]),
    ("near", ["neat", "bear", "near"], ["near", "neat", "bear"]),
  ])
  func nearest(name: String, candidates: [String], expected: [String]) {
    #expect(nearestNames(to: name, among: candidates) == expected)
  }

  @Test func aDescriptionNamesWhatIsValid() {
    func text(_ nearest: [String], _ valid: [String]) -> String {
      UnknownNameError(kind: "study", name: "x", nearest: nearest, valid: valid).description
    }
    #expect(text([], []) == "unknown study 'x'")
    #expect(text([], ["a", "b"]) == "unknown study 'x'; valid: a, b")
    #expect(text(["a", "b", "c"], ["d"]) == "unknown study 'x': did you mean a, b or c?")
  }
}
