import Testing

/// `vectors` and `verify`.
@Suite struct VerifyTests {
  /// Lines that TestFloat's documentation shows for `testfloat_gen f64_add`.
  private let documented = """
    3F90EB5825D6851E C3E0080080000000 C3E0080080000000 01
    41E3C00000000000 C182024F8AE474A8 41E377F6C1D46E2D 01
    7FD80FFFFFFFFFFF 7FEFFFFFFFFFFF80 7FF0000000000000 05
    3FFFED6A25C534BE 3CA1000000020000 3FFFED6A25C534BF 01

    """

  @Test(arguments: [
    ["-rnear_even"], ["--rounding", "nearest-even"], ["-rminMag", "-rnear_even"], [],
  ])
  func testFloatsOwnLines(options: [String]) throws {
    let bench = try Workbench()
    try bench.write(documented.utf8, to: "lines")
    let run = try bench.shell("gradual verify \(options.joined(separator: " ")) f64_add < lines")
    #expect(run.status == 0, "\(run.output)\(run.errors)")
    #expect(run.output == "binary64_add, nearest-even: 4 lines, all right\n")
  }

  /// Toward zero all but the second line are wrong.
  @Test func anotherMode() throws {
    let run = try Workbench().gradual("verify", "f64_add", "-rminMag", input: documented)
    #expect(run.status == 1)
    #expect(run.output.contains("toward-zero: 4 lines, 3 wrong"))
    #expect(run.output.contains("line 1: one ulp"))
    #expect(run.output.contains("line 3: infinity in one only"))
    #expect(run.output.contains("line 4: one ulp"))
  }

  @Test(arguments: [
    ("87FF E850 E851 01", "one ulp"), ("87FF E850 6850 01", "sign"),
    ("87FF E850 E860 01", "more than one ulp"), ("87FF E850 7E00 01", "NaN in one only"),
    ("87FF E850 FC00 01", "infinity in one only"), ("87FF E850 E850 00", "flags only"),
    ("87FF E850 E850 11", "flags only"),
  ])
  func corruptedLines(line: String, mismatch: String) throws {
    let run = try Workbench().gradual(
      "verify", "f16_add", input: "3C00 3C00 4000 00\n\(line)\n")
    #expect(run.status == 1)
    #expect(run.errors.isEmpty)
    #expect(run.output.contains("2 lines, 1 wrong"))
    #expect(run.output.contains("line 2: \(mismatch)\n"), "\(run.output)")
    for text in ["87FF", "computed  E850  -2208.0 ", "wrong in"] {
      #expect(run.output.contains(text), "\(run.output)")
    }
  }

  @Test func countsAreComplete() throws {
    let bench = try Workbench()
    let run = try bench.shell(
      """
      gradual vectors e4m3fn_mul | gradual verify e4m3fn_mul -rmax --failures 3 --json |
        python3 -c 'import json, sys
      page = json.load(sys.stdin)
      print(page["lines"], page["wrong"] == sum(page["wrongIn"].values()), len(page["failures"]))'
      """)
    #expect(run.output == "65536 True 3\n")
  }

  @Test func vectorsAreTheSameForTheSameSeed() throws {
    let bench = try Workbench()
    let first = try bench.gradual("vectors", "f32_div", "--count", "20000")
    #expect(first.status == 0)
    #expect(first.output.split(separator: "\n").count == 20000)
    #expect(try bench.gradual("vectors", "f32_div", "--count", "20000", "--seed", "1") == first)
    #expect(try bench.gradual("vectors", "f32_div", "--count", "20000", "--seed", "2") != first)
  }

  @Test(arguments: [
    "f16_mulAdd", "f32_to_e5m2", "f64_to_i32", "ui32_to_f16", "e4m3fn_le", "bf16_rem",
  ])
  func vectorsAreRight(function: String) throws {
    let run = try Workbench().shell(
      "gradual vectors \(function) -rmin --count 5000 | gradual verify \(function) -rmin")
    #expect(run.status == 0, "\(run.output)")
    #expect(run.output.contains("5000 lines, all right"))
  }

  static let unreadable: [(input: String, names: [String])] = [
    ("", ["no lines"]), ("87FF E850 E850\n", ["line 1", "too few fields", "valid: 4"]),
    ("3C00 3C00 4000 00\n87FF E850\n", ["line 2", "too few fields"]),
    ("3C00 3C00 4000 00\n\n", ["line 2", "too few fields"]),
    ("87FF E850 E850 01 00\n", ["line 1", "too many fields"]),
    ("87FF E850 E85X 01\n", ["line 1", "result is \"E85X\""]),
    ("87FF 1E850 E850 01\n", ["line 1", "operand 2 is \"1E850\"", "FFFF"]),
    ("f16_add\n", ["line 1", "operand 1 is \"f16_add\""]),
    (String(repeating: "0", count: 10000), ["line 1", "longer than 4096"]),
  ]

  @Test(arguments: unreadable)
  func unreadableLines(input: String, names: [String]) throws {
    let run = try Workbench().gradual("verify", "f16_add", input: input)
    #expect(run.status == 2)
    #expect(run.output.isEmpty)
    #expect(run.errorLines.count == 1)
    for name in names { #expect(run.errors.contains(name), "\(run.errors)") }
  }
}
