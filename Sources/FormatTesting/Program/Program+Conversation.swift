import SystemFiles

extension Program {
  /// Answers longer than this, in bytes, are no answers.
  static let longestLine = 1 << 12
  private static let blockSize = 1 << 16

  /// Runs the program: hands it lines, and takes its lines, at the same time, so that neither side waits
  /// for the other however much it buffers.
  ///
  /// - Parameters:
  ///   - next: the next line for the program, without its end; nil after the last.
  ///   - take: takes a line of the program, without its end.
  /// - Throws: ``ProgramError`` for a program that cannot be started, that stands still for longer than
  ///   its ``timeout``, that dies or exits with another status than 0; and what `take` throws. The
  ///   program has ended then.
  public func converse(
    next: () -> String?, take: @escaping (ArraySlice<UInt8>) throws -> Void
  ) throws {
    let child = try ChildProcess(self)
    defer { child.end() }
    try withoutBrokenPipeSignals {
      var lines = AnswerLines(of: words[0], take)
      try exchange(with: child, next: next, lines: &lines)
      child.closeInput()
      switch child.ending(within: timeout) {
      case nil: throw error("has closed its output but does not end", lines.count)
      case .killed(let signal):
        throw error(
          "was killed by signal \(signal) (\(String(cString: strsignal(signal))))", lines.count)
      case .exited(0): try lines.finish()
      case .exited(let status):
        throw error("exited with status \(status)", lines.count, status: status)
      }
    }
  }

  private func error(_ what: String, _ count: Int, status: Int32? = nil) -> ProgramError {
    ProgramError("program '\(words[0])': \(what) after \(count) answers", status: status)
  }

  private func exchange(
    with child: ChildProcess, next: () -> String?, lines: inout AnswerLines
  ) throws {
    var pending: [UInt8] = []
    var isAtEnd = false
    var block = [UInt8](repeating: 0, count: Self.blockSize)
    while true {
      while !isAtEnd, pending.count < Self.blockSize {
        guard let line = next() else { isAtEnd = true; break }
        pending += line.utf8
        pending.append(UInt8(ascii: "\n"))
      }
      if isAtEnd, pending.isEmpty { child.closeInput() }
      var polls = [pollfd(fd: child.output, events: Int16(POLLIN), revents: 0)]
      if child.input >= 0 {
        polls.append(pollfd(fd: child.input, events: Int16(POLLOUT), revents: 0))
      }
      let milliseconds = Int32(min(timeout * 1000, 1e9))
      let ready = retryingInterrupts { poll(&polls, nfds_t(polls.count), milliseconds) }
      guard ready > 0 else {
        throw error(
          ready == 0
            ? "stands still for \(timeout) s" : "cannot be waited for (\(lastSystemError()))",
          lines.count)
      }
      if polls.count == 2, polls[1].revents != 0 {
        let count = retryingInterrupts { write(child.input, pending, pending.count) }
        if count > 0 { pending.removeFirst(count) }
        // A program may stop reading when it knows enough; whether it answers everything shows.
        if count < 0, errno != EAGAIN {
          child.closeInput()
          pending = []
          isAtEnd = true
        }
      }
      guard polls[0].revents != 0 else { continue }
      let count = retryingInterrupts { read(child.output, &block, block.count) }
      if count == 0 { return }
      if count > 0 { try lines.take(block[..<count]) }
      if count < 0, errno != EAGAIN {
        throw error("cannot be read (\(lastSystemError()))", lines.count)
      }
    }
  }
}

/// Cuts a program's output into lines.
private struct AnswerLines {
  private(set) var count = 0
  private var rest: [UInt8] = []
  private let name: String
  private let consume: (ArraySlice<UInt8>) throws -> Void

  init(of name: String, _ consume: @escaping (ArraySlice<UInt8>) throws -> Void) {
    self.name = name
    self.consume = consume
  }

  mutating func take(_ bytes: ArraySlice<UInt8>) throws {
    rest += bytes
    var start = 0
    while let end = rest[start...].firstIndex(of: UInt8(ascii: "\n")) {
      count += 1
      try consume(rest[start..<end])
      start = end + 1
    }
    rest.removeFirst(start)
    guard rest.count <= Program.longestLine else {
      throw ProgramError(
        "program '\(name)', answer \(count + 1): longer than \(Program.longestLine) bytes")
    }
  }

  /// A last line may lack its end.
  mutating func finish() throws {
    guard !rest.isEmpty else { return }
    count += 1
    try consume(rest[...])
  }
}

/// Does something while a write to a pipe that nobody reads is an error and not the end of this process.
private func withoutBrokenPipeSignals<Result>(_ body: () throws -> Result) rethrows -> Result {
  var blocked = sigset_t()
  var previous = sigset_t()
  var pending = sigset_t()
  sigemptyset(&blocked)
  sigaddset(&blocked, SIGPIPE)
  sigpending(&pending)
  let wasPending = sigismember(&pending, SIGPIPE) == 1
  pthread_sigmask(SIG_BLOCK, &blocked, &previous)
  defer {
    // Takes the signal that a write has left, if it did, before it can be delivered.
    sigpending(&pending)
    if !wasPending, sigismember(&pending, SIGPIPE) == 1 {
      var signal: Int32 = 0
      sigwait(&blocked, &signal)
    }
    pthread_sigmask(SIG_SETMASK, &previous, nil)
  }
  return try body()
}
