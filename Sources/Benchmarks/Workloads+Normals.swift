import Kernels
import RandomStreams

extension Workloads {
  /// Normal numbers, made as the weights of a layer are: a strip of 2^18 of a matrix of 4096 columns.
  var normals: [Workload] {
    [
      strip("normal/binary32", rows: 64, columns: 4096, .rowMajor),
      strip("normal/binary32/narrow", rows: 4096, columns: 64, .rowMajor),
      strip("normal/binary32/transposed", rows: 64, columns: 4096, .columnMajor),
    ]
  }

  private func strip(
    _ name: String, rows: Int, columns: Int, _ layout: NormalRows.Layout
  ) -> Workload {
    Workload(
      name: name, size: "\(rows)×\(columns)", count: rows * columns, unit: .elements, threads: 1,
      copiedBytes: rows * columns * MemoryLayout<Float>.size, targets: []
    ) { inputs in
      let stream = RandomStream(StreamKey(seed: 1, domain: .weight, name: name))
      let weights = NormalRows(stream, rows: 0..<rows)
      let result = inputs.scratch(Float.self, count: rows * columns)
      return Job {
        weights.fill(
          rows: 0..<rows, columns: 0..<columns, scale: 0.02, into: result.elements,
          stride: layout == .rowMajor ? columns : rows, layout: layout)
      } checksum: {
        result.checksum
      }
    }
  }
}
