import BlockFormats
import FloatFormats
import TensorFiles
import TestSupport
import Testing

@testable import Inspection

/// Block formats among the formats of an inspection: what `BlockQuantizer` counts of the same numbers.
@Suite struct BlockInspectionTests {
  private static let names = [
    "mxfp4", "nvfp4", "deepseek-128x128", "mxint8", "block(e4m3fn, tensor, e8m0fnu, up)",
  ]

  private static func numbers(_ count: Int, seed: UInt64) -> [Float] {
    var generator = SeededGenerator(seed: seed)
    return (0..<count).map { _ in
      let power = Float(
        sign: .plus, exponent: -Int.random(in: 0..<20, using: &generator), significand: 1)
      return Float.random(in: -1...1, using: &generator) * power
    }
  }

  @Test(arguments: [1, 3])
  func findingsAreTheQuantizers(threads: Int) throws {
    let folder = try TemporaryFolder()
    // The second is read by all threads.
    let shapes = [[40, 130], [2100, 2100], [0], [6, 20, 30]]
    var arrays = shapes.enumerated().map { Self.numbers($1.reduce(1, *), seed: UInt64($0)) }
    arrays[3][77] = .infinity
    arrays[3][2000] = .nan
    for (place, shape) in shapes.enumerated() {
      try NPYFile.write(arrays[place], shape: shape, to: folder["\(place).npy"])
    }
    try NPYFile.write(arrays[0].map { Double($0) }, shape: shapes[0], to: folder["wide.npy"])
    let formats = try Self.names.map { try ArrayFormat(named: $0) } + [.numbers(.e4m3fn)]
    let files = shapes.indices.map { folder["\($0).npy"] } + [folder["wide.npy"]]
    let result = try InspectionRun(files: files, formats: formats).run(threads: threads)
    for (place, finding) in result.arrays.enumerated() {
      let (source, shape) = (arrays[place % 4], shapes[place % 4])
      for (format, name) in Self.names.enumerated() {
        let counts = BlockQuantizer(to: try BlockCatalogue.format(named: name))
          .quantize(source, shape: shape).counts
        let found = finding.formats[format]
        #expect(found.unscaled.flushed == counts.numbers.flushed, "\(name), \(finding.name)")
        #expect(found.unscaled.overflowed == counts.numbers.saturated, "\(name), \(finding.name)")
        #expect(found.blocks?.nanBlocks == counts.nanBlocks, "\(name), \(finding.name)")
        #expect(found.blocks?.worst?.block == counts.worst?.block, "\(name), \(finding.name)")
        let (a, b) = (found.unscaled.signalToNoise ?? 0, counts.signalToNoise ?? 0)
        #expect((a - b).magnitude <= 1e-9, "\(name), \(finding.name): \(a) dB, expected \(b)")
      }
      #expect(finding.formats[Self.names.count].blocks == nil)
    }
    let all = result.all.formats[0]
    #expect(
      all.unscaled.flushed
        == result.arrays.reduce(0) { $0 + $1.formats[0].unscaled.flushed })
    #expect(all.blocks?.nanBlocks == 2 && all.blocks?.worst == nil)
    #expect(result.table(0).rows.count == 6 && result.csv.contains("nvfp4,3.npy"))
    #expect(result.worstFirst(in: 0).first == 3)
  }
}
