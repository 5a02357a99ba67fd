import TestVectors

extension Program {
  /// Runs the program on the operands of a function, and hands on each with what was answered.
  ///
  /// - Parameters:
  ///   - operands: the operands, of any number; they are gone through twice, and never kept.
  ///   - function: the function.
  ///   - hasFlags: whether answers have flags.
  ///   - take: takes operands with their answer, in order.
  /// - Throws: ``ProgramError`` for a program that does not run to its end, for an answer that is none, and
  ///   for too many or too few; what `take` throws.
  public func answer(
    _ operands: some Sequence<Operands>, of function: TestFunction, hasFlags: Bool = true,
    take: @escaping (Operands, Outcome) throws -> Void
  ) throws {
    var asked = operands.makeIterator()
    var answered = operands.makeIterator()
    var count = 0
    try converse(
      next: { asked.next().map { TestLine.question($0, of: function) } },
      take: { bytes in
        count += 1
        guard let operands = answered.next() else {
          throw ProgramError("program '\(words[0])': \(count) answers to \(count - 1) lines")
        }
        let outcome: Outcome
        do throws(TestLineError) {
          outcome = try Outcome(parsing: bytes, of: function, hasFlags: hasFlags)
        } catch {
          throw ProgramError("program '\(words[0])', answer \(count): \(error)")
        }
        try take(operands, outcome)
      })
    guard answered.next() == nil else {
      throw ProgramError(
        "program '\(words[0])': \(count) answers, fewer than lines; valid: one a line, in order")
    }
  }
}
