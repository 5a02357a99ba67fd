import SystemFiles

/// A program that runs, with pipes to its standard input and from its standard output; its standard
/// error is ours.
///
/// Everything that it starts is in a process group of its own, which `kill()` ends.
final class ChildProcess {
  /// Writing end of its standard input, not blocking; −1 when closed.
  private(set) var input: Int32
  /// Reading end of its standard output, not blocking.
  let output: Int32
  private let pid: pid_t
  private var status: Int32?

  /// Starts a program.
  /// - Throws: ``ProgramError`` with the system's reason.
  init(_ program: Program) throws(ProgramError) {
    let toChild = try Self.pipe(program)
    let fromChild: (reading: Int32, writing: Int32)
    do throws(ProgramError) {
      fromChild = try Self.pipe(program)
    } catch {
      close(toChild.reading)
      close(toChild.writing)
      throw error
    }
    defer {
      close(toChild.reading)
      close(fromChild.writing)
    }
    (input, output) = (toChild.writing, fromChild.reading)
    let (code, child) = Self.spawn(
      program.words, input: toChild.reading, output: fromChild.writing)
    pid = child
    guard code == 0 else {
      close(toChild.writing)
      close(fromChild.reading)
      status = 0
      throw ProgramError(
        "program '\(program.words[0])': not started (\(String(cString: strerror(code))))")
    }
    for descriptor in [input, output] {
      _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
    }
  }

  deinit {
    guard status == nil else { return }
    end()
  }

  /// A pipe that no other program gets.
  private static func pipe(
    _ program: Program
  ) throws(ProgramError) -> (reading: Int32, writing: Int32) {
    var ends: [Int32] = [-1, -1]
    guard SystemFiles.pipe(&ends) == 0 else {
      throw ProgramError("program '\(program.words[0])': no pipe (\(lastSystemError()))")
    }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    return (ends[0], ends[1])
  }

  private static func spawn(
    _ words: [String], input: Int32, output: Int32
  ) -> (code: Int32, pid: pid_t) {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO)
    posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // What is blocked or ignored here (SIGPIPE) is not so in the program.
    var signals = sigset_t()
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    sigaddset(&signals, SIGPIPE)
    posix_spawnattr_setsigdefault(&attributes, &signals)
    posix_spawnattr_setpgroup(&attributes, 0)
    posix_spawnattr_setflags(
      &attributes,
      Int16(POSIX_SPAWN_SETSIGMASK) | Int16(POSIX_SPAWN_SETSIGDEF) | Int16(POSIX_SPAWN_SETPGROUP))
    let arguments = words.map { strdup($0) }
    defer { for argument in arguments { free(argument) } }
    var pid: pid_t = 0
    let code = posix_spawnp(&pid, words[0], &actions, &attributes, arguments + [nil], environ)
    return (code, pid)
  }

  /// Tells the program that there is no more input.
  func closeInput() {
    guard input >= 0 else { return }
    close(input)
    input = -1
  }

  /// How a program ended.
  enum Ending {
    /// By itself, with this status.
    case exited(Int32)
    /// By this signal.
    case killed(Int32)
  }

  /// The program's end; waits for at most so many seconds, nil if it goes on.
  func ending(within seconds: Double) -> Ending? {
    let pause: UInt32 = 1000
    var waited = 0.0
    while true {
      var status: Int32 = 0
      let ended = retryingInterrupts { waitpid(pid, &status, WNOHANG) }
      if ended == pid {
        self.status = status
        close(output)
        closeInput()
        let signal = status & 0x7F
        return signal == 0 ? .exited(status >> 8 & 0xFF) : .killed(signal)
      }
      guard ended == 0, waited < seconds else { return nil }
      usleep(pause)
      waited += Double(pause) * 1e-6
    }
  }

  /// Ends the program and all that it has started.
  func end() {
    guard status == nil else { return }
    kill(-pid, SIGKILL)
    kill(pid, SIGKILL)
    var ended: Int32 = 0
    _ = retryingInterrupts { waitpid(pid, &ended, 0) }
    status = ended
    close(output)
    closeInput()
  }
}
