import Testing

@testable import GradualCommand

@Suite struct HelpTests {
  @Test func versionIsTheConstant() throws {
    let run = try Workbench().gradual("--version")
    #expect(run.status == 0)
    #expect(run.output == "gradual \(Gradual.version)\n")
  }

  @Test(arguments: [[], ["-h"], ["--help"]])
  func overviewNamesEveryCommand(arguments: [String]) throws {
    let bench = try Workbench()
    let run = try bench.shell((["gradual"] + arguments).joined(separator: " "))
    #expect(run.status == 0)
    #expect(run.errors.isEmpty)
    for command in commandTable { #expect(run.output.contains(command.name), "\(command.name)") }
  }

  @Test(arguments: commandTable.map(\.name))
  func everyCommandHasAPage(name: String) throws {
    let bench = try Workbench()
    let page = try bench.gradual(name, "--help")
    #expect(page.status == 0)
    #expect(try bench.gradual(name, "-h").output == page.output)
    let command = try commandTable.command(named: name)
    for word in command.options.flatMap({ $0.usage.split(separator: " ") }) {
      #expect(page.output.contains(word))
    }
    let longest = page.output.split(separator: "\n").map(\.count).max() ?? 0
    #expect(longest <= 100, "\(longest) characters in a line")
  }

  /// The command lines that the pages show, as they are shown, in the order of the pages.
  @Test func everyExampleRuns() throws {
    let bench = try Workbench()
    try Fixtures.writeExamples(in: bench)
    for command in commandTable {
      let page = try bench.gradual(command.name, "--help").output
      let examples = page.split(separator: "\n").filter { $0.hasPrefix("  $ ") }.map {
        $0.dropFirst(4)
      }
      #expect(!examples.isEmpty, "\(command.name) has no example")
      for example in examples {
        let run = try bench.shell(String(example))
        // How to render the pictures is a note, not a complaint.
        let complaints = run.errors.split(separator: "\n").filter { !$0.contains("render-figures") }
        #expect(run.status == 0 && complaints.isEmpty, "\(example): \(run.errors)")
        #expect(!run.output.isEmpty, "\(example) printed nothing")
      }
    }
  }

  @Test(arguments: [
    "calc 1.5", "calc -- -1.5", "calc -1.5", "calc --format=binary16 1.5",
    "calc 1.5 --format binary16",
  ])
  func spellingsThatAreUnderstood(line: String) throws {
    let run = try Workbench().shell("gradual \(line)")
    #expect(run.status == 0, "\(run.errors)")
  }
}
