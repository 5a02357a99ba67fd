import Foundation
import Testing

/// `dot`.
@Suite struct DotTests {
  /// A bench with A (2×4) and B (2×4).
  private func bench(_ a: [Float], _ b: [Float], shape: [Int] = [2, 4]) throws -> Workbench {
    let bench = try Workbench()
    try bench.write(Fixtures.npy(floats: a, shape: shape), to: "a.npy")
    try bench.write(Fixtures.npy(floats: b, shape: shape), to: "b.npy")
    return bench
  }

  private static let a: [Float] = [2048, 1, 1, 1, 0.5, 0.25, -3, 4]
  private static let b: [Float] = [1, 1, 1, 1, 2, 4, 1, -1]

  /// By hand: 2048 + 1 is halfway between 2048 and 2050 in binary16, and the even one is 2048; the sums
  /// of e3m5 (largest 15.75, then infinity) begin with an infinity.
  @Test(
    arguments: [
      ("fp32", "binary16", [2051, -5]), ("per-operation(binary16)", "binary16", [2048, -5]),
      ("fused(e3m5)", "binary16", [.infinity, -5]), ("exact(binary16)", "binary16", [2052, -5]),
      ("kahan(binary16)", "binary16", [2052, -5]), ("fp32", "e3m5", [.infinity, -5]),
      ("h100-fp16", "binary16", [2051, -5]),
    ] as [(String, String, [Float])])
  func sumsByHand(accumulator: String, inputs: String, sums: [Float]) throws {
    let bench = try bench(Self.a, Self.b)
    let run = try bench.gradual(
      "dot", "a.npy", "b.npy", "out.npy", "--inputs", inputs, "--accumulator", accumulator)
    #expect(run.status == 0 && run.errors.isEmpty && run.output.isEmpty, "\(run.errors)")
    #expect(try bench.read("out.npy") == Fixtures.npy(floats: sums))
  }

  /// Aligned to 2^8 with 13 fraction bits, 2^-6 is cut off; in binary32 it is not.
  @Test func fp8TensorCore() throws {
    let bench = try bench([256, 0x1p-6], [1, 1], shape: [2])
    for (accumulator, sum) in [("h100-fp8", 256), ("fp32", 256.015625)] as [(String, Float)] {
      let run = try bench.gradual(
        "dot", "a.npy", "b.npy", "out.npy", "--inputs", "e4m3fn,e5m2", "--accumulator", accumulator)
      #expect(run.status == 0, "\(run.errors)")
      #expect(try bench.read("out.npy") == Fixtures.npy(floats: [sum]))
    }
  }

