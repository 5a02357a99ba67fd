/// A program that computes what it reads on its standard input, and answers on its standard output.
///
/// It is given operand lines in Berkeley TestFloat's format, without a result: hexadecimal numbers with a
/// space between, a test a line. It answers each with a line of result and flags, in order. It may
/// answer as it reads or when it has read everything; input ends with the last test.
public struct Program: Hashable, Sendable {
  /// The program, which is looked up in `PATH` if it has no `/`, and its arguments.
  public let words: [String]
  /// How long it may neither read nor write anything, in seconds.
  public var timeout = 30.0

  /// A program by its words.
  public init(words: [String]) throws(ProgramError) {
    guard let name = words.first, !name.isEmpty else {
      throw ProgramError("program '': valid: a program and its arguments")
    }
    self.words = words
  }

  /// A program by a line such as `./simulator --format e4m3fn`. Spaces separate words; single or double
  /// quotes, and a backslash, keep them; there are no variables and no patterns.
  /// - Throws: ``ProgramError`` for a line without a word, and for a quote that is not closed.
  public init(line: String) throws(ProgramError) {
    try self.init(words: Self.words(of: line))
  }

  /// The same program with `{name}` in its words replaced by values.
  func replacing(_ values: [String: String]) throws(ProgramError) -> Program {
    let replaced = words.map { word in
      values.reduce(word) { Self.replace("{\($1.key)}", in: $0, by: $1.value) }
    }
    var program = try Program(words: replaced)
    program.timeout = timeout
    return program
  }

  /// Whether a word has `{name}` in it.
  func mentions(_ name: String) -> Bool {
    words.contains { Self.replace("{\(name)}", in: $0, by: "") != $0 }
  }

  private static func replace(_ part: String, in text: String, by value: String) -> String {
    var result = ""
    var rest = text[...]
    while !rest.isEmpty {
      if rest.hasPrefix(part) {
        result += value
        rest = rest.dropFirst(part.count)
      } else {
        result.append(rest.removeFirst())
      }
    }
    return result
  }

  private static func words(of line: String) throws(ProgramError) -> [String] {
    var words: [String] = []
    var word: String?
    var quote: Character?
    var isEscaped = false
    for character in line {
      if isEscaped {
        word = (word ?? "") + String(character)
        isEscaped = false
      } else if character == "\\", quote != "'" {
        isEscaped = true
      } else if let open = quote {
        if character == open { quote = nil } else { word = (word ?? "") + String(character) }
      } else if character == "'" || character == "\"" {
        quote = character
        word = word ?? ""
      } else if character == " " || character == "\t" || character == "\n" {
        if let word { words.append(word) }
        word = nil
      } else {
        word = (word ?? "") + String(character)
      }
    }
    guard quote == nil, !isEscaped else {
      throw ProgramError("program '\(line)': a quote is not closed")
    }
    return words + (word.map { [$0] } ?? [])
  }
}

/// Why a program gave no answers that can be judged: one line.
public struct ProgramError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The line.
  public let description: String
  /// The status that the program has exited with, where that is the reason.
  let status: Int32?

  init(_ description: String, status: Int32? = nil) {
    self.description = description
    self.status = status
  }
}
