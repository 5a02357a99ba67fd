import JSON
import Testing

/// `gradual vectors` and `gradual verify` of what hardware has beside IEEE 754, and `gradual compare`.
@Suite struct VectorsTests {
  @Test(arguments: [
    ("e4m3fn_dot4", "--accumulator h100-fp8"), ("e4m3fn*e5m2_dot16", "--accumulator fp32"),
    ("'e4m3fn*e5m2+f32_mulAdd'", "--level 2"), ("f32_to_e4m3fn", "--rounding stochastic:8"),
    ("bf16_add", "--denormals-are-zero --rounding toward-zero"),
  ])
  func linesAreVerified(function: String, options: String) throws {
    let bench = try Workbench()
    let level = options.hasPrefix("--level") ? "" : options
    let run = try bench.shell(
      """
      gradual vectors \(function) \(options) --count 300 > lines
      gradual verify \(function) \(level) < lines
      # The result of the first line, wrong in its last digit.
      awk 'NR == 1 { d = substr($(NF - 1), length($(NF - 1))); sub(/.$/, d == "3" ? "4" : "3", $(NF - 1)) } 1' \
        lines > wrong
      gradual verify \(function) \(level) < wrong > told; echo $?
      """)
    #expect(run.errors.isEmpty, "\(run.errors)")
    #expect(run.output.contains("300 lines, all right"), "\(run.output)")
    #expect(run.output.hasSuffix("\n1\n"), "\(run.output)")
  }

  /// One word a line, whose bits the manifest tells, and the digest of all lines.
  @Test func wordsAndTheirManifest() throws {
    let bench = try Workbench()
    let run = try bench.shell(
      """
      gradual vectors e5m2_mul --rounding odd --seed 7 --count 40 --readmemh --manifest m.json > words
      sha256sum < words | cut -d' ' -f1
      cat m.json
      """)
    let parts = run.output.split(separator: "\n", maxSplits: 1)
    #expect(run.errors.isEmpty && parts.count == 2, "\(run.errors)")
    let manifest = try JSONValue(parsing: String(parts[1]))
    #expect(manifest["sha256"]?.string == String(parts[0]))
    #expect(manifest["lines"]?.integer == 40 && manifest["seed"]?.integer == 7)
    #expect(manifest["rounding"]?.string == "odd" && manifest["word_bits"]?.integer == 32)
    let fields = manifest["fields"]?.array ?? []
    #expect(fields.map { $0["low_bit"]?.integer } == [24, 16, 8, 0])
  }

  @Test func formatsAreCompared() throws {
    let bench = try Workbench()
    let run = try bench.gradual("compare", "e4m3fn", "e4m3", "--figure", "line.vl.json")
    #expect(run.status == 0 && run.errors.contains("e4m3 is IEEE-style"), "\(run.errors)")
    for part in [
      "7 magnitudes of e4m3fn are not in e4m3: 256 … 448", "every number of e4m3 is one of e4m3fn",
      "the tie above the largest of e4m3fn", "toward zero", "ml_dtypes",
    ] {
      #expect(run.output.contains(part), "\(part) in \(run.output)")
    }
    let figure = try bench.shell("grep -c e4m3fn line.vl.json")
    #expect(figure.output != "0\n")
  }

  @Test(arguments: [
    ("vectors e4m3fn_dot4", "--accumulator"), ("vectors f16_add --accumulator fp32", "dotN"),
    ("vectors e4m3fn_dot0 --accumulator fp32", "65536 terms"),
    ("vectors f16_dot4 --accumulator h100-fp8", "h100-fp8"),
    ("vectors f16_dot4 --accumulator fp32 --level 2", "--level"),
    ("vectors f16_to_i32 --rounding stochastic:4", "deterministic"),
    ("vectors f16_add --level 3", "from 1 to 2"), ("compare e4m3fx", "e4m3fx"),
    ("compare f32 --figure out.vl.json", "9 bits"), ("show f32 --figure out.vl.json", "9 bits"),
  ])
  func whatIsOfNoUseIsOneLine(call: String, named: String) throws {
    let bench = try Workbench()
    let run = try bench.shell("gradual \(call)")
    #expect(run.status == 2 && run.output.isEmpty, "\(run.output)")
    #expect(
      run.errors.contains(named) && run.errors.split(separator: "\n").count == 1, "\(run.errors)")
  }
}
