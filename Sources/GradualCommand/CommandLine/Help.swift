/// Help pages, made from the table of commands.
enum Help {
  /// The width that text is wrapped to.
  private static let width = 100

  /// All commands by group.
  static func overview(of commands: [Command]) -> String {
    let title = "gradual: what low precision does to numbers"
    let hint = "gradual COMMAND --help shows examples"
    var text = pad(title, 57) + hint + "\n\n"
    let indent = 20
    for group in Command.Group.allCases {
      var items = commands.filter { $0.group == group }.map { call(of: $0) }
      if group == .names { items.append("--version") }
      guard !items.isEmpty else { continue }
      var line = pad(group.rawValue, indent)
      for item in items {
        let isFirst = line.count == indent
        if !isFirst, line.count + 4 + item.count > width {
          text += line + "\n"
          line = pad("", indent) + item
        } else {
          line += (isFirst ? "" : "    ") + item
        }
      }
      text += line + "\n"
    }
    return text
  }

  /// The command's own page.
  static func page(of command: Command) -> String {
    var text = "gradual \(command.name): \(command.summary)\n\nusage: \(usage(of: command))\n"
    for note in command.notes { text += "\n" + wrap(note, indent: 0) }
    let rows =
      command.positionals.map { ($0.usage, $0.summary) }
      + command.options.map { ($0.usage, $0.summary) }
    if !rows.isEmpty { text += "\n" + definitions(rows) }
    text += "\nexamples\n"
    for example in command.examples { text += "  $ \(example)\n" }
    return text
  }

  /// Names with what they mean beside them, wrapped; a long name has a line of its own.
  static func definitions(_ rows: [(name: String, meaning: String)]) -> String {
    let longest = 26
    let column = 4 + (rows.map(\.name.count).filter { $0 <= longest }.max() ?? 0)
    return rows.map { name, meaning in
      let text = wrap(meaning, indent: column)
      return name.count <= longest
        ? pad("  " + name, column) + text.dropFirst(column) : wrap(name, indent: 2) + text
    }.joined()
  }

  /// The one line of usage.
  static func usage(of command: Command) -> String {
    let required = command.options.filter { $0.requirement != nil }
    let words = ["gradual", call(of: command)] + required.map(\.usage)
    return (words + (required.count < command.options.count ? ["[options]"] : []))
      .joined(separator: " ")
  }

  private static func call(of command: Command) -> String {
    ([command.name] + command.positionals.map(\.usage)).joined(separator: " ")
  }

  private static func pad(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }

  /// The words of `text` in lines of at most `width` characters, each line indented and ended.
  static func wrap(_ text: String, indent: Int) -> String {
    var lines: [String] = []
    var line = ""
    for word in text.split(separator: " ") {
      if !line.isEmpty, indent + line.count + 1 + word.count > width {
        lines.append(line)
        line = ""
      }
      line += (line.isEmpty ? "" : " ") + word
    }
    lines.append(line)
    return lines.map { String(repeating: " ", count: indent) + $0 + "\n" }.joined()
  }
}
