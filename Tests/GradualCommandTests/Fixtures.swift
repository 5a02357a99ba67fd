/// Files that examples and tests read.
enum Fixtures {
  /// What the help pages' examples expect to find.
  static func writeExamples(in bench: Workbench) throws {
  }
}
