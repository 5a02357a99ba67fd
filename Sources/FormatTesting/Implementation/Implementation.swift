import FloatFormats
import TestVectors

/// Somebody's implementation of a format: what laws judge.
///
/// An implementation offers some operations; a law that needs another is reported as not tested, never as
/// kept. It may be a Swift type, closures, C functions, a program at the other end of a pipe, or this
/// package's own arithmetic:
///
/// ```swift
/// var mine = Implementation("mine", of: .e4m3fn)
/// mine.offerEncode { (x: Float) in myEncode(x) }      // (Float) -> UInt8
/// mine.offerDecode { (code: UInt8) in myTable[Int(code)] }
/// mine.offer(.add) { (a: UInt8, b: UInt8) in myAdd(a, b) }
/// let report = try mine.judged()
/// #expect(report.holds, "\(report)")
/// ```
public struct Implementation {
  /// Answers questions about one operation, all in one rounding; as many answers as questions.
  public typealias Answering = ([Question], RoundingContext) throws -> [Answer]

  /// What reports call it.
  public let name: String
  /// The format that it implements.
  public let format: NamedFormat
  /// The deterministic modes it rounds in; nearest-even alone unless said otherwise.
  public var modes: [RoundingMode] = [.nearestEven]
  /// The stochastic roundings it offers, with their numbers of random bits; none unless said otherwise.
  public var stochasticRoundings: [Rounding] = []
  /// Whether stochastic rounding uses the question's random bits. If not, the implementation draws its
  /// own, and is judged by neighbours and means alone.
  public var takesRandomBits = true
  /// Whether its flags are to be judged. An answer without flags then is wrong.
  public var raisesFlags = false
  /// What it does beyond the largest finite number; nil: what the format says.
  public var overflow: OverflowPolicy?
  /// When a result is tiny, for the underflow flag; IEEE 754 leaves the choice to the implementation.
  public var tininess = Tininess.afterRounding
  /// How many questions are asked at a time.
  public var batchSize = 1 << 12

  private var offers: [Operation: Answering] = [:]

  /// An implementation that offers nothing yet.
  public init(_ name: String, of format: NamedFormat) {
    self.name = name
    self.format = format
  }

  /// An implementation, that offers nothing yet, of a format without a name of its own.
  public init(_ name: String, format: FloatFormat) {
    self.init(name, of: NamedFormat(name: "custom", format: format, summary: ""))
  }

  /// Whether an operation is offered.
  public func offers(_ operation: Operation) -> Bool { offers[operation] != nil }

  /// The operations that are offered, by name.
  public var operations: [Operation] { offers.keys.sorted { $0.name < $1.name } }

  /// Offers an operation, many questions at a time.
  public mutating func offer(_ operation: Operation, answeringAll answer: @escaping Answering) {
    offers[operation] = answer
  }

  /// Offers an operation: codes, rounding and random bits in, code and flags out.
  public mutating func offer(
    _ operation: Operation, answering answer: @escaping (Question, RoundingContext) throws -> Answer
  ) {
    offers[operation] = { questions, context in try questions.map { try answer($0, context) } }
  }

  /// How the implementation rounds in one of its roundings.
  func context(_ rounding: Rounding) -> RoundingContext {
    RoundingContext(rounding, overflow: overflow, tininess: tininess)
  }

  /// The answers to questions about an operation that is offered.
  /// - Throws: what the implementation throws, and ``ImplementationError`` where answers are missing.
  func answers(
    _ operation: Operation, _ context: RoundingContext, _ questions: [Question]
  ) throws -> [Answer] {
    guard let answering = offers[operation] else {
      throw ImplementationError("\(name) does not offer \(operation.name)")
    }
    let answers = try answering(questions, context)
    guard answers.count == questions.count else {
      throw ImplementationError(
        "\(name) gave \(answers.count) answers to \(questions.count) questions of "
          + operation.function(of: format).name)
    }
    return answers
  }
}

/// Why an implementation cannot be judged: one line.
public struct ImplementationError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The line.
  public let description: String

  init(_ description: String) { self.description = description }
}
