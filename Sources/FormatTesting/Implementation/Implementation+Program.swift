import FloatFormats
import TestVectors

extension Implementation {
  /// The exit status by which a program says that it does not have the function or the rounding.
  public static let notOffered: Int32 = 77

  /// A program, which is run once for each function and rounding that a law asks for.
  ///
  /// In its words `{function}` is replaced by the function's name (`e4m3fn_add`, `binary64_to_e4m3fn`),
  /// and `{rounding}`, if it is there, by the mode's. First each is run without a line: what exits with
  /// status 77 is not offered.
  ///
  /// - Parameters:
  ///   - program: the program; `{function}` is in its words.
  ///   - format: the format.
  ///   - rounding: the mode of a program without `{rounding}`.
  ///   - hasFlags: whether answers have flags.
  /// - Throws: ``ProgramError``.
  public init(
    program: Program, of format: NamedFormat, rounding: RoundingMode = .nearestEven,
    hasFlags: Bool = true
  ) throws {
    self.init(program.words[0], of: format)
    guard program.mentions("function") else {
      throw ProgramError(
        "program '\(program.words[0])': its arguments do not say what to compute; "
          + "valid: '\(program.words[0]) {function} {rounding}'")
    }
    raisesFlags = hasFlags
    batchSize = 1 << 20
    for operation in Self.askedOfPrograms {
      let function = operation.function(of: format)
      guard try program.offers(function, rounding) else { continue }
      offer(
        operation,
        answeringAll: { questions, context in
          guard case .mode(let mode) = context.rounding else {
            throw ImplementationError("a program is not asked for \(context.rounding)")
          }
          var answers: [Answer] = []
          answers.reserveCapacity(questions.count)
          try program.asked(function, mode).answer(
            questions.map(\.operands), of: function, hasFlags: hasFlags
          ) { _, outcome in
            answers.append(Answer(outcome.code, hasFlags ? outcome.flags : nil))
          }
          return answers
        })
    }
    guard let first = operations.first else {
      throw ProgramError(
        "program '\(program.words[0])': offers nothing of \(format.name); valid: an exit status "
          + "other than \(Self.notOffered) for functions such as "
          + "\(Operation.encode.function(of: format).name)")
    }
    modes = [rounding]
    if program.mentions("rounding") {
      let function = first.function(of: format)
      modes = try RoundingMode.allCases.filter { try program.offers(function, $0) }
    }
  }

  private static let askedOfPrograms: [Operation] =
    [.encode, .decode, .conversionFrom(.binary32), .conversionTo(.binary32), .roundToInteger]
    + TestArithmetic.allCases.map { .arithmetic($0) }
    + TestComparison.allCases.map { .comparison($0) }
}

extension Program {
  /// The program for a function in a mode.
  fileprivate func asked(
    _ function: TestFunction, _ mode: RoundingMode
  ) throws(ProgramError) -> Program {
    try replacing(["function": function.name, "rounding": mode.rawValue])
  }

  /// Whether the program has a function in a mode.
  fileprivate func offers(_ function: TestFunction, _ mode: RoundingMode) throws -> Bool {
    do {
      try asked(function, mode).answer([], of: function) { _, _ in }
      return true
    } catch let error as ProgramError where error.status == Implementation.notOffered {
      return false
    }
  }
}
