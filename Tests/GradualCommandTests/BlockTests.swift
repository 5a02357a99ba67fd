import Foundation
import Testing

/// Block formats in `cast`, `show`, `list`, `dot` and `matmul`.
@Suite struct BlockTests {
  /// One block of 32, short: 2^0 over 2^2 is the scale, so that elements are four times the numbers.
  @Test func castToBlocks() throws {
    let bench = try Workbench()
    try bench.write(Fixtures.npy(floats: [1, -1.7, 0.1, 0.05], shape: [1, 4]), to: "in.npy")
    let run = try bench.gradual("cast", "in.npy", "out.npy", "--format", "mxfp4")
    #expect(run.status == 0 && run.output.isEmpty && run.errors.isEmpty, "\(run.errors)")
    #expect(
      try bench.read("out.npy") == Fixtures.npy(floats: [1, -1.5, 0.125, 0], shape: [1, 4]))
    let codes = try bench.shell(
      """
      gradual cast in.npy out.safetensors --format mxfp4 --codes
      python3 -c 'import json, struct
      file = open("out.safetensors", "rb").read()
      length = struct.unpack("<Q", file[:8])[0]
      header = json.loads(file[8:8 + length])
      def part(name):
        first, last = header[name]["data_offsets"]
        return header[name]["dtype"], header[name]["shape"], file[8 + length:][first:last].hex()
      print(header["__metadata__"]["format"], *part("codes"), *part("scales"))'
      """)
    #expect(
      codes.output == "block(e2m1fn, 32, e8m0fnu, floor) U8 [1, 4] 060f0100 U8 [1, 1] 7d\n",
      "\(codes.errors)")
  }

  @Test func countsForPrograms() throws {
    let bench = try Workbench()
    try bench.write(
      Fixtures.npy(floats: [1, 1.99, 0.01, 0, .nan, 1], shape: [3, 2]), to: "in.npy")
    let run = try bench.shell(
      """
      gradual cast in.npy out.npy --format mxfp4 --json | python3 -c 'import json, sys
      counts = json.load(sys.stdin)
      names = ("elements", "zeros", "nans", "nansMade", "saturated", "flushed", "blocks", "nanBlocks")
      print([counts[name] for name in names], counts["worstBlock"], counts["largest"])'
      """)
    #expect(run.output == "[6, 1, 1, 1, 1, 0, 3, 1] 0 1.9900000095367432\n", "\(run.errors)")
  }

  @Test func pages() throws {
    let bench = try Workbench()
    let page = try bench.gradual("show", "block(int4, 64, ue5m3, amax, tensor-scale)")
    for words in ["64 neighbours", "ue5m3", "two's complement", "binary32", "4.125"] {
      #expect(page.output.contains(words), "\(page.output)\(page.errors)")
    }
    let list = try bench.gradual("list", "blocks")
    #expect(list.output.contains("nvfp4") && list.output.contains("128x128"))
    try bench.write(
      Data(#"{"element": "e4m3fn", "shape": "1x8", "scale": "bf16", "rule": "up"}"#.utf8),
      to: "own.json")
    let own = try bench.gradual("show", "own.json", "--json")
    #expect(own.output.contains("block(e4m3fn, 8, bfloat16, up)"), "\(own.errors)")
  }

  /// Blocks lie along the sum, of either operand, however its file has it.
  @Test func products() throws {
    let bench = try Workbench()
    let (a, b): ([Float], [Float]) = ([6, 1, 0.5, 100, 1, 3], [1, 1, 1, 1, 1, 1])
    try bench.write(Fixtures.npy(floats: a, shape: [2, 3]), to: "a.npy")
    try bench.write(Fixtures.npy(floats: [6, 100, 1, 1, 0.5, 3], shape: [3, 2]), to: "turned.npy")
    try bench.write(Fixtures.npy(floats: b, shape: [2, 3]), to: "b.npy")
    try bench.write(Fixtures.npy(floats: [1, 1, 1], shape: [3, 1]), to: "ones.npy")
    // 100 becomes 96, beside which 1 is nothing and 3 a tie with 0: multiples of 8.
    let options = ["--inputs", "mxfp4", "--accumulator", "fp32"]
    for arguments in [
      ["dot", "a.npy", "b.npy"], ["matmul", "a.npy", "ones.npy"],
      ["matmul", "turned.npy", "ones.npy", "--transpose", "a"],
    ] {
      let run = try bench.shell(
        "gradual " + arguments.joined(separator: " ").replacing(".npy --", with: ".npy out.npy --")
          + (arguments.count == 3 ? " out.npy " : " ") + options.joined(separator: " "))
      #expect(run.status == 0, "\(run.errors)")
      let shape = arguments[0] == "dot" ? [2] : [2, 1]
      #expect(
        try bench.read("out.npy") == Fixtures.npy(floats: [7.5, 96], shape: shape),
        "\(arguments)")
    }
  }

  @Test(arguments: [
    (
      ["cast", "in.npy", "out.npy", "--format", "mxfp4", "--overflow", "nan"], ["nan", "saturate"]
    ),
    (["cast", "in.npy", "out.npy", "--format", "nvfp5"], ["\"nvfp5\"", "nvfp4"]),
    (
      ["cast", "in.npy", "out.npy", "--format", "block(e2m1fn, 16, e4m3fn, ceil)"],
      ["rule", "ceil", "floor, up, amax"]
    ),
    (["calc", "1", "--format", "mxfp4"], ["mxfp4", "of blocks"]),
    (
      [
        "dot", "in.npy", "in.npy", "out.npy", "--inputs", "mxfp8-e4m3", "--accumulator", "h100-fp8",
      ],
      ["mxfp8-e4m3", "h100-fp8"]
    ),
  ])
  func badCall(arguments: [String], names: [String]) throws {
    let bench = try Workbench()
    try bench.write(Fixtures.npy(floats: [1, 2]), to: "in.npy")
    try bench.expectRefusal(Array(arguments.dropFirst()), by: arguments[0], names: names)
  }
}
