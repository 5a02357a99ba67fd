import Foundation
import Testing

/// `cast`.
@Suite struct CastTests {
  @Test func valuesKeepTheirType() throws {
    let bench = try Workbench()
    try bench.write(Fixtures.npy(floats: [0.1, 1000, -2, 0x1p-10]), to: "in.npy")
    let run = try bench.gradual("cast", "in.npy", "out.npy", "--format", "e4m3fn")
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.output.isEmpty && run.errors.isEmpty)
    #expect(try bench.read("out.npy") == Fixtures.npy(floats: [0.1015625, .nan, -2, 0]))
  }

  @Test func halvesAndIntegersAreNumbersToo() throws {
    let bench = try Workbench()
    for (type, bytes, result) in [("<f2", [0x00, 0x42], "<f4"), ("|i1", [3], "<f8")] {
      let shape = "'fortran_order': False, 'shape': (1,), }"
      try bench.write(
        Fixtures.npy(header: "{'descr': '\(type)', \(shape)", data: Data(bytes.map(UInt8.init))),
        to: "in.npy")
      let run = try bench.gradual("cast", "in.npy", "out.npy", "--format", "e2m1fn")
      #expect(run.status == 0, "\(run.errors)")
      let three =
        result == "<f4"
        ? Data([0, 0, 0x40, 0x40]) : Data([0, 0, 0, 0, 0, 0, 0x08, 0x40])
      #expect(
        try bench.read("out.npy")
          == Fixtures.npy(header: "{'descr': '\(result)', \(shape)", data: three))
    }
  }

  @Test func codes() throws {
    let bench = try Workbench()
    try bench.write(Fixtures.npy(floats: [0.1, 1000, -2, 448]), to: "in.npy")
    let run = try bench.gradual(
      "cast", "in.npy", "out.npy", "--format", "e4m3fn", "--codes", "--overflow", "saturate",
      "--rounding", "toward-zero")
    #expect(run.status == 0, "\(run.errors)")
    let expected = Fixtures.npy(
      header: "{'descr': '|u1', 'fortran_order': False, 'shape': (4,), }",
      data: Data([0x1c, 0x7e, 0xc0, 0x7e]))
    #expect(try bench.read("out.npy") == expected)
  }

  @Test func countsForPrograms() throws {
    let bench = try Workbench()
    try Fixtures.writeExamples(in: bench)
    let run = try bench.shell(
      """
      gradual cast gradients.npy out.npy --format e4m3fn --json | python3 -c 'import json, sys
      counts = json.load(sys.stdin)
      print([counts[k] for k in ("elements", "zeros", "nans", "infinities", "flushed")],
            counts["overflowedToNaN"], counts["nansMade"])'
      """)
    #expect(run.output == "[7, 1, 1, 1, 1] 1 1\n", "\(run.errors)")
  }

  /// The largest and the least number against e4m3fn's 448 and 2^-9; 0 and what is not finite say nothing.
  @Test(
    arguments: [
      ([1, -0.125, 0, .infinity, .nan], "[8.80735, 6.0]"), ([1000, -0x1p-11], "[-1.15843, -2.0]"),
      ([0, .nan], "[None, None]"),
    ] as [([Float], String)])
  func headroom(values: [Float], expected: String) throws {
    let bench = try Workbench()
    try bench.write(Fixtures.npy(floats: values), to: "in.npy")
    let run = try bench.shell(
      """
      gradual cast in.npy out.npy --format e4m3fn --json | python3 -c 'import json, sys
      counts = json.load(sys.stdin)
      rooms = [counts["headroomAbove"], counts["headroomBelow"]]
      print([None if room is None else round(float(room), 5) for room in rooms])'
      """)
    #expect(run.output == expected + "\n", "\(run.errors)")
    let text = try bench.gradual("cast", "in.npy", "out.npy", "--format", "e4m3fn", "--counts")
    #expect(text.output.contains("headroom above, binades"), "\(text.output)")
    #expect(text.output.contains("headroom below, binades"), "\(text.output)")
  }

  @Test func stochasticRoundingGoesByTheSeed() throws {
    let bench = try Workbench()
    try bench.write(Fixtures.npy(floats: Array(repeating: 1.03, count: 1000)), to: "in.npy")
    func cast(_ seed: String, _ name: String) throws -> Data {
      let run = try bench.gradual(
        "cast", "in.npy", name, "--format", "e4m3fn", "--rounding", "stochastic:13", "--seed", seed)
      #expect(run.status == 0, "\(run.errors)")
      return try bench.read(name)
    }
    let first = try cast("7", "a.npy")
    #expect(try cast("7", "b.npy") == first)
    #expect(try cast("8", "c.npy") != first)
  }

  private static let header = "{'descr': '<f4', 'fortran_order': False, 'shape': (4,), }"
  static let badFiles: [(name: String, file: Data, words: [String])] = [
    ("truncated", Fixtures.npy(header: header, data: Data(count: 15)), ["15 bytes", "16 bytes"]),
    ("oversized", Fixtures.npy(header: header, data: Data(count: 17)), ["17 bytes", "16 bytes"]),
    (
      "Fortran-ordered",
      Fixtures.npy(
        header: "{'descr': '<f4', 'fortran_order': True, 'shape': (2, 2), }", data: Data(count: 16)),
      ["fortran_order", "True"]
    ),
    (
      "absurd shape",
      Fixtures.npy(
        header: "{'descr': '<f4', 'fortran_order': False, 'shape': (4611686018427387904, 8), }",
        data: Data(count: 16)),
      ["shape"]
    ),
    (
      "integers beyond binary64",
      Fixtures.npy(
        header: "{'descr': '<i8', 'fortran_order': False, 'shape': (1,), }",
        data: Data([1, 0, 0, 0, 0, 0, 32, 0])),
      ["element 0", "9007199254740993"]
    ),
    ("text", Data("0.1, 0.2\n".utf8), ["in.npy"]),
    ("empty", Data(), ["in.npy"]),
  ]

  @Test(arguments: badFiles)
  func badInput(name: String, file: Data, words: [String]) throws {
    let bench = try Workbench()
    try bench.write(file, to: "in.npy")
    try bench.expectRefusal(
      ["in.npy", "out.npy", "--format", "e4m3fn"], names: ["in.npy"] + words)
  }

  @Test(arguments: [
    (["no.npy", "out.npy", "--format", "e4m3fn"], ["no.npy"]),
    (["in.npy", "in.npy/out.npy", "--format", "e4m3fn"], ["in.npy/out.npy", "folder"]),
    (["in.npy", "/proc/out.npy", "--format", "e4m3fn"], ["/proc/out.npy", "folder"]),
    (["in.npy", ".", "--format", "e4m3fn"], ["a folder"]),
    (["in.npy", "out.npy"], ["--format is missing"]),
    (["in.npy", "out.npy", "--format", "e4m3fnn"], ["\"e4m3fnn\"", "e4m3fn"]),
    (["in.npy", "out.npy", "--format", "binary64"], ["in.npy", "<f4", "binary64"]),
    (["in.npy", "out.npy", "--format", "e4m3fn", "--rounding", "up"], ["\"up\""]),
    (["in.npy", "out.npy", "--format", "e4m3fn", "--seed", "1"], ["--seed", "stochastic"]),
    (
      ["in.npy", "out.npy", "--format", "e5m2", "--rounding", "stochastic", "--seed", "x"], ["'x'"]
    ),
  ])
  func badCall(arguments: [String], names: [String]) throws {
    let bench = try Workbench()
    try bench.write(Fixtures.npy(floats: [1, 2]), to: "in.npy")
    try bench.expectRefusal(arguments, names: names)
  }
}

extension Workbench {
  /// The bytes of a file in the folder.
  func read(_ name: String) throws -> Data {
    try Data(contentsOf: folder.appendingPathComponent(name))
  }

  /// Expects that `cast`, or another command, ends with 2, one line that contains the names, and no
  /// new file.
  func expectRefusal(
    _ arguments: [String], by command: String = "cast", names: [String]
  ) throws {
    let before = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    let quoted = arguments.map { "'\($0)'" }.joined(separator: " ")
    let run = try shell("gradual \(command) \(quoted)")
    #expect(run.status == 2)
    #expect(run.output.isEmpty)
    #expect(run.errorLines.count == 1, "\(run.errors)")
    for name in names { #expect(run.errors.contains(name), "\(run.errors)") }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() == before)
  }
}
