import Foundation
import TestSupport

/// Files that examples and tests read.
enum Fixtures {
  /// What the help pages' examples expect to find.
  static func writeExamples(in bench: Workbench) throws {
    try bench.write(npy(floats: [0.1, -1.5e-4, 1000, 0, .infinity, .nan, 3]), to: "gradients.npy")
    try bench.write(npy(floats: [0.5, -2, 3, 0.1, 0.25, 1], shape: [2, 3]), to: "w.npy")
    try bench.write(npy(floats: [1, 2, -0.75, 8, 0.3, -1], shape: [2, 3]), to: "x.npy")
    try bench.write(
      #"{"base": "bf16-mixed", "rules": [{"roles": ["residual"], "format": "bfloat16"}]}"#.utf8,
      to: "my-policy.json")
    try bench.write(
      #"{"fp16": {"enabled": true, "initial_scale_power": 12}, "train_batch_size": 8}"#.utf8,
      to: "ds_config.json")
    try bench.write(
      safetensors(
        #"{"__metadata__":{"format":"pt"},"w":{"dtype":"BF16","shape":[2,3],"data_offsets":[0,12]}}"#,
        byteCount: 12), to: "model.safetensors")
    try bench.write(squareRoots.utf8, to: "sqrt.py")
    try writeLogs(in: bench)
    try bench.write(Data(hook.utf8), to: "hook.jsonl")
    try TinyModel().write(to: "tiny-llama", in: bench)
    try bench.write(tokenizer(), to: "tiny-llama/tokenizer.json")
    try bench.write(
      Data("a gradient is not small because a format says so.\n".utf8), to: "prose.txt")
  }

  /// A program that takes roots of binary32 numbers, right because one rounding to binary64 before
  /// does no harm to a root.
  static let squareRoots = """
    import math, struct, sys

    for line in sys.stdin:
        x = struct.unpack(">f", bytes.fromhex(line))[0]
        root = math.sqrt(x) if x >= 0 else x if x == 0 else math.nan
        print(struct.pack(">f", root).hex())

    """

  /// A run's console, and a folder with a trainer_state.json.
  private static func writeLogs(in bench: Workbench) throws {
    var lines = ""
    for step in 1...18 {
      lines += "{'loss': 0.0, 'learning_rate': 1.0526315789473685e-07, 'epoch': \(step)}\n"
      if step % 6 == 0 { lines += "{'eval_loss': nan, 'eval_runtime': 3.1, 'epoch': \(step)}\n" }
    }
    try bench.write(lines.utf8, to: "train.log")
    let entries = (1...12).map {
      #"{"epoch": \#($0), "grad_norm": 1.5, "learning_rate": \#(1e-5 * Double(13 - $0)), "#
        + #""loss": \#(3 / Double($0)), "step": \#(10 * $0)}"#
    }
    try FileManager.default.createDirectory(
      at: bench.folder.appendingPathComponent("runs-of-last-night"),
      withIntermediateDirectories: true)
    try bench.write(
      "{\"global_step\": 120, \"log_history\": [\(entries.joined(separator: ", "))]}".utf8,
      to: "runs-of-last-night/trainer_state.json")
  }

  /// What the script of `gradual hook` writes of a run that overflows in its second step.
  static let hook = """
    {"gradual_hook":1,"torch":"2.13.0","python":"3.11.7","rank":0}
    {"step":0,"pass":"forward","module":"fc","type":"Linear","call":0,"output":0,"dtype":"float16","shape":[4],\
    "elements":4,"zeros":1,"nan":0,"positive_inf":0,"negative_inf":0,"largest":40000.0,"least":0.5,\
    "log2":[-1,1,0,0,0,0,0,0,0,0,0,0,0,0,0,0,1,1]}
    {"step":0,"pass":"parameter","module":"fc.weight","type":"Parameter","call":0,"output":0,"dtype":"float16",\
    "shape":[3],"elements":3,"zeros":0,"nan":0,"positive_inf":0,"negative_inf":0,"largest":8.0,"least":2.0,\
    "log2":[1,1,1,1]}
    {"step":0,"loss":2.5,"grad_norm":9.0,"loss_scale":65536.0}
    {"step":1,"pass":"forward","module":"fc","type":"Linear","call":0,"output":0,"dtype":"float16","shape":[4],\
    "elements":4,"zeros":1,"nan":1,"positive_inf":2,"negative_inf":0,"largest":null,"least":null,"log2":[]}
    {"step":1,"loss":"nan"}

    """

  /// A tokenizer for the tiny model's 61 tokens: of lower-case letters, space, marks and digits.
  static func tokenizer() throws -> Data {
    let known = Array("abcdefghijklmnopqrstuvwxyz .,\n0123456789".utf8)
    return try TinyTokenizer(model: ["vocab": TinyTokenizer.vocabulary(first: known)]).json()
  }

  /// A safetensors file with this header, and zeros for its tensors.
  static func safetensors(_ header: String, byteCount: Int) -> Data {
    let length = (0..<8).map { UInt8(truncatingIfNeeded: header.utf8.count >> (8 * $0)) }
    return Data(length) + Data(header.utf8) + Data(count: byteCount)
  }

  /// An .npy file as numpy writes it: version 1.0, of one axis unless a shape is given.
  static func npy(floats values: [Float], shape: [Int]? = nil) -> Data {
    npy(
      header: header("<f4", shape: shape ?? [values.count]),
      data: values.withUnsafeBytes { Data($0) })
  }

  /// A header's dictionary for elements of a type.
  static func header(_ descriptor: String, shape: [Int]) -> String {
    let lengths = shape.map(String.init).joined(separator: ", ") + (shape.count == 1 ? "," : "")
    return "{'descr': '\(descriptor)', 'fortran_order': False, 'shape': (\(lengths)), }"
  }

  /// An .npy file of version 1.0 with this header.
  static func npy(header: String, data: Data) -> Data {
    // Magic, version and length are 10 bytes; a line end comes last; the whole is a multiple of 64.
    let length = (10 + header.utf8.count + 1 + 63) / 64 * 64 - 10
    var file =
      Data([0x93]) + Data("NUMPY".utf8) + Data([1, 0, UInt8(length & 255), UInt8(length >> 8)])
    file += Data(header.utf8)
    file += Data(repeating: UInt8(ascii: " "), count: length - header.utf8.count - 1)
    return file + Data("\n".utf8) + data
  }
}