  @Test func startsAndWideResults() throws {
    let bench = try bench(Self.a, Self.b)
    try bench.write(Fixtures.npy(floats: [0.25, 100]), to: "c.npy")
    let run = try bench.gradual(
      "dot", "a.npy", "b.npy", "out.npy", "--inputs", "binary16", "--accumulator", "exact",
      "--add", "c.npy")
    #expect(run.status == 0, "\(run.errors)")
    let sums: [Double] = [2051.25, 95]
    #expect(
      try bench.read("out.npy")
        == Fixtures.npy(
          header: Fixtures.header("<f8", shape: [2]), data: sums.withUnsafeBytes { Data($0) }))
  }

  /// Of the first row three additions are lost; in the second, −2 + 2 … are not.
  @Test func counts() throws {
    let bench = try bench(Self.a, Self.b)
    let call =
      "gradual dot a.npy b.npy out.npy --inputs binary16 --accumulator 'per-operation(binary16)'"
    let run = try bench.shell(
      """
      \(call) --json | python3 -c 'import json, sys
      counts = json.load(sys.stdin)
      print([counts[k] for k in ("terms", "flushed", "additions", "swamped", "overflowed")],
            counts["swampedShare"], counts["inputs"], counts["results"], counts["productsPerResult"])'
      """)
    #expect(
      run.output == "[8, 0, 6, 3, 0] 0.5 ['binary16', 'binary16'] 2 4\n",
      "\(run.output)\(run.errors)")
    let text = try bench.shell("\(call) --counts")
    #expect(text.output.contains("2 × 4 products"), "\(text.output)\(text.errors)")
    #expect(text.output.contains("share swamped  0.5\n"), "\(text.output)")
  }

  @Test func stochasticRoundingGoesBySeedAndRow() throws {
    let row = [Float](repeating: 1, count: 1) + [Float](repeating: 0x1p-12, count: 63)
    let bench = try bench(row + row, Array(repeating: 1, count: 128), shape: [2, 64])
    func dot(_ seed: String) throws -> Data {
      let run = try bench.gradual(
        "dot", "a.npy", "b.npy", "out.npy", "--inputs", "binary32", "--accumulator",
        "per-operation(binary16, stochastic(13))", "--seed", seed)
      #expect(run.status == 0, "\(run.errors)")
      return try bench.read("out.npy").suffix(8)
    }
    let first = try dot("7")
    #expect(try dot("7") == first)
    #expect(try dot("8") != first)
    #expect(first.prefix(4) != first.suffix(4), "two equal rows draw the same bits")
  }

  /// [[1, 2], [3, 4], [5, 6]] times [[1, 0, 2048], [0, 1, 1]], from every layout.
  @Test func matrices() throws {
    let bench = try Workbench()
    try bench.write(Fixtures.npy(floats: [1, 2, 3, 4, 5, 6], shape: [3, 2]), to: "a.npy")
    try bench.write(Fixtures.npy(floats: [1, 3, 5, 2, 4, 6], shape: [2, 3]), to: "at.npy")
    try bench.write(Fixtures.npy(floats: [1, 0, 2048, 0, 1, 1], shape: [2, 3]), to: "b.npy")
    try bench.write(Fixtures.npy(floats: [1, 0, 0, 1, 2048, 1], shape: [3, 2]), to: "bt.npy")
    let expected = Fixtures.npy(
      floats: [1, 2, 2050, 3, 4, 6148, 5, 6, 10246], shape: [3, 3])
    for files in [
      ["a.npy", "b.npy"], ["at.npy", "b.npy", "--transpose", "a"],
      ["a.npy", "bt.npy", "--transpose", "b"],
      ["at.npy", "bt.npy", "--transpose", "a", "--transpose=b", "--threads", "1"],
    ] {
      let line =
        "gradual matmul \(files[0]) \(files[1]) out.npy \(files.dropFirst(2).joined(separator: " "))"
      let run = try bench.shell(line + " --inputs binary16 --accumulator fp32")
      #expect(run.status == 0 && run.output.isEmpty && run.errors.isEmpty, "\(run.errors)")
      #expect(try bench.read("out.npy") == expected, "\(line)")
    }
  }

  @Test(arguments: [
    (["a.npy", "b.npy", "out.npy"], ["b.npy", "(2, 4)", "(4, N)", "a.npy"]),
    (["a.npy", "c.npy", "out.npy"], ["c.npy", "(2,)", "(K, N)"]),
    (["a.npy", "b.npy", "out.npy", "--transpose", "c"], ["--transpose 'c'", "a, b"]),
    (["a.npy", "b.npy", "out.npy", "--transpose", "b", "--add", "c.npy"], ["c.npy", "(2, 2)"]),
  ])
  func badProduct(arguments: [String], names: [String]) throws {
    let bench = try bench(Self.a, Self.b)
    try bench.write(Fixtures.npy(floats: [1, 2]), to: "c.npy")
    try bench.expectRefusal(arguments + Self.formats, by: "matmul", names: names)
  }

  private static let formats = ["--inputs", "binary16", "--accumulator", "fp32"]
  @Test(arguments: [
    (
      ["a.npy", "c.npy", "out.npy"] + formats, ["c.npy", "shape is (2,)", "(2, 4), that of a.npy"]
    ),
    (["a.npy", "b.npy", "out.npy", "--add", "a.npy"] + formats, ["a.npy", "(2, 4)", "(2,)"]),
    (["empty.npy", "empty.npy", "out.npy"] + formats, ["empty.npy", "(0, 4)", "at least 1"]),
    (["cube.npy", "cube.npy", "out.npy"] + formats, ["cube.npy", "(1, 1, 2)", "(N, K)"]),
    (["no.npy", "b.npy", "out.npy"] + formats, ["no.npy", "unreadable"]),
    (["a.npy", "b.npy", "no/out.npy"] + formats, ["no/out.npy", "folder"]),
    (["a.npy", "b.npy", "out.npy", "--seed", "1"] + formats, ["--seed", "fp32 takes no random"]),
    (["a.npy", "b.npy", "out.npy", "--inputs", "binary16"], ["--accumulator is missing", "fp32"]),
    (["a.npy", "b.npy", "out.npy", "--accumulator", "fp32"], ["--inputs is missing", "e4m3fn"]),
    (
      ["a.npy", "b.npy", "out.npy", "--inputs", "binary16", "--accumulator", "h100-fp8"],
      ["--inputs 'binary16'", "\"h100-fp8\"", "e4m3fn or e5m2"]
    ),
    (
      ["a.npy", "b.npy", "out.npy", "--inputs", "binary16", "--accumulator", "chunked(64, fp32"],
      ["\"chunked(64, fp32\"", "parenthesis"]
    ),
    (
      ["a.npy", "b.npy", "out.npy", "--inputs", "binary16", "--accumulator", "h100-fp9"],
      ["\"h100-fp9\"", "h100-fp8"]
    ),
    (
      ["a.npy", "b.npy", "out.npy", "--inputs", "e5m2,e4m3fn,e5m2", "--accumulator", "fp32"],
      ["--inputs 'e5m2,e4m3fn,e5m2'", "3 formats"]
    ),
    (["a.npy", "b.npy", "out.npy", "--inputs", "e5m", "--accumulator", "fp32"], ["e5m", "e5m2"]),
  ])
  func badCall(arguments: [String], names: [String]) throws {
    let bench = try bench(Self.a, Self.b)
    try bench.write(Fixtures.npy(floats: [1, 2]), to: "c.npy")
    try bench.write(Fixtures.npy(floats: [], shape: [0, 4]), to: "empty.npy")
    try bench.write(Fixtures.npy(floats: [1, 2], shape: [1, 1, 2]), to: "cube.npy")
    try bench.expectRefusal(arguments, by: "dot", names: names)
  }

  /// A sparse file of 1 TiB takes no room, but its numbers would.
  @Test func moreThanTheMemoryHolds() throws {
    let bench = try Workbench()
    let count = 1 << 38
    try bench.write(
      Fixtures.npy(header: Fixtures.header("<f4", shape: [1, count]), data: Data()), to: "a.npy")
    let file = try FileHandle(forUpdating: bench.folder.appendingPathComponent("a.npy"))
    try file.truncate(atOffset: file.seekToEnd() + UInt64(4 * count))
    try file.close()
    try bench.expectRefusal(
      ["a.npy", "a.npy", "out.npy"] + Self.formats, by: "dot",
      names: ["a.npy", "\(count)", "memory"])
    try bench.expectRefusal(
      ["a.npy", "out.npy", "--format", "e4m3fn"], names: ["a.npy", "\(count)", "memory"])
  }
}
