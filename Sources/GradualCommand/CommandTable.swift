/// Every command with its arguments and options: what is parsed by, and what help is made from.
let commandTable: [Command] = [
  Command(
    name: "calc", group: .formats,
    summary: "one operation: operands as they round, result, code, flags, exact value",
    notes: [
      "An expression is OPERATION(OPERAND, …), or a number alone, which is converted. Operations: add, "
        + "subtract, multiply, divide, mulAdd, squareRoot, remainder, convert. Operands are decimal or "
        + "hexadecimal (0x1.8p-3) numbers of any length, inf or nan; they are parsed exactly and "
        + "rounded once, to nearest even. The result is rounded once, as --rounding says.",
      "Of an exact value with more than 60 digits the first 40 are shown, and an ellipsis.",
    ],
    positionals: [Positional(name: "EXPR", summary: "the expression, in quotes for the shell")],
    options: [
      .format, CalcCommand.source, .rounding, .overflow, .tininess, CalcCommand.random, .json,
    ],
    examples: [
      "gradual calc 'add(1.5, 0x1p-24)' --format binary16 --rounding toward-zero",
      "gradual calc 'mulAdd(9, 29, 0x1p-100)' --format bfloat16",
      "gradual calc 450 --format e4m3fn --overflow saturate --json",
    ],
    run: CalcCommand.run),
  Command(
    name: "list", group: .names,
    summary: "the names of one kind",
    positionals: [
      Positional(name: "KIND", summary: ListCommand.kindNames.joined(separator: ", "))
    ],
    options: [.json],
    examples: ["gradual list formats", "gradual list models --json"],
    run: ListCommand.run),
  Command(
    name: "show", group: .names,
    summary: "what a name stands for",
    notes: [
      "Of a format: fields, limits, special codes, what its standard leaves open, and up to 8 bits "
        + "every code; with --json up to 16 bits every code's value as an exact decimal string. Of a "
        + "model: its shape and parameters by role."
    ],
    positionals: [
      Positional(
        name: "NAME",
        summary:
          "a format, or a model; also the path of a format's JSON file, of a config.json or of "
          + "its folder")
    ],
    options: [.json],
    examples: [
      "gradual show e4m3fn", "gradual show 'e4m3(bias=8)' --json", "gradual show qwen2.5-7b",
    ],
    run: ShowCommand.run),
]
